"""What an alarm on a role's use consists of: a rule, a topic and its subscription by mail."""

import json
from typing import Any

from tests.sandbox.small_account import REGION, SmallAccount

_PATTERN = {"source": ["aws.sts"], "detail": {"eventName": ["AssumeRole"]}}
_PUBLISH = {
    "Effect": "Allow",
    "Principal": {"Service": "events.amazonaws.com"},
    "Action": "sns:Publish",
    "Resource": {"Ref": "Topic"},
}


def _resources(**rule: Any) -> dict[str, Any]:
    target = {"Id": "Target0", "Arn": {"Ref": "Topic"}}
    plain = {"EventPattern": _PATTERN, "State": "ENABLED", "Targets": [target]}
    mail = {"Protocol": "email", "Endpoint": "ops@example.com", "TopicArn": {"Ref": "Topic"}}
    policy = {"Version": "2012-10-17", "Statement": [_PUBLISH]}
    return {
        "Topic": {"Type": "AWS::SNS::Topic", "Properties": {}},
        "Mail": {"Type": "AWS::SNS::Subscription", "Properties": mail},
        "Policy": {
            "Type": "AWS::SNS::TopicPolicy",
            "Properties": {"Topics": [{"Ref": "Topic"}], "PolicyDocument": policy},
        },
        "Rule": {"Type": "AWS::Events::Rule", "Properties": plain | rule},
    }


def test_alarm_follows_the_template(account: SmallAccount) -> None:
    events, sns = account.client("events"), account.client("sns")
    names = account.deploy(_resources())
    topic = names["Topic"]
    rule = events.describe_rule(Name=names["Rule"].rsplit("/", 1)[-1])
    targets = events.list_targets_by_rule(Rule=rule["Name"])["Targets"]
    policy = json.loads(sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"])
    (mail,) = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    account.deploy(_resources(State="DISABLED"))
    disabled = events.describe_rule(Name=rule["Name"])["State"]
    account.destroy()

    assert topic.startswith(f"arn:aws:sns:{REGION}:{account.number}:")
    assert json.loads(rule["EventPattern"]) == _PATTERN
    assert [one["Arn"] for one in targets] == [topic]
    assert policy["Statement"] == [_PUBLISH | {"Resource": topic}]
    assert (mail["Protocol"], mail["Endpoint"]) == ("email", "ops@example.com")
    assert disabled == "DISABLED"
    assert sns.list_topics()["Topics"] == []
    assert events.list_rules()["Rules"] == []
