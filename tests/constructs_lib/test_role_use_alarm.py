"""Who is told, and of what, when a role is taken."""

from typing import Any

import pytest
from aws_cdk import Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from aws_cdk.assertions import Template

from constructs_lib import RoleUseAlarm


@pytest.fixture
def rule(stack: Stack) -> dict[str, Any]:
    """The rule that watches a role, as the template has it."""
    role = iam.Role(stack, "Role", assumed_by=iam.AccountPrincipal("111122223333"))
    alarm = RoleUseAlarm(stack, "Alarm", role=role, topic=sns.Topic(stack, "Topic"))
    assert isinstance(alarm.rule, events.Rule)
    (rule,) = Template.from_stack(stack).find_resources("AWS::Events::Rule").values()
    properties: dict[str, Any] = rule["Properties"]
    return properties


def test_it_watches_assume_role_of_exactly_this_role(rule: dict[str, Any]) -> None:
    assert rule["State"] == "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
    assert rule["EventPattern"] == {
        "source": ["aws.sts"],
        "detail-type": ["AWS API Call via CloudTrail"],
        "detail": {
            "eventSource": ["sts.amazonaws.com"],
            "eventName": ["AssumeRole"],
            "requestParameters": {"roleArn": [{"Fn::GetAtt": ["Role1ABCC5F0", "Arn"]}]},
        },
    }


def test_the_message_names_who_it_is_also_if_cloudtrail_gives_no_arn(
    rule: dict[str, Any],
) -> None:
    (target,) = rule["Targets"]

    assert target["InputTransformer"]["InputPathsMap"] == {
        "detail-requestParameters-roleArn": "$.detail.requestParameters.roleArn",
        "detail-requestParameters-sourceIdentity": "$.detail.requestParameters.sourceIdentity",
        "detail-requestParameters-roleSessionName": "$.detail.requestParameters.roleSessionName",
        "detail-userIdentity-accountId": "$.detail.userIdentity.accountId",
        "detail-userIdentity-arn": "$.detail.userIdentity.arn",
        "detail-userIdentity-principalId": "$.detail.userIdentity.principalId",
        "detail-sourceIPAddress": "$.detail.sourceIPAddress",
        "detail-eventTime": "$.detail.eventTime",
        "detail-errorCode": "$.detail.errorCode",
    }
    assert target["InputTransformer"]["InputTemplate"] == (
        '"The role <detail-requestParameters-roleArn> is asked for by '
        "<detail-requestParameters-sourceIdentity> as session "
        "<detail-requestParameters-roleSessionName> from account <detail-userIdentity-accountId> "
        "with the credentials <detail-userIdentity-arn> of <detail-userIdentity-principalId> at "
        "address <detail-sourceIPAddress> on <detail-eventTime> with the error, if it was refused: "
        '<detail-errorCode>"'
    )


def test_eventbridge_may_publish_to_the_topic(stack: Stack, rule: dict[str, Any]) -> None:
    (target,) = rule["Targets"]
    (policy,) = Template.from_stack(stack).find_resources("AWS::SNS::TopicPolicy").values()

    assert target["Arn"] == {"Ref": "TopicBFC7AF6E"}
    (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
    assert statement["Action"] == "sns:Publish"
    assert statement["Principal"] == {"Service": "events.amazonaws.com"}
    assert statement["Resource"] == target["Arn"]
