"""The ceiling and the path that an environment gives to every role."""

from dataclasses import replace
from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from aws_cdk.assertions import Template

from app import build_app
from stacks.bound_every_role import bound_every_role
from stacks.config import BoundaryConfig, EnvironmentConfig, ExistingBoundary
from stacks.environments import ENVIRONMENTS


def _boundaries(
    environments: list[EnvironmentConfig], context: dict[str, Any]
) -> dict[str, set[str]]:
    """The boundaries of all roles, by stack; an empty text for a role without one."""
    return {
        stack.stack_name: {
            resource["Properties"].get("PermissionsBoundary", "")
            for resource in stack.template["Resources"].values()
            if resource["Type"] == "AWS::IAM::Role"
        }
        for stack in build_app(environments, context=context).synth().stacks
    }


_WITH_ROLES = ("EcsCluster", "EcsService", "EcsAccess")


def test_no_role_of_the_declared_environments_is_without_theirs(
    cdk_context: dict[str, Any],
) -> None:
    found = _boundaries(list(ENVIRONMENTS), cdk_context)

    assert {name: one for name, one in found.items() if name.startswith(_WITH_ROLES)} == {
        name: {f"arn:aws:iam::{one.account}:policy/{one.name}-application"}
        for one in ENVIRONMENTS
        for name in one.stack_names
        if name.startswith(_WITH_ROLES)
    }


def test_a_policy_that_is_there_can_be_the_boundary(cdk_context: dict[str, Any]) -> None:
    existing = ExistingBoundary(name="boundaries/ecs", unread_because="Read by hand.")
    environments = [replace(one, permissions_boundaries=(existing,)) for one in ENVIRONMENTS]

    found = _boundaries(environments, cdk_context)

    assert found == {
        name: {f"arn:aws:iam::{environment.account}:policy/boundaries/ecs"}
        for environment in environments
        for name in environment.stack_names
    }
    assert not any(name.startswith("EcsBoundary") for name in found)


def test_no_role_has_one_by_default(cdk_context: dict[str, Any]) -> None:
    environments = [replace(one, permissions_boundaries=()) for one in ENVIRONMENTS]

    found = _boundaries(environments, cdk_context)

    assert all(boundaries == {""} for boundaries in found.values())


def test_a_service_can_have_another_of_its_environment(cdk_context: dict[str, Any]) -> None:
    dev = ENVIRONMENTS[0]
    web, orders = dev.services
    environment = replace(
        dev,
        permissions_boundaries=(
            BoundaryConfig(name="all"),
            ExistingBoundary(name="team/web", unread_because="Read by hand."),
        ),
        services=(replace(web, permissions_boundary="team/web"), orders),
    )

    found = _boundaries([environment], cdk_context)

    own = "arn:aws:iam::111111111111:policy"
    assert found == {
        "EcsBoundary-dev": set(),
        "EcsCluster-dev": {f"{own}/dev-all"},
        "EcsService-dev-web": {f"{own}/team/web"},
        "EcsService-dev-orders": {f"{own}/dev-all"},
        "EcsAccess-dev": {f"{own}/dev-all"},
    }


def test_every_role_has_the_path_of_the_environment(cdk_context: dict[str, Any]) -> None:
    environments = [replace(one, role_path="/ecs/") for one in ENVIRONMENTS]

    stacks = build_app(environments, context=cdk_context).synth().stacks

    paths = {
        resource["Properties"].get("Path")
        for stack in stacks
        for resource in stack.template["Resources"].values()
        if resource["Type"] == "AWS::IAM::Role"
    }
    assert paths == {"/ecs/", "/ecs/operators/", "/ecs/external-accounts/", "/ecs/deployers/"}


def test_a_role_that_the_cdk_would_add_is_under_it_too(stack: Stack) -> None:
    iam.Role(stack, "Added", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))

    bound_every_role(stack, "boundary")

    Template.from_stack(stack).has_resource_properties(
        "AWS::IAM::Role", {"PermissionsBoundary": "arn:aws:iam::123456789012:policy/boundary"}
    )


def test_without_a_name_nothing_is_done(stack: Stack) -> None:
    bound_every_role(stack, None)

    assert stack.node.children == []
