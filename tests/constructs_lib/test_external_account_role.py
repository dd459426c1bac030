from typing import Any

import pytest
from aws_cdk import App, Duration, Stack
from aws_cdk import aws_s3 as s3
from aws_cdk.assertions import Template

from constructs_lib import ConfigurationError, ExternalAccountRole, Permission, RoleShape

_PARTNER = "111122223333"
_LISTS = Permission(actions=("s3:ListAllMyBuckets",), resources=("*",))


def _role(stack: Stack) -> dict[str, Any]:
    (role,) = Template.from_stack(stack).find_resources("AWS::IAM::Role").values()
    properties: dict[str, Any] = role["Properties"]
    return properties


def _partner(stack: Stack, **props: Any) -> ExternalAccountRole:
    with_defaults = {"accounts": [_PARTNER], "external_id": "agreed-1"} | props
    return ExternalAccountRole(stack, "Partner", **with_defaults)


def test_trusts_the_accounts_with_the_external_id_and_nobody_else(stack: Stack) -> None:
    _partner(stack, accounts=[_PARTNER, "444455556666"])

    assert _role(stack)["AssumeRolePolicyDocument"] == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {
                    "AWS": ["arn:aws:iam::111122223333:root", "arn:aws:iam::444455556666:root"]
                },
                "Action": "sts:AssumeRole",
                "Condition": {"StringEquals": {"sts:ExternalId": "agreed-1"}},
            }
        ],
    }


def test_the_accounts_can_be_held_to_an_organisation(stack: Stack) -> None:
    _partner(stack, organization_id="o-a1b2c3d4e5")

    (statement,) = _role(stack)["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Condition"] == {
        "StringEquals": {"sts:ExternalId": "agreed-1", "aws:PrincipalOrgID": "o-a1b2c3d4e5"}
    }


def test_arns_are_those_of_the_partition(cdk_context: dict[str, Any]) -> None:
    env = {"account": "123456789012", "region": "cn-north-1"}
    stack = Stack(App(context=cdk_context), "Test", env=env)

    _partner(stack)

    (statement,) = _role(stack)["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"AWS": "arn:aws-cn:iam::111122223333:root"}


def test_by_default_it_may_do_nothing_for_an_hour(stack: Stack) -> None:
    _partner(stack)

    role = _role(stack)
    assert role["MaxSessionDuration"] == 3600
    assert role["Description"] == "External role: what another account may do."
    assert "ManagedPolicyArns" not in role
    Template.from_stack(stack).resource_count_is("AWS::IAM::ManagedPolicy", 0)


def test_does_what_its_permissions_say(stack: Stack) -> None:
    _partner(stack, permissions=[_LISTS], session_hours=12)

    (policy,) = Template.from_stack(stack).find_resources("AWS::IAM::ManagedPolicy").values()
    assert policy["Properties"]["PolicyDocument"]["Statement"] == [
        {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}
    ]
    assert _role(stack)["MaxSessionDuration"] == 43200


def test_is_itself_a_grantee(stack: Stack) -> None:
    role = _partner(stack)

    s3.Bucket(stack, "Reports").grant_read(role)

    Template.from_stack(stack).has_resource_properties(
        "AWS::IAM::Policy", {"Roles": [stack.resolve(role.role.role_name)]}
    )


def test_its_shape_is_that_of_the_user(stack: Stack) -> None:
    _partner(stack, shape=RoleShape(name="partner", path="/others/", description="Audits."))

    role = _role(stack)
    assert (role["RoleName"], role["Path"], role["Description"]) == (
        "partner",
        "/others/",
        "Audits.",
    )


@pytest.mark.parametrize(
    "external_id",
    ["ab", "a" * 1224, "Az09_+=,.@:/-", "arn:aws:iam::123456789012:role/x"],
    ids=lambda one: f"{len(one)} characters",
)
def test_external_ids_that_aws_takes_pass(stack: Stack, external_id: str) -> None:
    _partner(stack, external_id=external_id)

    (statement,) = _role(stack)["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Condition"]["StringEquals"] == {"sts:ExternalId": external_id}


@pytest.mark.parametrize(
    "external_id",
    ["", "a", "a" * 1225, "a b", "a*", "a?", "a$b", "${aws:username}", "äö", "a\n", "١٢", None, 12],
    ids=lambda one: repr(one)[:12],
)
def test_other_external_ids_are_refused(stack: Stack, external_id: Any) -> None:
    with pytest.raises(
        ConfigurationError,
        match=r"^Test/Partner\.external_id: expected 2 to 1,224 letters, digits or "
        r"'_\+=,\.@:/-', which the other account has to say, or others could have it act for",
    ):
        _partner(stack, external_id=external_id)


def test_an_external_id_has_to_be_given(stack: Stack) -> None:
    with pytest.raises(TypeError, match="external_id"):
        ExternalAccountRole(stack, "Partner", accounts=[_PARTNER])  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("props", "message"),
    [
        ({"accounts": []}, r"accounts: expected a list of at least one account, got \[\]"),
        ({"accounts": _PARTNER}, r"accounts: expected a list of at least one account, got '1111"),
        ({"accounts": None}, r"accounts: expected a list of at least one account, got None"),
        ({"accounts": 111122223333}, r"accounts: expected a list of at least one account"),
        ({"accounts": ["*"]}, r"accounts\[0\]: expected 12 digits, got '\*'"),
        ({"accounts": [_PARTNER, "1234"]}, r"accounts\[1\]: expected 12 digits, got '1234'"),
        ({"accounts": [111122223333]}, r"accounts\[0\]: expected 12 digits"),
        ({"accounts": ["arn:aws:iam::111122223333:root"]}, r"accounts\[0\]: expected 12 digits"),
        (
            {"accounts": ["123456789012"]},
            r"accounts\[0\]: expected another account than its own \(an OperatorRole is for peop",
        ),
        ({"organization_id": ""}, r"organization_id: expected the id of an organisation, as in"),
        ({"organization_id": "*"}, r"organization_id: expected the id of an organisation"),
        ({"organization_id": "o-123456789"}, r"organization_id: expected the id of an org"),
        ({"organization_id": "o-A1B2C3D4E5"}, r"organization_id: expected the id of an org"),
        ({"organization_id": "o-" + "a" * 33}, r"organization_id: expected the id of an org"),
        ({"organization_id": 1}, r"organization_id: expected the id of an organisation"),
        ({"session_hours": 0}, r"session_hours: expected 1 to 12 hours, got 0"),
        ({"session_hours": 13}, r"session_hours: expected 1 to 12 hours, got 13"),
        ({"session_hours": True}, r"session_hours: expected 1 to 12 hours, got True"),
        (
            {"shape": RoleShape(max_session=Duration.hours(2))},
            r"shape\.max_session: expected none \(say it in session_hours\), got '2 hours'",
        ),
        (
            {"permissions": [Permission(actions=("s3:ListBuckts",), resources=("*",))]},
            r"permissions\[0\]\.actions: expected an action of s3",
        ),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_what_lets_in_others_or_could_not_work_is_refused(
    stack: Stack, props: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigurationError, match=rf"^Test/Partner\.{message}"):
        _partner(stack, **props)


def test_where_the_account_is_left_to_deployment_any_other_passes() -> None:
    stack = Stack(App(), "Test")

    _partner(stack, accounts=["123456789012"])

    Template.from_stack(stack).resource_count_is("AWS::IAM::Role", 1)
