import json
from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_autoscaling as autoscaling
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk.assertions import Match, Template

from constructs_lib import AgentFeatures, ConfigurationError, ContainerInstanceRole, RoleShape


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


def test_permissions_are_one_customer_managed_policy(stack: Stack) -> None:
    ContainerInstanceRole(stack, "Host", cluster_name="prod")

    template = Template.from_stack(stack)
    (role,) = template.find_resources("AWS::IAM::Role")
    (policy,) = template.find_resources("AWS::IAM::ManagedPolicy").values()
    assert policy["Properties"]["Roles"] == [{"Ref": role}]
    template.has_resource_properties("AWS::IAM::Role", {"Policies": Match.absent()})
    template.resource_count_is("AWS::IAM::Policy", 0)


def test_managed_policies_come_on_top(stack: Stack) -> None:
    ContainerInstanceRole(
        stack,
        "Host",
        cluster_name="prod",
        shape=RoleShape(
            managed_policies=[
                iam.ManagedPolicy.from_managed_policy_arn(
                    stack, "Own", "arn:aws:iam::123456789012:policy/own"
                )
            ]
        ),
    )

    Template.from_stack(stack).has_resource_properties(
        "AWS::IAM::Role",
        {"ManagedPolicyArns": ["arn:aws:iam::123456789012:policy/own"]},
    )
    Template.from_stack(stack).resource_count_is("AWS::IAM::ManagedPolicy", 1)


def test_has_no_boundary_by_default(stack: Stack) -> None:
    ContainerInstanceRole(stack, "Host", cluster_name="prod")

    Template.from_stack(stack).has_resource_properties(
        "AWS::IAM::Role", {"PermissionsBoundary": Match.absent()}
    )


def test_boundary_is_on_the_role(stack: Stack) -> None:
    boundary = iam.ManagedPolicy.from_managed_policy_arn(
        stack, "Boundary", "arn:aws:iam::123456789012:policy/boundary"
    )

    ContainerInstanceRole(
        stack, "Host", cluster_name="prod", shape=RoleShape(permissions_boundary=boundary)
    )

    Template.from_stack(stack).has_resource_properties(
        "AWS::IAM::Role", {"PermissionsBoundary": "arn:aws:iam::123456789012:policy/boundary"}
    )


def test_a_feature_adds_its_statement(stack: Stack) -> None:
    ContainerInstanceRole(
        stack, "Host", cluster_name="prod", features=AgentFeatures(spot_draining=True)
    )

    assert _agent_policy(stack)["Statement"][-1] == {
        "Sid": "DrainSpotInstances",
        "Effect": "Allow",
        "Action": "ecs:UpdateContainerInstancesState",
        "Resource": "arn:aws:ecs:eu-west-1:123456789012:container-instance/prod/*",
    }


def test_what_the_cdk_adds_to_hosts_by_itself_is_not_added(stack: Stack) -> None:
    vpc = ec2.Vpc(stack, "Vpc", nat_gateways=0, restrict_default_security_group=False)
    host = ContainerInstanceRole(stack, "Host", cluster_name="prod")
    group = autoscaling.AutoScalingGroup(
        stack,
        "Group",
        vpc=vpc,
        vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC),
        launch_template=ec2.LaunchTemplate(
            stack,
            "Template",
            instance_profile=host.instance_profile,
            instance_type=ec2.InstanceType("t3.small"),
            machine_image=ecs.EcsOptimizedImage.amazon_linux2023(),
            user_data=ec2.UserData.for_linux(),
        ),
    )

    ecs.Cluster(stack, "Cluster", vpc=vpc).add_asg_capacity_provider(
        ecs.AsgCapacityProvider(stack, "Provider", auto_scaling_group=group)
    )

    template = Template.from_stack(stack)
    template.resource_count_is("AWS::IAM::InstanceProfile", 1)
    of_hosts = {"Roles": [stack.resolve(host.role.role_name)]}
    assert template.find_resources("AWS::IAM::Policy", {"Properties": of_hosts}) == {}


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


def test_for_managed_instances_role_and_profile_have_the_name_that_ecs_may_pass(
    stack: Stack,
) -> None:
    ContainerInstanceRole(stack, "Host", cluster_name="prod", for_managed_instances=True)

    template = Template.from_stack(stack)
    name = "ecsInstanceRole-prod-eu-west-1"
    template.has_resource_properties("AWS::IAM::Role", {"RoleName": name})
    template.has_resource_properties("AWS::IAM::InstanceProfile", {"InstanceProfileName": name})


def test_for_managed_instances_the_agent_may_send_the_logs_of_its_system(stack: Stack) -> None:
    ContainerInstanceRole(stack, "Host", cluster_name="prod", for_managed_instances=True)

    assert {
        "Sid": "SendSystemLogs",
        "Effect": "Allow",
        "Action": "ecs:PutSystemLogEvents",
        "Resource": "arn:aws:ecs:eu-west-1:123456789012:container-instance/prod/*",
    } in _agent_policy(stack)["Statement"]


@pytest.mark.parametrize("shape", [RoleShape(name="hosts"), RoleShape(path="/hosts/")])
def test_for_managed_instances_a_shape_that_ecs_may_not_pass_is_refused(
    stack: Stack, shape: RoleShape
) -> None:
    with pytest.raises(ConfigurationError, match="as Managed Instances ask for"):
        ContainerInstanceRole(
            stack, "Host", cluster_name="prod", for_managed_instances=True, shape=shape
        )
