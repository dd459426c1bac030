from collections.abc import Callable
from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from aws_cdk.assertions import Match, Template
from cdk_nag import AwsSolutionsChecks

from constructs_lib import (
    ConfigurationError,
    ContainerInstanceRole,
    InfrastructurePurpose,
    InfrastructureRole,
    RoleShape,
)
from constructs_lib.iam.role_from_outside import RoleFromOutside
from tests.aws_managed_policy import aws_managed_policy

_ROLES = "arn:aws:iam::123456789012:role"
_WITHOUT_INSTANCES = [one for one in InfrastructurePurpose if not one.passes_instance_role]


def _managed_instances(stack: Stack) -> InfrastructureRole:
    hosts = iam.Role.from_role_arn(stack, "Hosts", f"{_ROLES}/hosts")
    return InfrastructureRole(
        stack, "Ecs", purpose=InfrastructurePurpose.MANAGED_INSTANCES, instance_role=hosts
    )


def _own_statements(stack: Stack) -> list[dict[str, Any]]:
    """What the construct adds to AWS's policy, as the template has it."""
    (policy,) = Template.from_stack(stack).find_resources("AWS::IAM::ManagedPolicy").values()
    statements: list[dict[str, Any]] = policy["Properties"]["PolicyDocument"]["Statement"]
    return statements


def _statements_of_aws(purpose: InfrastructurePurpose) -> list[dict[str, Any]]:
    return aws_managed_policy(purpose.managed_policy.removeprefix("service-role/"))


@pytest.mark.parametrize("purpose", _WITHOUT_INSTANCES)
def test_trusts_ecs_itself_without_conditions_that_aws_does_not_document(
    stack: Stack, purpose: InfrastructurePurpose
) -> None:
    InfrastructureRole(stack, "Ecs", purpose=purpose)

    Template.from_stack(stack).has_resource_properties(
        "AWS::IAM::Role",
        {
            "AssumeRolePolicyDocument": Match.object_equals(
                {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Principal": {"Service": "ecs.amazonaws.com"},
                            "Action": "sts:AssumeRole",
                        }
                    ],
                }
            )
        },
    )


@pytest.mark.parametrize("purpose", _WITHOUT_INSTANCES)
def test_has_the_permissions_of_aws_for_its_purpose_and_no_others(
    stack: Stack, purpose: InfrastructurePurpose
) -> None:
    InfrastructureRole(stack, "Ecs", purpose=purpose)

    template = Template.from_stack(stack)
    (role,) = template.find_resources("AWS::IAM::Role").values()
    assert role["Properties"]["ManagedPolicyArns"] == [
        {
            "Fn::Join": [
                "",
                [
                    "arn:",
                    {"Ref": "AWS::Partition"},
                    f":iam::aws:policy/{purpose.managed_policy}",
                ],
            ]
        }
    ]
    template.resource_count_is("AWS::IAM::ManagedPolicy", 0)
    template.resource_count_is("AWS::IAM::Policy", 0)


@pytest.mark.parametrize(
    ("role", "service", "is_allowed"),
    [
        ("hosts", "ec2.amazonaws.com", True),
        ("hosts", "ecs-tasks.amazonaws.com", False),
        ("hosts-of-others", "ec2.amazonaws.com", False),
        ("ecsInstanceRole", "ec2.amazonaws.com", False),
        ("ecsInstanceRoleOfAnotherCluster", "ec2.amazonaws.com", False),
    ],
)
def test_ecs_passes_the_instance_role_to_ec2_and_no_other_role(
    stack: Stack, allows: Callable[..., bool], role: str, service: str, is_allowed: bool
) -> None:
    _managed_instances(stack)
    statements = [
        *_statements_of_aws(InfrastructurePurpose.MANAGED_INSTANCES),
        *_own_statements(stack),
    ]
    context = {"iam:PassedToService": service}

    assert allows(statements, "iam:PassRole", f"{_ROLES}/{role}", context) is is_allowed


def test_the_policy_of_aws_alone_passes_roles_of_other_clusters(
    allows: Callable[..., bool],
) -> None:
    statements = _statements_of_aws(InfrastructurePurpose.MANAGED_INSTANCES)
    context = {"iam:PassedToService": "ec2.amazonaws.com"}

    assert allows(statements, "iam:PassRole", f"{_ROLES}/ecsInstanceRoleOfAnother", context)
    assert not allows(statements, "iam:PassRole", f"{_ROLES}/hosts", context)


