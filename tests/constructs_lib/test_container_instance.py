from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk.assertions import Match, Template

from constructs_lib import ConfigurationError, ContainerInstance, ContainerInstanceRole


def _host(
    stack: Stack, cluster_name: str = "prod", **props: Any
) -> tuple[ContainerInstance, ContainerInstanceRole]:
    role = ContainerInstanceRole(stack, "Role", cluster_name="prod")
    vpc = ec2.Vpc(stack, "Vpc", nat_gateways=0, restrict_default_security_group=False)
    public = ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC)
    host = ContainerInstance(
        stack,
        "Host",
        cluster_name=cluster_name,
        instance_role=role,
        vpc=vpc,
        vpc_subnets=public,
        **props,
    )
    return host, role


def test_runs_with_the_instance_profile_and_no_other(stack: Stack) -> None:
    _, role = _host(stack)

    template = Template.from_stack(stack)
    template.resource_count_is("AWS::IAM::InstanceProfile", 1)
    template.resource_count_is("AWS::IAM::Role", 1)
    template.has_resource_properties(
        "AWS::EC2::Instance",
        {"IamInstanceProfile": stack.resolve(role.instance_profile.instance_profile_name)},
    )


def test_adds_nothing_to_the_role(stack: Stack) -> None:
    _host(stack)

    template = Template.from_stack(stack)
    template.resource_count_is("AWS::IAM::Policy", 0)
    template.resource_count_is("AWS::IAM::ManagedPolicy", 1)


def test_joins_the_cluster(stack: Stack) -> None:
    _host(stack)

    Template.from_stack(stack).has_resource_properties(
        "AWS::EC2::Instance",
        {"UserData": {"Fn::Base64": "#!/bin/bash\necho ECS_CLUSTER=prod >> /etc/ecs/ecs.config"}},
    )


def test_waits_for_the_permissions_of_its_role(stack: Stack) -> None:
    _host(stack)

    template = Template.from_stack(stack)
    (policy,) = template.find_resources("AWS::IAM::ManagedPolicy")
    (instance,) = template.find_resources("AWS::EC2::Instance").values()
    assert policy in instance["DependsOn"]


def test_metadata_requires_imdsv2_within_one_hop(stack: Stack) -> None:
    _host(stack)

    Template.from_stack(stack).has_resource_properties(
        "AWS::EC2::Instance",
        {"MetadataOptions": {"HttpTokens": "required", "HttpPutResponseHopLimit": 1}},
    )


def test_root_volume_is_encrypted(stack: Stack) -> None:
    _host(stack)

    Template.from_stack(stack).has_resource_properties(
        "AWS::EC2::Instance",
        {
            "BlockDeviceMappings": [
                {
                    "DeviceName": "/dev/xvda",
                    "Ebs": {"Encrypted": True, "VolumeSize": 30, "VolumeType": "gp3"},
                }
            ]
        },
    )


def test_size_of_the_root_volume_can_be_chosen(stack: Stack) -> None:
    _host(stack, root_volume_gib=100)

    Template.from_stack(stack).has_resource_properties(
        "AWS::EC2::Instance",
        {
            "BlockDeviceMappings": [
                Match.object_like({"Ebs": Match.object_like({"VolumeSize": 100})})
            ]
        },
    )


def test_nothing_gets_in(stack: Stack) -> None:
    _host(stack)

    template = Template.from_stack(stack)
    template.has_resource_properties(
        "AWS::EC2::SecurityGroup", {"SecurityGroupIngress": Match.absent()}
    )
    template.resource_count_is("AWS::EC2::SecurityGroupIngress", 0)
    template.has_resource_properties("AWS::EC2::Instance", {"KeyName": Match.absent()})


@pytest.mark.parametrize(
    ("instance_type", "image"),
    [
        (None, "amazon-linux-2023/recommended/image_id"),
        (ec2.InstanceType("m7g.large"), "amazon-linux-2023/arm64/recommended/image_id"),
    ],
)
def test_image_is_the_ecs_optimised_one_of_the_architecture(
    stack: Stack, instance_type: ec2.InstanceType | None, image: str
) -> None:
    _host(stack, instance_type=instance_type)

    Template.from_stack(stack).has_parameter(
        "*", {"Default": f"/aws/service/ecs/optimized-ami/{image}"}
    )


def test_refuses_a_root_volume_smaller_than_the_image(stack: Stack) -> None:
    with pytest.raises(ConfigurationError, match=r"^Test/Host\.root_volume_gib: expected 30 GiB"):
        _host(stack, root_volume_gib=8)


@pytest.mark.parametrize("cluster_name", ["", "prod; reboot"])
def test_refuses_a_cluster_name_that_ecs_would_refuse(stack: Stack, cluster_name: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^Test/Host\.cluster_name: expected 1 to 255"):
        _host(stack, cluster_name=cluster_name)


def test_another_cluster_needs_another_instance(cdk_context: dict[str, Any]) -> None:
    instances = set()
    for cluster_name in ("blue", "green"):
        stack = Stack(App(context=cdk_context), "Test")
        _host(stack, cluster_name=cluster_name)
        instances |= set(Template.from_stack(stack).find_resources("AWS::EC2::Instance"))

    assert len(instances) == 2
