"""What a role of any kind can have, and that every kind has it."""

from collections.abc import Callable
from typing import Any

import pytest
from aws_cdk import Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk.assertions import Match, Template

from constructs_lib import (
    ConfigurationError,
    ContainerInstanceRole,
    Permission,
    RoleShape,
    TaskExecutionRole,
    TaskRole,
)

_MAKE: dict[str, Callable[[Stack, RoleShape], object]] = {
    "Container-instance role": lambda stack, shape: ContainerInstanceRole(
        stack, "It", cluster_name="prod", shape=shape
    ),
    "Task role": lambda stack, shape: TaskRole(
        stack,
        "It",
        shape=shape,
        execution_role=iam.Role.from_role_arn(
            stack, "Execution", "arn:aws:iam::123456789012:role/execution"
        ),
    ),
    "Task execution role": lambda stack, shape: TaskExecutionRole(stack, "It", shape=shape),
}


def _role(stack: Stack) -> dict[str, Any]:
    (role,) = Template.from_stack(stack).find_resources("AWS::IAM::Role").values()
    properties: dict[str, Any] = role["Properties"]
    return properties


@pytest.mark.parametrize("kind", _MAKE)
def test_a_role_has_no_name_path_tags_or_ceiling_by_default(stack: Stack, kind: str) -> None:
    _MAKE[kind](stack, RoleShape())

    role = _role(stack)
    assert role["Description"].startswith(f"{kind}: ")
    assert not role.keys() & {
        "MaxSessionDuration",
        "Path",
        "PermissionsBoundary",
        "Policies",
        "RoleName",
        "Tags",
    }


@pytest.mark.parametrize("kind", _MAKE)
def test_a_role_of_every_kind_takes_every_shape(stack: Stack, kind: str) -> None:
    by_name = iam.ManagedPolicy.from_managed_policy_name
    shape = RoleShape(
        name="orders",
        path="/application/",
        description="Orders.",
        tags={"owner": "team"},
        max_session=Duration.hours(2),
        permissions_boundary=by_name(stack, "Boundary", "boundary"),
        managed_policies=[
            iam.ManagedPolicy.from_aws_managed_policy_name("AmazonS3ReadOnlyAccess"),
            by_name(stack, "Own", "own"),
        ],
        inline_policies={
            "queue": (
                Permission(
                    actions=("sqs:SendMessage",),
                    resources=("arn:aws:sqs:eu-west-1:123456789012:orders",),
                ),
            )
        },
    )

    _MAKE[kind](stack, shape)

    own = "arn:aws:iam::123456789012:policy"
    Template.from_stack(stack).has_resource_properties(
        "AWS::IAM::Role",
        {
            "RoleName": "orders",
            "Path": "/application/",
            "Description": "Orders.",
            "Tags": [{"Key": "owner", "Value": "team"}],
            "MaxSessionDuration": 7200,
            "PermissionsBoundary": f"{own}/boundary",
            "ManagedPolicyArns": Match.array_with([Match.object_like({}), f"{own}/own"]),
            "Policies": [
                {
                    "PolicyName": "queue",
                    "PolicyDocument": {
                        "Statement": [Match.object_like({"Action": "sqs:SendMessage"})],
                        "Version": "2012-10-17",
                    },
                }
            ],
        },
    )


def test_the_execution_role_of_a_task_is_under_the_same_ceiling_and_path(stack: Stack) -> None:
    boundary = iam.ManagedPolicy.from_managed_policy_name(stack, "Boundary", "boundary")

    TaskRole(stack, "Web", shape=RoleShape(path="/web/", permissions_boundary=boundary))

    template = Template.from_stack(stack)
    template.resource_count_is("AWS::IAM::Role", 2)
    template.all_resources_properties(
        "AWS::IAM::Role", {"Path": "/web/", "PermissionsBoundary": Match.any_value()}
    )


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        (RoleShape(name="r" * 65), r"^Test/It\.shape\.name: expected 1 to 64 letters"),
        (RoleShape(name="my role"), r"^Test/It\.shape\.name: expected 1 to 64 letters"),
        (RoleShape(path="application"), r"^Test/It\.shape\.path: expected '/', or up to 512"),
        (RoleShape(path=f"/{'p' * 511}/"), r"^Test/It\.shape\.path: expected '/', or up to 512"),
        (RoleShape(description="d" * 1001), r"^Test/It\.shape\.description: expected up to 1000"),
        (
            RoleShape(max_session=Duration.minutes(59)),
            r"^Test/It\.shape\.max_session: expected 3600 to 43200 seconds .*, got 3540$",
        ),
        (
            RoleShape(max_session=Duration.hours(13)),
            r"^Test/It\.shape\.max_session: expected 3600 to 43200 seconds .*, got 46800$",
        ),
        (
            RoleShape(tags={str(number): "" for number in range(51)}),
            r"^Test/It\.shape\.tags: expected up to 50, got 51$",
        ),
        (
            RoleShape(tags={"k" * 129: ""}),
            r"^Test/It\.shape\.tags: expected keys of 1 to 128 and values of up to 256",
        ),
        (
            RoleShape(inline_policies={"a": (Permission(actions=("s3:Gett",), resources=("*",)),)}),
            r"^Test/It\.shape\.inline_policies\['a'\]\[0\]\.actions: expected an action of s3",
        ),
    ],
)
def test_refuses_a_shape_that_iam_would_refuse(
    stack: Stack, shape: RoleShape, message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message):
        TaskExecutionRole(stack, "It", shape=shape)