def test_what_ecs_launches_instances_with_is_left_as_aws_has_it(
    stack: Stack, allows: Callable[..., bool]
) -> None:
    _managed_instances(stack)
    statements = [
        *_statements_of_aws(InfrastructurePurpose.MANAGED_INSTANCES),
        *_own_statements(stack),
    ]
    instance = "arn:aws:ec2:eu-west-1:123456789012:instance/*"
    managed = {"aws:RequestTag/AmazonECSManaged": "true"}

    assert allows(statements, "ec2:RunInstances", instance, managed)
    assert allows(statements, "ec2:DescribeSubnets", "*", {})
    assert {action for one in _own_statements(stack) for action in [one["Action"]]} == {
        "iam:PassRole"
    }


def test_takes_the_construct_of_the_hosts_whatever_its_name(stack: Stack) -> None:
    hosts = ContainerInstanceRole(stack, "Hosts", cluster_name="prod")

    InfrastructureRole(
        stack, "Ecs", purpose=InfrastructurePurpose.MANAGED_INSTANCES, instance_role=hosts
    )

    arn = stack.resolve(hosts.role.role_arn)
    Template.from_stack(stack).has_resource_properties(
        "AWS::IAM::ManagedPolicy",
        {
            "PolicyDocument": {
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Action": "iam:PassRole",
                        "Resource": arn,
                        "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}},
                    },
                    {"Effect": "Deny", "Action": "iam:PassRole", "NotResource": arn},
                ]
            }
        },
    )


def test_in_china_ec2_has_two_names(cdk_context: dict[str, Any]) -> None:
    env = {"account": "123456789012", "region": "cn-north-1"}
    stack = Stack(App(context=cdk_context), "Test", env=env)

    _managed_instances(stack)

    assert _own_statements(stack)[0]["Condition"] == {
        "StringEquals": {"iam:PassedToService": ["ec2.amazonaws.com", "ec2.amazonaws.com.cn"]}
    }


def test_a_capacity_provider_that_waits_for_it_waits_for_the_permissions(stack: Stack) -> None:
    hosts = ContainerInstanceRole(stack, "Hosts", cluster_name="prod")
    infrastructure = InfrastructureRole(
        stack, "Ecs", purpose=InfrastructurePurpose.MANAGED_INSTANCES, instance_role=hosts
    )
    vpc = ec2.Vpc(stack, "Vpc", nat_gateways=0, restrict_default_security_group=False)
    provider = ecs.ManagedInstancesCapacityProvider(
        stack,
        "Provider",
        infrastructure_role=infrastructure.role,
        ec2_instance_profile=hosts.instance_profile,
        subnets=vpc.public_subnets,
        security_groups=[ec2.SecurityGroup(stack, "Group", vpc=vpc)],
    )
    ecs.Cluster(stack, "Cluster", vpc=vpc).add_managed_instances_capacity_provider(provider)

    provider.node.add_dependency(infrastructure)

    template = Template.from_stack(stack)
    (resource,) = template.find_resources("AWS::ECS::CapacityProvider").values()
    of_ecs = {"Properties": {"Roles": [stack.resolve(infrastructure.role.role_name)]}}
    (policy,) = template.find_resources("AWS::IAM::ManagedPolicy", of_ecs)
    assert policy in resource["DependsOn"]


