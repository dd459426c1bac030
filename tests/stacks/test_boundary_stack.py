"""The boundaries that an environment makes."""

from dataclasses import replace
from typing import Any

import pytest

from app import build_app
from stacks.config import BoundaryConfig, EnvironmentConfig, ExistingBoundary
from stacks.environments import DEV


def _policies(environment: EnvironmentConfig, context: dict[str, Any]) -> dict[str, Any]:
    """Documents of the policies of its stack of boundaries, by their names."""
    stack = build_app([environment], context=context).synth().get_stack_by_name("EcsBoundary-dev")
    return {
        one["Properties"]["ManagedPolicyName"]: {
            statement["Sid"]: statement
            for statement in one["Properties"]["PolicyDocument"]["Statement"]
        }
        for one in stack.template["Resources"].values()
        if one["Type"] == "AWS::IAM::ManagedPolicy"
    }


def test_makes_its_own_and_no_other(cdk_context: dict[str, Any]) -> None:
    boundaries = (
        BoundaryConfig(name="application"),
        ExistingBoundary(name="team/data"),
        BoundaryConfig(name="strict", denied_actions=("s3:DeleteBucket",)),
    )

    found = _policies(replace(DEV, permissions_boundaries=boundaries), cdk_context)

    assert set(found) == {"dev-application", "dev-strict"}
    assert "DenyAsWell" not in found["dev-application"]
    assert found["dev-strict"]["DenyAsWell"]["Action"] == "s3:DeleteBucket"


@pytest.mark.parametrize(("role_path", "path"), [(None, "/"), ("/ecs/", "/ecs/")])
def test_the_roles_of_people_are_protected_but_from_deployers(
    role_path: str | None, path: str, cdk_context: dict[str, Any]
) -> None:
    found = _policies(replace(DEV, role_path=role_path), cdk_context)

    statement = found["dev-application"]["AssumeNoProtectedRole"]
    roles = f"arn:aws:iam::111111111111:role{path}"
    assert set(statement["Resource"]) == {
        "arn:aws:iam::*:role/cdk-*",
        f"{roles}operators/*",
        f"{roles}external-accounts/*",
        f"{roles}deployers/*",
    }
    assert statement["Condition"] == {
        "ArnNotLike": {"aws:PrincipalArn": [f"{roles}deployers/*"]},
    }
