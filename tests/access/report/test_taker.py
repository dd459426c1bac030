"""Who may take a role, in few words."""

from typing import Any

import pytest

from access.records import Document
from access.report.taker import Taker, takers
from tests.access.report.sample_inventory import document, role, trust


def _taken(policy: Document) -> tuple[Taker, ...]:
    return takers(role("EcsService-dev-web/TaskRole/Role", trust=policy))


@pytest.mark.parametrize(
    ("principal", "kind", "name"),
    [
        ({"Service": "ec2.amazonaws.com"}, "service", "ec2.amazonaws.com"),
        ({"AWS": "arn:aws:iam::111111111111:user/people/jane"}, "user", "people/jane"),
        ({"AWS": "arn:aws:iam::111111111111:root"}, "account", "111111111111"),
        ({"AWS": "444444444444"}, "account", "444444444444"),
        (
            {"AWS": "arn:aws:iam::555555555555:role/deployment"},
            "role",
            "deployment of account 555555555555",
        ),
        ({"AWS": "*"}, "anyone", "anyone"),
        ("*", "anyone", "anyone"),
        (
            {"Federated": "cognito-identity.amazonaws.com"},
            "identity provider",
            "cognito-identity.amazonaws.com",
        ),
        ({"AWS": "AIDACKCEVSQ6C2EXAMPLE"}, "principal", "AIDACKCEVSQ6C2EXAMPLE"),
    ],
)
def test_a_principal_is_said_as_people_say_it(principal: Any, kind: str, name: str) -> None:
    (taker,) = _taken(trust(principal))

    assert (taker.kind, taker.name) == (kind, name)


def test_an_identity_provider_comes_with_whom_it_speaks_for() -> None:
    provider = "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com"
    condition = {
        "StringEquals": {"token.actions.githubusercontent.com:sub": ["repo:o/a", "repo:o/b"]}
    }
    (taker,) = _taken(trust({"Federated": provider}, condition, "sts:AssumeRoleWithWebIdentity"))

    assert (taker.name, taker.subject) == ("GitHub Actions", "repo:o/a or repo:o/b")


def test_conditions_are_said_in_words() -> None:
    condition = {
        "Bool": {"aws:MultiFactorAuthPresent": True},
        "NumericLessThanIfExists": {"aws:MultiFactorAuthAge": "3600"},
        "ForAnyValue:StringLike": {"aws:TagKeys": ["a*", "b"]},
        "Null": {"aws:SourceVpc": "false"},
    }
    (taker,) = _taken(trust({"AWS": "444444444444"}, condition))

    assert taker.conditions == (
        "aws:MultiFactorAuthPresent is true",
        "aws:MultiFactorAuthAge is less than 3600, or is absent",
        "a value of aws:TagKeys is like a* or b",
        "aws:SourceVpc is there",
    )


def test_a_statement_that_gives_out_no_credentials_names_nobody() -> None:
    assert _taken(trust({"AWS": "444444444444"}, action="sts:SetSourceIdentity")) == ()


@pytest.mark.parametrize("action", ["sts:Assume*", "sts:A*", "*"])
def test_a_wildcard_that_gives_out_credentials_names_whom_it_lets_in(action: str) -> None:
    (taker,) = _taken(trust({"AWS": "444444444444"}, action=action))

    assert taker.name == "444444444444"


def test_whoever_is_denied_is_named_as_such() -> None:
    (taker,) = _taken(
        document(
            {"Effect": "Deny", "Action": "sts:*", "Principal": {"AWS": "444444444444"}},
        )
    )

    assert taker.is_denied


def test_all_but_somebody_is_anyone() -> None:
    statement = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "NotPrincipal": {"AWS": "444444444444"},
    }
    (taker,) = _taken(document(statement))

    assert (taker.kind, taker.name) == ("anyone", "all but 444444444444")