@pytest.mark.parametrize(
    ("role", "service", "is_allowed"),
    [
        ("infrastructure", "ecs.amazonaws.com", True),
        ("infrastructure", "ecs-tasks.amazonaws.com", False),
        ("infrastructure-of-others", "ecs.amazonaws.com", False),
    ],
)
def test_whoever_deploys_can_be_let_pass_it_to_ecs(
    stack: Stack, allows: Callable[..., bool], role: str, service: str, is_allowed: bool
) -> None:
    deployer = iam.Role(stack, "Deployer", assumed_by=iam.AccountRootPrincipal())
    infrastructure = InfrastructureRole(stack, "Ecs", purpose=InfrastructurePurpose.EBS_VOLUMES)

    infrastructure.grant_pass(deployer).assert_success()

    (policy,) = Template.from_stack(stack).find_resources("AWS::IAM::Policy").values()
    (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
    assert statement["Resource"] == stack.resolve(infrastructure.role.role_arn)
    named = {**statement, "Resource": f"{_ROLES}/infrastructure"}
    context = {"iam:PassedToService": service}
    assert allows([named], "iam:PassRole", f"{_ROLES}/{role}", context) is is_allowed


def test_has_the_shape_that_is_asked_for(stack: Stack) -> None:
    boundary = iam.ManagedPolicy.from_managed_policy_arn(
        stack, "Boundary", "arn:aws:iam::123456789012:policy/boundary"
    )

    InfrastructureRole(
        stack,
        "Ecs",
        purpose=InfrastructurePurpose.VPC_LATTICE,
        shape=RoleShape(path="/ecs/", permissions_boundary=boundary),
    )

    Template.from_stack(stack).has_resource_properties(
        "AWS::IAM::Role",
        {
            "Path": "/ecs/",
            "PermissionsBoundary": "arn:aws:iam::123456789012:policy/boundary",
            "Description": "Infrastructure role: what ECS itself does for VPC Lattice.",
        },
    )


@pytest.mark.parametrize("region", ["eu-west-1", None])
def test_cdk_nag_is_told_why_the_policy_is_that_of_aws(
    region: str | None, cdk_context: dict[str, Any]
) -> None:
    env = {"account": "123456789012", "region": region} if region else None
    stack = Stack(App(context=cdk_context), "Test", env=env)
    for purpose in _WITHOUT_INSTANCES:
        InfrastructureRole(stack, purpose.name, purpose=purpose)
    _managed_instances(stack)

    assert AwsSolutionsChecks().validate_scope(stack).violations == []


def test_refuses_managed_instances_without_the_role_of_the_instances(stack: Stack) -> None:
    with pytest.raises(
        ConfigurationError,
        match=r"^Test/Ecs\.instance_role: expected the container-instance role that the instances "
        r"run with, got None$",
    ):
        InfrastructureRole(stack, "Ecs", purpose=InfrastructurePurpose.MANAGED_INSTANCES)


@pytest.mark.parametrize("purpose", _WITHOUT_INSTANCES)
def test_refuses_an_instance_role_that_ecs_passes_to_nothing(
    stack: Stack, purpose: InfrastructurePurpose
) -> None:
    hosts = ContainerInstanceRole(stack, "Hosts", cluster_name="prod")

    with pytest.raises(
        ConfigurationError,
        match=rf"^Test/Ecs\.instance_role: expected none for {purpose.name}, where ECS passes no "
        r"role \(leave it out\), got 'Test/Hosts'$",
    ):
        InfrastructureRole(stack, "Ecs", purpose=purpose, instance_role=hosts)


def test_refuses_a_shape_that_iam_would_refuse(stack: Stack) -> None:
    with pytest.raises(ConfigurationError, match=r"^Test/Ecs\.shape\.path: expected"):
        InfrastructureRole(
            stack,
            "Ecs",
            purpose=InfrastructurePurpose.EBS_VOLUMES,
            shape=RoleShape(path="ecs"),
        )


def test_a_role_from_outside_has_all_of_it_in_its_contract(stack: Stack) -> None:
    host = ContainerInstanceRole(stack, "Host", cluster_name="prod")
    roles_made_here = len(Template.from_stack(stack).find_resources("AWS::IAM::Role"))
    outside = InfrastructureRole(
        stack,
        "Outside",
        purpose=InfrastructurePurpose.MANAGED_INSTANCES,
        instance_role=host,
        existing_role="central-infrastructure",
    )

    assert isinstance(outside.role, RoleFromOutside)
    contract = outside.role.contract()
    assert roles_made_here == 1
    assert contract["kind"] == "infrastructure role"
    assert contract["trust"]["Statement"][0]["Principal"] == {"Service": "ecs.amazonaws.com"}
    assert [policy.rsplit("/", 1)[-1] for policy in contract["managedPolicies"]] == [
        "AmazonECSInfrastructureRolePolicyForManagedInstances"
    ]
    (document,) = contract["permissions"]
    assert [one["Effect"] for one in document["Statement"]] == ["Allow", "Deny"]
