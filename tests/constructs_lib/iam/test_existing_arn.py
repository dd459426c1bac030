"""What is taken for a role or an instance profile that exists, and what is refused."""

from typing import Any

import pytest
from aws_cdk import App, Aws, CfnParameter, Stack

from constructs_lib import ConfigurationError
from constructs_lib.iam.existing_arn import ExistingArn, Kind, existing_arn

_ARN = "arn:aws:iam::123456789012"


def _existing(stack: Stack, value: Any, kind: Kind = "role") -> ExistingArn:
    return existing_arn(
        "Test/Web.existing_role",
        value,
        kind=kind,
        account=stack.account,
        partition=stack.partition,
    )


@pytest.mark.parametrize(
    ("value", "kind", "arn", "name"),
    [
        ("web", "role", f"{_ARN}:role/web", "web"),
        ("a+=,.@_-" + "b" * 56, "role", f"{_ARN}:role/a+=,.@_-{'b' * 56}", "a+=,.@_-" + "b" * 56),
        (f"{_ARN}:role/web", "role", f"{_ARN}:role/web", "web"),
        (f"{_ARN}:role/team/app/web", "role", f"{_ARN}:role/team/app/web", "web"),
        ("h" * 128, "instance-profile", f"{_ARN}:instance-profile/{'h' * 128}", "h" * 128),
        (
            f"{_ARN}:instance-profile/ops/hosts",
            "instance-profile",
            f"{_ARN}:instance-profile/ops/hosts",
            "hosts",
        ),
    ],
)
def test_a_name_and_an_arn_stand_for_the_same(
    stack: Stack, value: str, kind: Kind, arn: str, name: str
) -> None:
    assert _existing(stack, value, kind) == ExistingArn(arn=arn, name=name)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "my role",
        "r" * 65,
        "application/web",
        "arn:aws:iam::123456789012:role",
        "arn:aws:iam::123456789012:role/",
        "arn:aws:iam::123456789012:role//",
        "arn:aws:iam::123456789012:role/team/",
        "arn:aws:iam::123456789012:role/my team/web",
        "arn:aws:iam::123456789012:user/web",
        "arn:aws:iam::123456789012:instance-profile/web",
        "arn:aws:iam:eu-west-1:123456789012:role/web",
        "arn:aws:iam::12345:role/web",
        "arn:aws:sts::123456789012:assumed-role/web/session",
        "arn:aws:iam",
        7,
    ],
)
def test_refuses_what_is_no_role(stack: Stack, value: object) -> None:
    with pytest.raises(ConfigurationError) as refused:
        _existing(stack, value)

    message = str(refused.value)
    assert message.startswith(
        "Test/Web.existing_role: expected the name of the existing role, 1 to 64 letters, digits "
        "or '+=,.@_-', or its ARN"
    )
    assert message.endswith(f"got {value!r}")


@pytest.mark.parametrize(
    ("arn", "message"),
    [
        (
            "arn:aws:iam::210987654321:role/web",
            "expected one of the account 123456789012 (no other can be used here), got",
        ),
        (
            "arn:aws-cn:iam::123456789012:role/web",
            "expected one of the partition aws (no other can be used here), got",
        ),
    ],
)
def test_refuses_a_role_of_another_place(stack: Stack, arn: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        _existing(stack, arn)

    assert message in str(refused.value)


def test_any_account_passes_where_the_stack_does_not_know_its_own(
    cdk_context: dict[str, Any],
) -> None:
    stack = Stack(App(context=cdk_context), "Anywhere")

    assert _existing(stack, "arn:aws-cn:iam::210987654321:role/web").name == "web"


def test_what_only_deployment_knows_passes(stack: Stack) -> None:
    arn = f"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}:role/team/web"
    parameter = CfnParameter(stack, "Role").value_as_string

    assert _existing(stack, arn) == ExistingArn(arn=arn, name="web")
    assert stack.resolve(_existing(stack, parameter).arn) == {"Ref": "Role"}
    assert stack.resolve(_existing(stack, parameter).name) == {
        "Fn::Select": [1, {"Fn::Split": ["/", {"Ref": "Role"}]}]
    }


def test_a_known_part_of_an_arn_is_checked_beside_unknown_ones(stack: Stack) -> None:
    with pytest.raises(ConfigurationError, match="the name of the existing role"):
        _existing(stack, f"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}:role/my role")
