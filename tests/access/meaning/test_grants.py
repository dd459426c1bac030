from collections.abc import Callable
from typing import Any

import pytest

from access.access_error import AccessError
from access.catalogue.access_levels import matching_actions
from access.meaning.grants import role_grants
from access.records import Role

MakeRole = Callable[..., Role]


def _allow(action: object, resource: object = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def test_a_wildcard_becomes_the_actions_of_aws(make_role: MakeRole) -> None:
    role = make_role(_allow("SSMMessages:*"))

    assert [grant.action for grant in role_grants(role)] == list(matching_actions("ssmmessages:*"))


def test_an_action_that_aws_does_not_have_stays_itself(make_role: MakeRole) -> None:
    role = make_role(_allow(["s3:FlyToTheMoon", "nosuchservice:*", "s3:getobject"]))

    assert [grant.action for grant in role_grants(role)] == [
        *("nosuchservice:*", "s3:GetObject", "s3:flytothemoon")
    ]


def test_not_action_becomes_all_others(make_role: MakeRole) -> None:
    role = make_role({"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"})

    found = {grant.action for grant in role_grants(role)}
    assert found == set(matching_actions("*")) - set(matching_actions("s3:*"))


def test_each_resource_is_a_grant(make_role: MakeRole) -> None:
    role = make_role(_allow("s3:GetObject", ["arn:aws:s3:::b/*", "arn:aws:s3:::a/*"]))

    assert [grant.resource for grant in role_grants(role)] == [
        *("arn:aws:s3:::a/*", "arn:aws:s3:::b/*")
    ]


def test_not_resource_says_what_is_left_out(make_role: MakeRole) -> None:
    role = make_role(
        {"Effect": "Allow", "Action": "s3:GetObject", "NotResource": ["arn:aws:s3:::b/${*}"]}
    )

    assert [grant.resource for grant in role_grants(role)] == ["all but arn:aws:s3:::b/${*}"]


def test_a_condition_is_the_same_however_it_is_written(make_role: MakeRole) -> None:
    written = [
        {"StringEquals": {"aws:SourceVpc": ["b", "a"]}, "Bool": {"aws:SecureTransport": True}},
        {"Bool": {"AWS:securetransport": ["true"]}, "StringEquals": {"aws:sourcevpc": ["a", "b"]}},
    ]
    texts = {
        grant.conditions
        for condition in written
        for grant in role_grants(make_role(_allow("s3:GetObject", Condition=condition)))
    }

    assert texts == {"Bool aws:securetransport = true; StringEquals aws:sourcevpc = a, b"}


def test_a_deny_grants_nothing(make_role: MakeRole) -> None:
    assert role_grants(make_role({**_allow("s3:GetObject"), "Effect": "Deny"})) == ()


def test_a_grant_names_its_statement(make_role: MakeRole) -> None:
    (grant,) = role_grants(make_role(_allow("s3:GetObject", Sid="Read")))

    assert str(grant.statement) == "statement 'Read' of App/Role/Policy"


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ({"Action": "s3:GetObject", "Resource": "*"}, "statement 1.Effect: expected 'Allow'"),
        ({"Effect": "Allow", "Resource": "*"}, "statement 1.Action: expected a text, or a list"),
        (_allow("s3:GetObject", 7), "statement 1.Resource: expected a text, or a list"),
        (_allow("s3:GetObject", Condition=["x"]), "Condition: expected operator to key to value"),
        (_allow("s3:GetObject", Condition={"Bool": 1}), "Condition.Bool: expected key to value"),
        ("s3:GetObject", "statement 1: expected a mapping"),
    ],
)
def test_what_is_no_policy_is_refused(make_role: MakeRole, statement: Any, message: str) -> None:
    with pytest.raises(AccessError, match=message):
        role_grants(make_role(statement))
