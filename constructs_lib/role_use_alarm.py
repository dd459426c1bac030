"""Tells people when somebody takes a role."""

from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from constructs import Construct

# What an event lacks is left empty: the source identity, or the ARN of who is of another account.
_MESSAGE = {
    "The role": "$.detail.requestParameters.roleArn",
    "is asked for by": "$.detail.requestParameters.sourceIdentity",
    "as session": "$.detail.requestParameters.roleSessionName",
    "from account": "$.detail.userIdentity.accountId",
    "with the credentials": "$.detail.userIdentity.arn",
    "of": "$.detail.userIdentity.principalId",
    "at address": "$.detail.sourceIPAddress",
    "on": "$.detail.eventTime",
    "with the error, if it was refused:": "$.detail.errorCode",
}


class RoleUseAlarm(Construct):
    """Sends a message to a topic whenever STS is asked for a session of a role.

    It needs a trail of CloudTrail in the account, which brings the call to EventBridge, and sees
    the calls to STS in its own region: limit the role's trust policy to that region
    (``aws:RequestedRegion``), as ``OperatorRole`` does with an ``alarm_topic``. Do not count on it
    for refused attempts: CloudTrail may leave out for which role they were.

    The message names the source identity and the session first. CloudTrail gives no ARN for who
    comes from another account, only the account and a principal id.

    Sources: "Events from AWS services" in the Amazon EventBridge user guide; "Logging IAM and AWS
    STS API calls with AWS CloudTrail" in the IAM user guide, with both forms of the event.

    Attributes:
        rule: Matches ``AssumeRole`` of the role.
    """

    rule: events.Rule

    def __init__(
        self, scope: Construct, construct_id: str, *, role: iam.IRole, topic: sns.ITopic
    ) -> None:
        """Define the rule, and let it publish to the topic.

        Args:
            scope: Parent in the construct tree.
            construct_id: Id, unique among siblings.
            role: Whose use is told.
            topic: Who is told. EventBridge has to be able to publish to it: one that is encrypted
                needs a key of yours that lets it.
        """
        super().__init__(scope, construct_id)
        self.rule = rule = events.Rule(
            self,
            "Rule",
            description="Somebody takes a role whose use is watched.",
            event_pattern=events.EventPattern(
                source=["aws.sts"],
                detail_type=["AWS API Call via CloudTrail"],
                detail={
                    "eventSource": ["sts.amazonaws.com"],
                    "eventName": ["AssumeRole"],
                    "requestParameters": {"roleArn": [role.role_arn]},
                },
            ),
            targets=[
                targets.SnsTopic(
                    topic,
                    message=events.RuleTargetInput.from_text(
                        " ".join(
                            f"{words} {events.EventField.from_path(path)}"
                            for words, path in _MESSAGE.items()
                        )
                    ),
                )
            ],
        )
        # Plain rules see no management events that CloudTrail takes for reading. Source: "AWS
        # service events delivered via AWS CloudTrail" in the Amazon EventBridge user guide, whose
        # example of this state is a rule for AssumeRole.
        resource = rule.node.default_child
        assert isinstance(resource, events.CfnRule)
        resource.state = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
