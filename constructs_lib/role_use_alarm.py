"""Tells people when somebody takes a role."""

from aws_cdk import Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from constructs import Construct

_WHAT = "$.detail.requestParameters.roleArn"
_WHO = "$.detail.userIdentity.arn"


class RoleUseAlarm(Construct):
    """Sends a message to a topic whenever STS is asked for a session of a role.

    It needs a trail of CloudTrail in the account, which brings the call to EventBridge, and sees
    the calls to STS in its own region: limit the role's trust policy to that region
    (``aws:RequestedRegion``), as ``OperatorRole.alarm_on_use`` does. Refused attempts are told too.

    Sources: "Events from AWS services" in the Amazon EventBridge user guide; "Logging IAM and AWS
    STS API calls with AWS CloudTrail" in the IAM user guide.

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
        who, what = events.EventField.from_path(_WHO), events.EventField.from_path(_WHAT)
        self.rule = events.Rule(
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
                        f"{who} takes the role {what} in account {Stack.of(self).account}."
                    ),
                )
            ],
        )
