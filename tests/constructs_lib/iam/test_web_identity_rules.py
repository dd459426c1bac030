"""A role may be taken with tokens of an issuer only if it says whom they have to be about."""

from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_iam as iam

from constructs_lib import IamChecks
from constructs_lib.iam.web_identity_rules import web_identity_mistakes
from tests.constructs_lib.iam.conftest import raw_role

_GITHUB = "token.actions.githubusercontent.com"
_PINNED = {f"{_GITHUB}:aud": "sts.amazonaws.com", f"{_GITHUB}:sub": "repo:o/r:environment:prod"}
_PROVIDER = {"Federated": f"arn:aws:iam::123456789012:oidc-provider/{_GITHUB}"}
_UNKNOWN: dict[str, Any] = {"Federated": {"Ref": "Provider"}}
_ACTION = "sts:AssumeRoleWithWebIdentity"


def _mistakes(condition: dict[str, Any], **changed: Any) -> list[str]:
    statement = {"Effect": "Allow", "Principal": _PROVIDER, "Action": _ACTION}
    return list(web_identity_mistakes(statement | {"Condition": condition} | changed))


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": _PINNED},
        {"stringLike": {key.upper(): [value] for key, value in _PINNED.items()}},
        {"StringEquals": {f"{_GITHUB}:aud": "a"}, "StringLike": {f"{_GITHUB}:sub": ["repo:o/r:x"]}},
        {"ForAnyValue:StringEquals": _PINNED},
        {"StringEquals": {"Fn::If": ["X", {}, {}]}},
        {"Fn::If": ["X", {}, {}]},
        {"StringEquals": {f"{_GITHUB}:aud": {"Ref": "Aud"}, f"{_GITHUB}:sub": {"Ref": "Sub"}}},
        {"StringEquals": {"${Token[TOKEN.1]}:sub": "x"}},
    ],
)
def test_what_is_pinned_passes(condition: dict[str, Any]) -> None:
    assert _mistakes(condition) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"Effect": "Deny"},
        {"Action": "sts:AssumeRole"},
        {"Principal": {"Federated": "cognito-identity.amazonaws.com"}},
        {"Principal": {"Federated": "arn:aws:iam::123456789012:saml-provider/corp"}},
        {"Principal": {"Service": "ec2.amazonaws.com"}},
    ],
)
def test_what_lets_in_nobody_with_a_token_of_an_issuer_passes(changed: dict[str, Any]) -> None:
    assert _mistakes({}, **changed) == []


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ({}, f"expected a condition StringEquals on {_GITHUB}:sub"),
        (
            {"StringEquals": {f"{_GITHUB}:aud": "sts.amazonaws.com"}},
            f"expected a condition StringEquals on {_GITHUB}:sub",
        ),
        (
            {"StringEquals": {f"{_GITHUB}:sub": "repo:o/r:environment:prod"}},
            f"expected a condition StringEquals on {_GITHUB}:aud",
        ),
        ({"StringEqualsIfExists": _PINNED}, "expected a condition StringEquals on"),
        ({"ForAllValues:StringEquals": _PINNED}, "expected a condition StringEquals on"),
        ({"StringNotEquals": _PINNED}, "expected a condition StringEquals on"),
        ({"StringEquals": {"gitlab.com:sub": "x", "gitlab.com:aud": "y"}}, "expected a condition"),
        *(
            (
                {"StringLike": _PINNED | {f"{_GITHUB}:sub": ["repo:o/r:x", subject]}},
                f"expected whole values of {_GITHUB}:sub (name each, since others match a "
                f"wildcard or a variable), got {subject!r}",
            )
            for subject in ("*", "repo:*", "repo:o/*", "repo:o/r:*", "repo:o/r:ref:refs/heads/?")
        ),
        (
            {"StringLike": _PINNED | {f"{_GITHUB}:aud": "*"}},
            f"expected whole values of {_GITHUB}:aud",
        ),
    ],
)
def test_what_others_match_is_found(condition: dict[str, Any], message: str) -> None:
    assert any(one.startswith(message) for one in _mistakes(condition))


