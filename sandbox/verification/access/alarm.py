"""The alarm of a role whose use is watched, as far as it can be seen without CloudTrail."""

import json
from collections.abc import Iterator
from typing import Any

from sandbox.report import Check
from sandbox.verification.access.assumable_role import AssumableRole

_EVENTS = "events.amazonaws.com"


def check_alarm(role: AssumableRole) -> Iterator[Check]:
    """Check the rule that matches the role's use, its target, and that the topic takes it.

    The emulator has no CloudTrail, which brings the call to EventBridge; so EventBridge is asked
    about the event that CloudTrail would bring.
    """
    events = role.account.root.client("events")
    rules = [
        rule
        for rule in events.list_rules()["Rules"]
        if f'"{role.live.arn}"' in rule.get("EventPattern", "")
    ]
    yield Check(
        what="alarm: one rule, which is on",
        expected="ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
        observed=", ".join(rule["State"] for rule in rules) or "none",
    )
    for rule in rules:
        for arn, what, expected in (
            (role.live.arn, "raised when the role is taken", True),
            (f"{role.live.arn}-2", "not raised for a role with a longer name", False),
        ):
            matches = events.test_event_pattern(
                EventPattern=rule["EventPattern"], Event=json.dumps(_taken(role, arn))
            )["Result"]
            yield Check(
                what=f"alarm: {what}",
                expected=str(expected),
                observed=str(matches),
            )
        targets = events.list_targets_by_rule(Rule=rule["Name"])["Targets"]
        topics = [target["Arn"] for target in targets if ":sns:" in target["Arn"]]
        yield Check(what="alarm: goes to one topic", expected="1", observed=str(len(topics)))
        for topic in topics:
            yield Check(
                what="alarm: the topic takes it from EventBridge",
                expected="True",
                observed=str(_takes_from_events(role, topic)),
            )


def _taken(role: AssumableRole, arn: str) -> dict[str, Any]:
    """Return the event of a call of AssumeRole.

    Source: "AWS service events delivered via AWS CloudTrail" in the Amazon EventBridge user guide.
    """
    return {
        "id": "1",
        "source": "aws.sts",
        "detail-type": "AWS API Call via CloudTrail",
        "account": role.environment.account,
        "region": role.region,
        "time": "2026-01-01T00:00:00Z",
        "resources": [],
        "detail": {
            "eventSource": "sts.amazonaws.com",
            "eventName": "AssumeRole",
            "requestParameters": {"roleArn": arn},
        },
    }


def _takes_from_events(role: AssumableRole, topic: str) -> bool:
    attributes = role.account.root.client("sns").get_topic_attributes(TopicArn=topic)["Attributes"]
    return any(
        statement["Effect"] == "Allow"
        and statement["Principal"] == {"Service": _EVENTS}
        and statement["Action"] == "sns:Publish"
        and statement["Resource"] == topic
        for statement in json.loads(attributes["Policy"])["Statement"]
    )
