import json
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk.assertions import Match, Template

from constructs_lib import AgentPolicy, ConfigurationError, ContainerInstanceRole

_DATA = Path(__file__).parent.parent / "data"


def _agent_policy(stack: Stack) -> dict[str, Any]:
    """The agent's policy as the template has it."""
    (policy,) = Template.from_stack(stack).find_resources("AWS::IAM::ManagedPolicy").values()
    document: dict[str, Any] = policy["Properties"]["PolicyDocument"]
    return document


def test_trusts_only_the_ec2_service(stack: Stack) -> None:
    ContainerInstanceRole(stack, "Host", cluster_name="prod")

    Template.from_stack(stack).has_resource_properties(
        "AWS::IAM::Role",
        {
            "AssumeRolePolicyDocument": Match.object_equals(
                {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Principal": {"Service": "ec2.amazonaws.com"},
                            "Action": "sts:AssumeRole",
                        }
                    ],
                }
            )
        },
    )


def test_profile_carries_exactly_the_role(stack: Stack) -> None:
    host = ContainerInstanceRole(stack, "Host", cluster_name="prod")

    template = Template.from_stack(stack)
    template.resource_count_is("AWS::IAM::InstanceProfile", 1)
    template.has_resource_properties(
        "AWS::IAM::InstanceProfile", {"Roles": [stack.resolve(host.role.role_name)]}
    )


def test_agent_may_act_in_its_cluster_only_by_default(stack: Stack) -> None:
    ContainerInstanceRole(stack, "Host", cluster_name="prod")

    ecs = "arn:aws:ecs:eu-west-1:123456789012"
    assert _agent_policy(stack)["Statement"] == [
        {
            "Sid": "Discover",
            "Effect": "Allow",
            "Action": "ecs:DiscoverPollEndpoint",
            "Resource": "*",
        },
        {
            "Sid": "RegisterAndReport",
            "Effect": "Allow",
            "Action": [
                "ecs:RegisterContainerInstance",
                "ecs:SubmitAttachmentStateChanges",
                "ecs:SubmitTaskStateChange",
            ],
            "Resource": f"{ecs}:cluster/prod",
        },
        {
            "Sid": "Session",
            "Effect": "Allow",
            "Action": ["ecs:Poll", "ecs:StartTelemetrySession"],
            "Resource": f"{ecs}:container-instance/prod/*",
        },
    ]


def test_classic_policy_is_the_long_standing_set(stack: Stack) -> None:
    ContainerInstanceRole(stack, "Host", cluster_name="prod", agent_policy=AgentPolicy.CLASSIC)

    (statement,) = _agent_policy(stack)["Statement"]
    assert statement["Resource"] == "*"
    assert sorted(statement["Action"]) == [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:GetAuthorizationToken",
        "ecr:GetDownloadUrlForLayer",
        "ecs:CreateCluster",
        "ecs:DeregisterContainerInstance",
        "ecs:DiscoverPollEndpoint",
        "ecs:Poll",
        "ecs:RegisterContainerInstance",
        "ecs:StartTelemetrySession",
        "ecs:Submit*",
        "ecs:UpdateContainerInstancesState",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
    ]


@pytest.mark.parametrize("agent_policy", AgentPolicy)
def test_agent_policy_is_within_the_managed_policy_of_aws(
    stack: Stack, agent_policy: AgentPolicy
) -> None:
    managed = json.loads((_DATA / "AmazonEC2ContainerServiceforEC2Role.v10.json").read_text())
    unconditional = next(
        set(statement["Action"])
        for statement in managed["Statement"]
        if statement["Resource"] == "*" and "Condition" not in statement
    )
    ContainerInstanceRole(stack, "Host", cluster_name="prod", agent_policy=agent_policy)

    for statement in _agent_policy(stack)["Statement"]:
        actions = statement["Action"]
        for action in [actions] if isinstance(actions, str) else actions:
            assert action in unconditional or (
                action.startswith("ecs:Submit") and "ecs:Submit*" in unconditional
            )


def test_permissions_are_one_customer_managed_policy(stack: Stack) -> None:
    ContainerInstanceRole(stack, "Host", cluster_name="prod")

    template = Template.from_stack(stack)
    (logical_id,) = template.find_resources("AWS::IAM::ManagedPolicy")
    template.has_resource_properties(
        "AWS::IAM::Role", {"ManagedPolicyArns": [{"Ref": logical_id}], "Policies": Match.absent()}
    )
    template.resource_count_is("AWS::IAM::Policy", 0)


def test_managed_policies_come_on_top(stack: Stack) -> None:
    ContainerInstanceRole(
        stack,
        "Host",
        cluster_name="prod",
        managed_policies=[
            iam.ManagedPolicy.from_managed_policy_arn(
                stack, "Own", "arn:aws:iam::123456789012:policy/own"
            )
        ],
    )

    Template.from_stack(stack).has_resource_properties(
        "AWS::IAM::Role",
        {"ManagedPolicyArns": [Match.any_value(), "arn:aws:iam::123456789012:policy/own"]},
    )


def test_has_no_boundary_by_default(stack: Stack) -> None:
    ContainerInstanceRole(stack, "Host", cluster_name="prod")

    Template.from_stack(stack).has_resource_properties(
        "AWS::IAM::Role", {"PermissionsBoundary": Match.absent()}
    )


def test_boundary_is_on_the_role(stack: Stack) -> None:
    boundary = iam.ManagedPolicy.from_managed_policy_arn(
        stack, "Boundary", "arn:aws:iam::123456789012:policy/boundary"
    )

    ContainerInstanceRole(stack, "Host", cluster_name="prod", permissions_boundary=boundary)

    Template.from_stack(stack).has_resource_properties(
        "AWS::IAM::Role", {"PermissionsBoundary": "arn:aws:iam::123456789012:policy/boundary"}
    )


def test_is_itself_a_grantee(stack: Stack) -> None:
    host = ContainerInstanceRole(stack, "Host", cluster_name="prod")

    s3.Bucket(stack, "Bucket").grant_read(host)

    Template.from_stack(stack).has_resource_properties(
        "AWS::IAM::Policy", {"Roles": [stack.resolve(host.role.role_name)]}
    )


def test_arns_follow_partition_region_and_account_of_the_deployment(
    cdk_context: dict[str, Any],
) -> None:
    stack = Stack(App(context=cdk_context), "Anywhere")

    ContainerInstanceRole(stack, "Host", cluster_name="prod")

    text = json.dumps(_agent_policy(stack))
    assert all(f'"AWS::{name}"' in text for name in ("Partition", "Region", "AccountId"))


@pytest.mark.parametrize("cluster_name", ["", "my cluster", "a" * 256, "prod/eu"])
def test_refuses_a_cluster_name_that_ecs_would_refuse(stack: Stack, cluster_name: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^Test/Host\.cluster_name: expected 1 to 255"):
        ContainerInstanceRole(stack, "Host", cluster_name=cluster_name)
