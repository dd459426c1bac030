"""Wildcards and their reasons."""

from collections.abc import Mapping
from typing import Any

from access.report.wildcards import Wildcards, wildcards
from tests.access.report.sample_inventory import allow, policy, role

_LOG_GROUP = "arn:aws:logs:eu-west-1:111111111111:log-group:web:*"


def _of(*statements: Mapping[str, Any], **reasons: str) -> tuple[Wildcards, ...]:
    return wildcards(
        role(
            "EcsService-dev-web/TaskRole/Role",
            policies=(policy(*statements, where="here"),),
            reasons={f"Annotation::AwsSolutions-{rule}": why for rule, why in reasons.items()},
        )
    )


def test_a_wildcard_without_a_reason_comes_first() -> None:
    reason = {"IAM5[Resource::*]": "It takes no resource."}

    assert _of(allow(["s3:Get*"]), **reason) == (
        Wildcards(values=(("Action", "s3:Get*"),), reason=None),
        Wildcards(values=(("Resource", "*"),), reason="It takes no resource."),
    )


def test_a_reason_for_one_element_is_none_for_another() -> None:
    (group,) = _of(allow(["s3:GetObject"]), **{"IAM5[Action::*]": "Because."})

    assert group.reason is None


def test_a_reason_for_the_rule_is_one_for_all() -> None:
    (group,) = _of(allow(["s3:Get*"]), IAM5="Because.")

    assert (group.reason, len(group.values)) == ("Because.", 2)


def test_a_reference_in_a_reason_stands_for_what_the_template_fills_in() -> None:
    reason = {"IAM5[Resource::<LogGroupF5B46931.Arn>/*]": "Streams."}

    assert _of(allow(["s3:GetObject"], ["arn:aws:s3:::bucket/*"]), **reason)[0].reason == "Streams."


def test_six_characters_of_a_secret_are_no_wildcard() -> None:
    assert _of(allow(["s3:GetObject"], ["arn:aws:secretsmanager:r:1:secret:a-??????"])) == ()


def test_the_end_of_a_log_groups_arn_is_none_unless_somebody_gave_a_reason() -> None:
    statement = allow(["logs:PutLogEvents"], [_LOG_GROUP])

    assert _of(statement) == ()
    assert _of(statement, **{f"IAM5[Resource::{_LOG_GROUP}]": "Streams."})[0].reason == "Streams."
    assert len(_of(allow(["logs:PutLogEvents"], [_LOG_GROUP.replace("web", "*")]))) == 1


def test_a_deny_has_none() -> None:
    assert _of({"Effect": "Deny", "Action": "*", "Resource": "*"}) == ()


def test_not_action_is_one() -> None:
    (group,) = _of({"Effect": "Allow", "NotAction": "iam:PassRole", "Resource": "arn:aws:s3:::b"})

    assert group.values == (("NotAction", "iam:PassRole"),)
