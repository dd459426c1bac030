"""The boundary as a construct, and the roles of this library under it."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from aws_cdk.assertions import Match, Template

from constructs_lib import (
    AgentFeatures,
    ApplicationBoundary,
    ConfigurationError,
    ContainerInstanceRole,
    ExecSessions,
    ExternalInstanceRole,
    InfrastructurePurpose,
    InfrastructureRole,
    RoleShape,
    TaskRole,
)
from constructs_lib.iam.action_pattern import ActionPattern, parse_action
from constructs_lib.iam.boundary_statements import boundary_document
from constructs_lib.iam.unresolved import as_list
from tests.aws_managed_policy import aws_managed_policy

_ROLES = "arn:aws:iam::111111111111:role"
_ALL = AgentFeatures(
    session_manager=True,
    cloudwatch_agent=True,
    spot_draining=True,
    service_connect=True,
    instance_tags=True,
    tagged_task_metadata=True,
    pulls_without_execution_role=("orders",),
    logs_without_execution_role=("/ecs/orders",),
)
_UNCONDITIONAL = boundary_document(partition="aws")["Statement"]

Allows = Callable[..., bool]


def test_its_document_is_the_documented_policy(stack: Stack) -> None:
    ApplicationBoundary(
        stack,
        "Boundary",
        protected_roles=[f"{_ROLES}/operators/*"],
        except_principals=[f"{_ROLES}/deployers/*"],
        denied_actions=["s3:DeleteBucket"],
    )

    document = boundary_document(
        partition="aws",
        protected_roles=[f"{_ROLES}/operators/*"],
        except_principals=[f"{_ROLES}/deployers/*"],
        denied_actions=["s3:DeleteBucket"],
    )
    (policy,) = Template.from_stack(stack).find_resources("AWS::IAM::ManagedPolicy").values()
    found = policy["Properties"]["PolicyDocument"]
    assert [_listed(one) for one in found["Statement"]] == [
        _listed(one) for one in document["Statement"]
    ]


def _listed(statement: dict[str, Any]) -> dict[str, Any]:
    """The CDK writes a list of one as the one."""
    condition = {
        operator: {key: as_list(value) for key, value in tests.items()}
        for operator, tests in statement.get("Condition", {}).items()
    }
    actions, resources = as_list(statement["Action"]), as_list(statement["Resource"])
    return statement | {"Action": actions, "Resource": resources, "Condition": condition}


def test_has_no_name_of_its_own_by_default(stack: Stack) -> None:
    ApplicationBoundary(stack, "Boundary")

    Template.from_stack(stack).has_resource_properties(
        "AWS::IAM::ManagedPolicy", {"ManagedPolicyName": Match.absent()}
    )


def test_has_the_name_that_is_asked_for(stack: Stack) -> None:
    ApplicationBoundary(stack, "Boundary", name="dev-application")

    Template.from_stack(stack).has_resource_properties(
        "AWS::IAM::ManagedPolicy", {"ManagedPolicyName": "dev-application"}
    )


def test_is_put_on_a_role(stack: Stack) -> None:
    boundary = ApplicationBoundary(stack, "Boundary")

    TaskRole(stack, "Web", shape=RoleShape(permissions_boundary=boundary.policy))

    roles = Template.from_stack(stack).find_resources("AWS::IAM::Role").values()
    (policy,) = Template.from_stack(stack).find_resources("AWS::IAM::ManagedPolicy")
    assert [one["Properties"]["PermissionsBoundary"] for one in roles] == [{"Ref": policy}] * 2


def test_is_accepted_by_the_checks_of_iam(cdk_context: dict[str, Any]) -> None:
    app = App(context=cdk_context)
    ApplicationBoundary(Stack(app, "Test"), "Boundary", protected_roles=[f"{_ROLES}/people/*"])

    app.synth()


@pytest.mark.parametrize(
    ("props", "message"),
    [
        ({"name": "a/b"}, "name: expected 1 to 128 letters, digits or '+=,.@_-', got 'a/b'"),
        ({"name": "a" * 129}, "name: expected 1 to 128"),
        ({"name": ""}, "name: expected 1 to 128"),
        ({"protected_roles": ["operators"]}, "protected_roles: expected the ARN of a role"),
        ({"protected_roles": ["*"]}, "protected_roles: expected the ARN of a role"),
        ({"protected_roles": f"{_ROLES}/a"}, "protected_roles: expected a list, as in ['...']"),
        (
            {"except_principals": ["arn:aws:sts::111111111111:assumed-role/deployer/me"]},
            "except_principals: expected the ARN of a role, which stands for its sessions",
        ),
        ({"except_principals": [f"{_ROLES}/*"]}, "except_principals: expected the ARN of a role"),
        ({"denied_actions": ["s3:DropBucket"]}, "denied_actions: expected an action of s3"),
        ({"denied_actions": ["*"]}, "denied_actions: expected an action with its service prefix"),
        ({"denied_actions": ["s3:Get?"]}, "denied_actions: expected no '?'"),
    ],
)
def test_refuses_what_could_not_work(stack: Stack, props: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        ApplicationBoundary(stack, "Boundary", **props)

    assert str(refused.value).startswith(f"Test/Boundary.{message}")


def test_every_role_of_this_library_works_under_it(stack: Stack) -> None:
    denied = _denied_whatever_the_context()

    allowed = {name for one in _allowed_to_every_role(stack) for name in _names(one)}
    assert len(allowed) > 50
    assert allowed & denied == {"iam:PassRole", "iam:CreateServiceLinkedRole"}


def _denied_whatever_the_context() -> set[str]:
    """Full names of all actions that the boundary denies; but for two, without any condition."""
    return {
        name
        for one in _UNCONDITIONAL
        if one["Effect"] == "Deny" and one["Sid"] != "AssumeNoProtectedRole"
        for pattern in as_list(one["Action"])
        for name in _names(pattern)
    }


def _allowed_to_every_role(stack: Stack) -> list[str]:
    """Actions of each kind of role, with as many permissions as it can have."""
    host = ContainerInstanceRole(
        stack, "Host", cluster_name="prod", features=_ALL, for_managed_instances=True
    )
    ContainerInstanceRole(
        stack, "Old", cluster_name="old", features=AgentFeatures(classic_permissions=True)
    )
    infrastructure = InfrastructureRole(
        stack, "Ecs", purpose=InfrastructurePurpose.MANAGED_INSTANCES, instance_role=host
    )
    infrastructure.grant_pass(iam.Role(stack, "Deployer", assumed_by=iam.AccountRootPrincipal()))
    ExternalInstanceRole(stack, "Outside", cluster_name="prod")
    sessions = ExecSessions(log_group="/sessions", bucket="sessions")
    task = TaskRole(stack, "Web", exec_sessions=sessions)
    task.task_definition.add_container(
        "App",
        image=ecs.ContainerImage.from_ecr_repository(ecr.Repository(stack, "Repository")),
        memory_reservation_mib=256,
        logging=ecs.LogDrivers.aws_logs(stream_prefix="app"),
    )
    template = Template.from_stack(stack)
    documents = [
        policy["Properties"]["PolicyDocument"]["Statement"]
        for kind in ("AWS::IAM::ManagedPolicy", "AWS::IAM::Policy")
        for policy in template.find_resources(kind).values()
    ]
    for purpose in InfrastructurePurpose:
        documents.append(aws_managed_policy(purpose.managed_policy.rpartition("/")[2]))
    return [
        action
        for statements in documents
        for one in statements
        if one["Effect"] == "Allow"
        for action in as_list(one["Action"])
    ]


def _names(pattern: str) -> list[str]:
    parsed = parse_action("Action", pattern)
    assert isinstance(parsed, ActionPattern), parsed
    return [action.full_name for action in parsed.actions]


@pytest.mark.parametrize("action", ["iam:PassRole", "iam:CreateServiceLinkedRole"])
def test_of_both_that_it_narrows_ecs_has_what_it_needs(allows: Allows, action: str) -> None:
    """As AWS's policy for Managed Instances has them, which is the only one with either."""
    policies = {
        purpose: [
            one
            for one in aws_managed_policy(purpose.managed_policy.rpartition("/")[2])
            if action in as_list(one["Action"])
        ]
        for purpose in InfrastructurePurpose
    }
    contexts = {
        "iam:PassRole": {"iam:PassedToService": "ec2.amazonaws.com"},
        "iam:CreateServiceLinkedRole": {"iam:AWSServiceName": "spot.amazonaws.com"},
    }

    assert [one for one, found in policies.items() if found] == [
        InfrastructurePurpose.MANAGED_INSTANCES
    ]
    (statement,) = policies[InfrastructurePurpose.MANAGED_INSTANCES]
    (resource,) = as_list(statement["Resource"])
    assert _is_left_by_both(allows, statement, action, resource, contexts[action])


def _is_left_by_both(
    allows: Allows,
    statement: dict[str, Any],
    action: str,
    resource: str,
    context: dict[str, str],
) -> bool:
    resource = resource.replace("*", "111111111111", 1).replace("*", "-prod")
    layers: Sequence[list[dict[str, Any]]] = ([statement], _UNCONDITIONAL)
    return all(allows(layer, action, resource, context) for layer in layers)
