"""Which roles of an environment may more than the same ones of another."""

from dataclasses import replace
from pathlib import Path

import pytest

from access.contracts.asked_role import AskedRole
from access.contracts.check import check_contracts
from access.contracts.no_wider_than import wider_violations
from access.contracts.violation import Violation
from access.reading.assembly import read_assembly
from access.records import Contract, Inventory, Role, RoleKind
from tests.access.contracts.sample_roles import allow, inventory, policy, role


def _in(environment: str, *statements: dict[str, object]) -> Role:
    one = role(RoleKind.TASK, *statements)
    measure = "staging" if environment == "prod" else None
    return replace(
        one,
        id=f"EcsService-{environment}-orders/TaskRole/Role",
        environment=environment,
        contract=Contract(no_wider_than=measure),
    )


def _table(environment: str) -> str:
    return f"arn:aws:dynamodb:eu-west-1:111111111111:table/{environment}-orders"


def _found(*roles: Role) -> list[Violation]:
    return [one for one in check_contracts(inventory(*roles)) if one.rule == "no-wider-than"]


def test_the_same_in_the_terms_of_the_environment_is_not_wider() -> None:
    prod, staging = (
        _in(one, allow(["dynamodb:GetItem", "dynamodb:Query"], _table(one)))
        for one in ("prod", "staging")
    )

    assert _found(prod, staging) == []


def test_less_is_not_wider() -> None:
    prod = _in("prod", allow("dynamodb:GetItem", _table("prod")))
    staging = _in("staging", allow("dynamodb:*Item", _table("staging")))

    assert _found(prod, staging) == []


def test_more_is_found_with_its_statement() -> None:
    prod = _in("prod", allow(["dynamodb:GetItem", "dynamodb:DeleteItem"], _table("prod")))
    staging = _in("staging", allow("dynamodb:GetItem", _table("staging")))

    (violation,) = _found(prod, staging)

    assert violation.role is prod
    assert violation.what == (
        "must be no wider than EcsService-staging-orders/TaskRole/Role, but may "
        f"dynamodb:DeleteItem on {_table('prod')}"
    )
    assert "dynamodb:DeleteItem" in str(violation.statement_json)
    assert "wider_because" in violation.fix


def test_what_one_statement_gives_is_one_violation() -> None:
    more = allow(
        [
            "s3:GetObject",
            "sqs:SendMessage",
            "sns:Publish",
            "ecs:RunTask",
            "ec2:RunScheduledInstances",
        ]
    )
    (violation,) = _found(_in("prod", more), _in("staging"))

    assert violation.what.endswith(" and 1 more")


def test_a_role_that_is_not_there_is_found() -> None:
    (violation,) = _found(_in("prod"), _in("dev"))

    assert violation.what == (
        "must be no wider than in staging, where there is no such role "
        "(EcsService-*-orders/TaskRole/Role)"
    )


def test_without_a_measure_nothing_is_compared() -> None:
    prod = replace(_in("prod", allow("s3:GetObject")), contract=Contract())

    assert _found(prod, _in("staging")) == []


@pytest.fixture(scope="module")
def real(assembly: Path) -> Inventory:
    return read_assembly(assembly)


def test_prod_is_no_wider_than_staging_but_for_what_has_a_reason(real: Inventory) -> None:
    violations = check_contracts(real)

    assert [(one.role.id, one.rule) for one in violations] == [
        ("EcsAccess-prod/Deployers/github/Role", "no-wider-than")
    ]
    assert violations[0].reason == "The pipeline of the tools account deploys to production."


def test_every_role_of_prod_is_compared(real: Inventory) -> None:
    compared = [one for one in real.roles if one.contract.no_wider_than == "staging"]
    assert [one.environment for one in compared] == ["prod"] * 10

    missed = []
    for one in compared:
        more = policy(allow("sqs:SendMessage", "*"), where="More")
        wider = replace(one, policies=(*one.policies, more))
        found = list(wider_violations(AskedRole(wider), real))
        if not any("sqs:SendMessage" in violation.what for violation in found):
            missed.append(one.id)
    assert missed == []