@pytest.mark.parametrize("action", ["sts:*", "*", "sts:AssumeRole*", ["sts:TagSession", _ACTION]])
def test_an_action_that_stands_for_it_is_found(action: str | list[str]) -> None:
    assert len(_mistakes({}, Action=action)) == 2


def test_a_provider_that_is_known_at_deployment_needs_the_claims_of_some_issuer() -> None:
    assert _mistakes({"StringEquals": _PINNED}, Principal=_UNKNOWN) == []
    assert [one.partition(",")[0] for one in _mistakes({}, Principal=_UNKNOWN)] == [
        "expected a condition StringEquals on <issuer>:sub",
        "expected a condition StringEquals on <issuer>:aud",
    ]


def test_a_role_that_is_written_by_hand_is_held_to_it(stack: Stack) -> None:
    IamChecks.of(stack)
    raw_role(
        stack,
        Principal=_PROVIDER,
        Action=_ACTION,
        Condition={"StringLike": _PINNED | {f"{_GITHUB}:sub": "repo:o/*"}},
    )

    with pytest.raises(
        RuntimeError, match=rf"Test/Role: trust policy: expected whole values of {_GITHUB}"
    ):
        stack.node.root.synth()  # type: ignore[attr-defined]  # the root is an app


def test_a_role_of_the_cdk_is_held_to_it(stack: Stack) -> None:
    provider = iam.OidcProviderNative(
        stack, "Provider", url=f"https://{_GITHUB}", client_ids=["sts.amazonaws.com"]
    )
    iam.Role(
        stack,
        "Role",
        assumed_by=iam.WebIdentityPrincipal(
            provider.oidc_provider_arn,
            {"StringEquals": {f"{_GITHUB}:aud": "sts.amazonaws.com"}},
        ),
    )
    app = stack.node.root
    assert isinstance(app, App)
    IamChecks.of(app)

    with pytest.raises(RuntimeError, match="expected a condition StringEquals on <issuer>:sub"):
        app.synth()


@pytest.mark.parametrize("subject", ["repo:o/r:pull_request", "repo:o/r"])
def test_a_subject_of_github_that_any_branch_has_is_a_mistake(subject: str) -> None:
    (mistake,) = _mistakes({"StringEquals": _PINNED | {f"{_GITHUB}:sub": subject}})

    assert mistake.startswith(f"expected an environment or a branch in {_GITHUB}:sub")


@pytest.mark.parametrize(
    "changed",
    [
        {"Action": "sts:*WithWebIdentity"},
        {"Action": "sts:AssumeRole?ithWebIdentity"},
        {"Action": ["sts:TagSession", "sts:Assume*Identity"]},
        {"Action": "sts:*"},
        {"Action": "*"},
        {"NotAction": "sts:TagSession"},
    ],
)
def test_an_action_is_known_by_what_it_stands_for(changed: dict[str, Any]) -> None:
    statement = {"Effect": "Allow", "Principal": _PROVIDER, **changed}

    assert len(list(web_identity_mistakes(statement))) == 2


def test_what_names_the_action_as_not_allowed_passes() -> None:
    statement = {"Effect": "Allow", "Principal": _PROVIDER, "NotAction": "sts:AssumeRoleWith*"}

    assert list(web_identity_mistakes(statement)) == []


def test_a_variable_is_no_value() -> None:
    (mistake,) = _mistakes({"StringLike": _PINNED | {f"{_GITHUB}:sub": f"${{{_GITHUB}:sub}}"}})

    assert mistake.startswith(f"expected whole values of {_GITHUB}:sub")


def test_the_case_of_an_issuer_does_not_count() -> None:
    provider = {"Federated": "arn:aws:iam::123456789012:oidc-provider/GitLab.com"}

    pinned = {"StringEquals": {"gitlab.com:sub": "x", "gitlab.com:aud": "y"}}
    assert _mistakes(pinned, Principal=provider) == []


def test_of_an_unknown_issuer_other_claims_do_not_count() -> None:
    others = {"StringEquals": {"x:hub": "a", "x:fraud": "b"}}

    assert len(_mistakes(others, Principal=_UNKNOWN)) == 2
