"""An instance profile from outside is what the hosts carry, and nothing is made beside it."""

import re
from typing import Any

import pytest
from aws_cdk import App, Aws, CfnParameter, Stack
from aws_cdk import aws_autoscaling as autoscaling
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk.assertions import Template

from constructs_lib import (
    ConfigurationError,
    ContainerInstance,
    ContainerInstanceRole,
    ExistingInstanceProfile,
    RoleShape,
)
from tests.constructs_lib.iam.conftest import contracts

_HOSTS = ExistingInstanceProfile(
    profile="arn:aws:iam::123456789012:instance-profile/ops/hosts", role="hosts"
)
_ARN = _HOSTS.profile


def _role(stack: Stack, existing: Any = _HOSTS, **props: Any) -> ContainerInstanceRole:
    return ContainerInstanceRole(stack, "Host", cluster_name="prod", existing=existing, **props)


def _network(stack: Stack) -> dict[str, Any]:
    return {
        "vpc": ec2.Vpc(stack, "Vpc", nat_gateways=0, restrict_default_security_group=False),
        "vpc_subnets": ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC),
    }


def _launch_template(stack: Stack, role: ContainerInstanceRole) -> ec2.LaunchTemplate:
    return ec2.LaunchTemplate(
        stack,
        "Template",
        instance_profile=role.instance_profile,
        instance_type=ec2.InstanceType("t3.small"),
        machine_image=ecs.EcsOptimizedImage.amazon_linux2023(),
        user_data=ec2.UserData.for_linux(),
    )


def _template_without_iam(stack: Stack) -> Template:
    template = Template.from_stack(stack)
    types = {resource["Type"] for resource in template.to_json()["Resources"].values()}
    assert [one for one in types if one.startswith("AWS::IAM::")] == []
    return template


def test_an_instance_carries_it(stack: Stack) -> None:
    ContainerInstance(stack, "Instance", instance_role=_role(stack), **_network(stack))

    _template_without_iam(stack).has_resource_properties(
        "AWS::EC2::Instance", {"IamInstanceProfile": "hosts"}
    )


def test_the_import_of_the_cdk_would_have_been_dropped(stack: Stack) -> None:
    profile = iam.InstanceProfile.from_instance_profile_name(stack, "Profile", "hosts")
    ec2.Instance(
        stack,
        "Instance",
        instance_profile=profile,
        instance_type=ec2.InstanceType("t3.small"),
        machine_image=ecs.EcsOptimizedImage.amazon_linux2023(),
        **_network(stack),
    )

    Template.from_stack(stack).resource_count_is("AWS::IAM::InstanceProfile", 1)


def test_a_launch_template_carries_it(stack: Stack) -> None:
    _launch_template(stack, _role(stack))

    _template_without_iam(stack).has_resource_properties(
        "AWS::EC2::LaunchTemplate", {"LaunchTemplateData": {"IamInstanceProfile": {"Arn": _ARN}}}
    )


def test_a_capacity_provider_of_an_auto_scaling_group_carries_it(stack: Stack) -> None:
    role = _role(stack)
    network = _network(stack)
    group = autoscaling.AutoScalingGroup(
        stack, "Group", launch_template=_launch_template(stack, role), **network
    )

    ecs.Cluster(stack, "Cluster", vpc=network["vpc"]).add_asg_capacity_provider(
        ecs.AsgCapacityProvider(stack, "Provider", auto_scaling_group=group)
    )

    _template_without_iam(stack).has_resource_properties(
        "AWS::EC2::LaunchTemplate", {"LaunchTemplateData": {"IamInstanceProfile": {"Arn": _ARN}}}
    )
    # What the CDK adds to the role of a host by itself is no part of the contract.
    (contract,) = contracts(stack)
    assert len(contract["permissions"][0]["Statement"]) == 3


def test_managed_instances_carry_it(stack: Stack) -> None:
    provider = ecs.CfnCapacityProvider
    provider(
        stack,
        "Provider",
        managed_instances_provider=provider.ManagedInstancesProviderProperty(
            infrastructure_role_arn="arn:aws:iam::123456789012:role/infrastructure",
            instance_launch_template=provider.InstanceLaunchTemplateProperty(
                ec2_instance_profile_arn=_role(stack).instance_profile.instance_profile_arn,
                network_configuration=provider.ManagedInstancesNetworkConfigurationProperty(
                    subnets=["subnet-0123456789abcdef0"],
                    security_groups=["sg-0123456789abcdef0"],
                ),
            ),
        ),
    )

    _template_without_iam(stack).has_resource_properties(
        "AWS::ECS::CapacityProvider",
        {
            "ManagedInstancesProvider": {
                "InstanceLaunchTemplate": {"Ec2InstanceProfileArn": _ARN},
            }
        },
    )


