"""Who may take the roles of each kind."""

from typing import Any

import pytest

from access.contracts.check import check_contracts
from access.contracts.trust_rules import TRUST_RULES
from access.records import RoleKind
from tests.access.contracts.sample_roles import (
    ACCOUNT,
    OTHER,
    PROVIDER,
    TRUST,
    USER,
    broken,
    inventory,
    of_aws,
    of_service,
    of_token,
    role,
)

K = RoleKind
_TASKS, _MACHINES = "ecs-tasks.amazonaws.com", "ssm.amazonaws.com"
_MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
_IF_EXISTS = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}
_OWN, _FOREIGN = f"arn:aws:iam::{ACCOUNT}:root", f"arn:aws:iam::{OTHER}:root"
_NOBODYS = "arn:aws:iam::999999999999:root"
_SUB, _AUD = (f"token.actions.githubusercontent.com:{claim}" for claim in ("sub", "aud"))

_BREAKING: list[tuple[RoleKind, dict[str, Any], list[str]]] = [
    (K.TASK, of_service(_TASKS), ["guarded-by-account"]),
    (
        K.TASK,
        of_service(_TASKS, {"StringEqualsIfExists": {"aws:SourceAccount": ACCOUNT}}),
        ["guarded-by-account"],
    ),
    (
        K.TASK,
        of_service(_TASKS, {"StringLike": {"aws:SourceAccount": "*"}}),
        ["guarded-by-account"],
    ),
    (K.TASK_EXECUTION, of_service(_TASKS), ["guarded-by-account"]),
    (K.EXTERNAL_INSTANCE, of_service(_MACHINES), ["guarded-by-account"]),
    (
        K.TASK,
        TRUST[K.TASK] | {"Principal": {"Service": [_TASKS, "lambda.amazonaws.com"]}},
        ["taken-by-its-service"],
    ),
    (K.CONTAINER_INSTANCE, of_service(_TASKS), ["taken-by-its-service"]),
    (K.INFRASTRUCTURE, of_service("ec2.amazonaws.com"), ["taken-by-its-service"]),
    (K.INFRASTRUCTURE, of_aws(_OWN), ["taken-by-its-service"]),
    (K.CONTAINER_INSTANCE, of_aws("*"), ["takers-are-named", "taken-by-its-service"]),
    (
        K.CONTAINER_INSTANCE,
        {"Effect": "Allow", "NotPrincipal": {"AWS": USER}, "Action": "sts:AssumeRole"},
        ["takers-are-named", "taken-by-its-service"],
    ),
    (K.OTHER, of_aws("*", {"StringEquals": {"sts:ExternalId": "us"}}), ["takers-are-named"]),
    (K.OTHER, {**of_aws("x"), "Principal": "*"}, ["takers-are-named"]),
    (K.OPERATOR, of_aws(USER), ["operators-show-mfa"]),
    (K.OPERATOR, of_aws(USER, _IF_EXISTS), ["operators-show-mfa"]),
    (K.OPERATOR, of_aws(_OWN), ["operators-show-mfa"]),
    (K.OPERATOR, of_aws(OTHER), ["operators-show-mfa"]),
    (K.EXTERNAL_ACCOUNT, of_aws(_FOREIGN), ["says-external-id"]),
    (K.EXTERNAL_ACCOUNT, of_aws(f"arn:aws:iam::{OTHER}:role/audits"), ["says-external-id"]),
    (
        K.EXTERNAL_ACCOUNT,
        of_aws(_FOREIGN, {"StringEqualsIfExists": {"sts:ExternalId": "us"}}),
        ["says-external-id"],
    ),
    (K.DEPLOYER, of_token(), ["deployers-are-named"]),
    (K.DEPLOYER, of_token({"StringEquals": {_AUD: "sts"}}), ["deployers-are-named"]),
    (K.DEPLOYER, of_token({"StringLike": {_SUB: "repo:*"}}), ["deployers-are-named"]),
    (K.DEPLOYER, of_token({"StringLike": {_SUB: "*:ref:*"}}), ["deployers-are-named"]),
    (K.DEPLOYER, of_token({"StringLike": {_SUB: "repo:*/app:*"}}), ["deployers-are-named"]),
    (K.DEPLOYER, of_token({"StringLike": {_SUB: "repo:u?/app:*"}}), ["deployers-are-named"]),
    (K.DEPLOYER, of_token({"StringLike": {_SUB: "*/app:ref:*"}}), ["deployers-are-named"]),
    (K.OTHER, of_token(), ["deployers-are-named"]),
    (K.OPERATOR, of_token(), ["deployers-are-named"]),
    (K.OPERATOR, of_service("lambda.amazonaws.com"), ["operators-show-mfa"]),
    (K.EXTERNAL_ACCOUNT, of_service("lambda.amazonaws.com"), ["says-external-id"]),
    (K.OTHER, {**of_aws("x"), "Principal": {"AWS": [_NOBODYS, "*"]}}, ["takers-are-named"]),
    (
        K.OTHER,
        of_aws("*", {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/admin*"}}),
        ["takers-are-named"],
    ),
    (
        K.OTHER,
        of_aws("*", {"StringLike": {"AWS:principalarn": ["arn:*:iam::*:role/a?min"]}}),
        ["takers-are-named"],
    ),
    (
        K.OTHER,
        of_aws("*") | {"Action": "sts:AssumeRoleWithWebIdentity"},
        ["takers-are-named"],
    ),
    (K.DEPLOYER, of_aws(_FOREIGN), ["deployers-are-named"]),
    (K.DEPLOYER, of_aws(USER), ["deployers-are-named"]),
    (K.DEPLOYER, of_service("codebuild.amazonaws.com"), ["deployers-are-named"]),
]


@pytest.mark.parametrize(("kind", "trust", "rules"), _BREAKING)
def test_a_weak_trust_policy_is_found(
    kind: RoleKind, trust: dict[str, Any], rules: list[str]
) -> None:
    assert broken(role(kind, trust=trust)) == rules


def test_every_rule_is_seen_to_find_something() -> None:
    seen = {rule for _, _, rules in _BREAKING for rule in rules}

    assert seen == {one.rule for one in TRUST_RULES} | {"taken-by-its-service"}


@pytest.mark.parametrize(
    ("kind", "trust"),
    [
        (K.CONTAINER_INSTANCE, of_service("ec2.amazonaws.com.cn")),
        (K.TASK, of_service(_TASKS, {"ArnLike": {"aws:SourceArn": f"arn:aws:ecs:*:{ACCOUNT}:*"}})),
        (K.OPERATOR, of_aws(_FOREIGN, _MFA)),
        (K.OPERATOR, of_aws(f"arn:aws:iam::{OTHER}:role/on-call")),
        (
            K.OPERATOR,
            of_aws(_OWN, {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/aws-reserved/*"}}),
        ),
        (K.OTHER, of_aws("*", {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}})),
        (K.DEPLOYER, of_token({"StringLike": {_SUB: "repo:us/*"}})),
        (K.OTHER, of_token({"StringEquals": {_SUB: "system:serviceaccount:team:app"}})),
        (
            K.OTHER,
            of_aws("*", {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{OTHER}:role/ad*"}}),
        ),
        (K.DEPLOYER, of_aws(f"arn:aws:iam::{OTHER}:role/deployment")),
        (K.OTHER, {"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"}),
    ],
)
def test_who_is_named_is_let_in(kind: RoleKind, trust: dict[str, Any]) -> None:
    assert broken(role(kind, trust=trust)) == []


def test_it_says_who_would_be_let_in_and_by_which_statement() -> None:
    one = role(K.DEPLOYER, trust={**of_token(), "Sid": "Anybody"})

    (violation,) = check_contracts(inventory(one))

    assert violation.what == (
        "may be taken by a token of token.actions.githubusercontent.com for "
        "repo:ecs-iam-roles-nobody/nothing:ref:refs/heads/main, but the token has to be of a named "
        "repository and branch or environment"
    )
    assert str(violation.statement) == "statement 'Anybody' of trust policy of Stack/it/Role"
    assert PROVIDER in str(violation.statement_json)


def test_what_hangs_on_something_else_is_said_to_be_possible() -> None:
    trust = of_aws(USER, {"StringEquals": {"sts:SourceIdentity": "ada"}})

    (violation,) = check_contracts(inventory(role(K.OPERATOR, trust=trust)))

    assert violation.what.startswith(f"may perhaps be taken by {ACCOUNT}:user/ada without MFA")