def test_the_name_is_the_last_element_also_where_the_account_is_not_known(
    cdk_context: dict[str, Any],
) -> None:
    stack = Stack(App(context=cdk_context), "Anywhere")
    arn = f"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}:instance-profile/ops/hosts"
    role = _role(stack, ExistingInstanceProfile(profile=arn, role="hosts"))
    ContainerInstance(stack, "Instance", instance_role=role, **_network(stack))

    _template_without_iam(stack).has_resource_properties(
        "AWS::EC2::Instance", {"IamInstanceProfile": "hosts"}
    )


def test_a_profile_can_be_a_parameter(stack: Stack) -> None:
    arn = CfnParameter(stack, "ProfileArn").value_as_string
    role = _role(stack, ExistingInstanceProfile(profile=arn, role="hosts"))

    _launch_template(stack, role)

    _template_without_iam(stack).has_resource_properties(
        "AWS::EC2::LaunchTemplate",
        {"LaunchTemplateData": {"IamInstanceProfile": {"Arn": {"Ref": "ProfileArn"}}}},
    )


def test_it_is_a_grantee(stack: Stack) -> None:
    role = _role(stack)

    s3.Bucket(stack, "Bucket").grant_read(role)

    _template_without_iam(stack)
    (contract,) = contracts(stack)
    actions = [statement["Action"] for statement in contract["permissions"][0]["Statement"]]
    assert ["s3:GetBucket*", "s3:GetObject*", "s3:List*"] in actions


@pytest.mark.parametrize(
    ("existing", "message"),
    [
        (
            ExistingInstanceProfile(profile="hosts"),
            "Test/Host.existing.role: expected name or ARN of the role in the instance profile "
            "(without it the CDK drops the profile of an instance, and makes another one), got ''",
        ),
        (
            ExistingInstanceProfile(profile="hosts", role="my role"),
            "Test/Host.existing.role: expected the name of the existing role, 1 to 64",
        ),
        (
            ExistingInstanceProfile(profile="", role="hosts"),
            "Test/Host.existing.profile: expected the name of the existing instance profile, 1 to "
            "128",
        ),
        (
            ExistingInstanceProfile(profile="arn:aws:iam::123456789012:role/hosts", role="hosts"),
            "Test/Host.existing.profile: expected the name of the existing instance profile",
        ),
        (
            ExistingInstanceProfile(
                profile="arn:aws:iam::210987654321:instance-profile/hosts", role="hosts"
            ),
            "Test/Host.existing.profile: expected one of the account 123456789012",
        ),
        (
            ExistingInstanceProfile(profile="hosts", role="arn:aws:iam::210987654321:role/hosts"),
            "Test/Host.existing.role: expected one of the account 123456789012",
        ),
        (
            ExistingInstanceProfile(profile=7, role="hosts"),  # type: ignore[arg-type]
            "Test/Host.existing.profile: expected str, got 7",
        ),
        ("hosts", "Test/Host.existing: expected an ExistingInstanceProfile(profile=..., role=...)"),
    ],
)
def test_refuses_what_could_not_be_one(stack: Stack, existing: Any, message: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        _role(stack, existing)

    assert str(refused.value).startswith(message)


def test_refuses_profile_and_role_of_two_accounts(cdk_context: dict[str, Any]) -> None:
    stack = Stack(App(context=cdk_context), "Anywhere")
    existing = ExistingInstanceProfile(
        profile="arn:aws:iam::123456789012:instance-profile/hosts",
        role="arn:aws:iam::210987654321:role/hosts",
    )

    with pytest.raises(ConfigurationError, match="a role of the same account as the instance"):
        _role(stack, existing)


def test_refuses_a_shape_beside_it(stack: Stack) -> None:
    with pytest.raises(ConfigurationError) as refused:
        _role(stack, shape=RoleShape(path="/ops/"))

    assert str(refused.value).startswith(
        "Test/Host.shape: expected none beside existing (its owner shapes a role from outside), got"
    )


@pytest.mark.parametrize(
    ("role", "message"),
    [
        ("hosts", "existing.role.name: expected a name that begins with 'ecsInstanceRole'"),
        (
            "arn:aws:iam::123456789012:role/team/ecsInstanceRoleHosts",
            "existing.role.path: expected no path",
        ),
    ],
)
def test_a_role_that_managed_instances_would_not_get_is_refused(
    stack: Stack, role: str, message: str
) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(message)):
        ContainerInstanceRole(
            stack,
            "Host",
            cluster_name="prod",
            for_managed_instances=True,
            existing=ExistingInstanceProfile(profile="hosts", role=role),
        )


def test_a_role_that_managed_instances_get_is_used_as_it_is(stack: Stack) -> None:
    host = ContainerInstanceRole(
        stack,
        "Host",
        cluster_name="prod",
        for_managed_instances=True,
        existing=ExistingInstanceProfile(profile="hosts", role="ecsInstanceRoleHosts"),
    )

    assert host.for_managed_instances
