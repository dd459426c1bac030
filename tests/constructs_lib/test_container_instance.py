from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk.assertions import Match, Template

from constructs_lib import (
    AgentFeatures,
    ConfigurationError,
    ContainerInstance,
    ContainerInstanceRole,
    Isolation,
    OperatingSystem,
)


def _host(
    stack: Stack,
    cluster_name: str = "prod",
    features: AgentFeatures | None = None,
    **props: Any,
) -> tuple[ContainerInstance, ContainerInstanceRole]:
    role = ContainerInstanceRole(stack, "Role", cluster_name=cluster_name, features=features)
    vpc = ec2.Vpc(stack, "Vpc", nat_gateways=0, restrict_default_security_group=False)
    public = ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC)
    host = ContainerInstance(
        stack,
        "Host",
        instance_role=role,
        vpc=vpc,
        vpc_subnets=public,
        **props,
    )
    return host, role


def _user_data(stack: Stack) -> str:
    """All parts of the instance's user data, one after the other."""
    (instance,) = Template.from_stack(stack).find_resources("AWS::EC2::Instance").values()
    _, parts = instance["Properties"]["UserData"]["Fn::Base64"]["Fn::Join"]
    return "\n".join(part["Fn::Base64"] for part in parts if isinstance(part, dict))


def test_runs_with_the_instance_profile_and_no_other(stack: Stack) -> None:
    _, role = _host(stack)

    template = Template.from_stack(stack)
    template.resource_count_is("AWS::IAM::InstanceProfile", 1)
    template.resource_count_is("AWS::IAM::Role", 1)
    template.has_resource_properties(
        "AWS::EC2::Instance",
        {"IamInstanceProfile": stack.resolve(role.instance_profile.instance_profile_name)},
    )


def test_a_policy_can_speak_of_the_hosts_of_one_cluster(stack: Stack) -> None:
    _host(stack)

    Template.from_stack(stack).has_resource_properties(
        "AWS::EC2::Instance",
        {"Tags": Match.array_with([{"Key": "EcsCluster", "Value": "prod"}])},
    )


def test_adds_nothing_to_the_role(stack: Stack) -> None:
    _host(stack)

    template = Template.from_stack(stack)
    template.resource_count_is("AWS::IAM::Policy", 0)
    template.resource_count_is("AWS::IAM::ManagedPolicy", 1)


def test_joins_the_cluster_of_its_role(stack: Stack) -> None:
    _host(stack)

    assert "\nECS_CLUSTER=prod\n" in _user_data(stack)


def test_settings_follow_the_features_of_its_role(stack: Stack) -> None:
    _host(stack, features=AgentFeatures(spot_draining=True))

    assert "\nECS_ENABLE_SPOT_INSTANCE_DRAINING=true\n" in _user_data(stack)


def test_further_commands_run_after_its_own(stack: Stack) -> None:
    host, _ = _host(stack)

    host.instance.user_data.add_commands("echo further")

    assert "echo further" in _user_data(stack).split("ECS_CLUSTER=prod")[1]


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


def test_without_isolation_metadata_requires_imdsv2_still(stack: Stack) -> None:
    _host(stack, isolation=Isolation.OFF)

    Template.from_stack(stack).has_resource_properties(
        "AWS::EC2::Instance",
        {"MetadataOptions": {"HttpTokens": "required", "HttpPutResponseHopLimit": 2}},
    )


def test_bottlerocket_has_its_image_settings_and_volumes(stack: Stack) -> None:
    _host(stack, operating_system=OperatingSystem.BOTTLEROCKET)

    template = Template.from_stack(stack)
    template.has_parameter(
        "*", {"Default": "/aws/service/bottlerocket/aws-ecs-2/x86_64/latest/image_id"}
    )
    template.has_resource_properties(
        "AWS::EC2::Instance",
        {
            "UserData": {"Fn::Base64": Match.string_like_regexp('cluster = "prod"')},
            "BlockDeviceMappings": [
                {
                    "DeviceName": "/dev/xvda",
                    "Ebs": {"Encrypted": True, "VolumeSize": 2, "VolumeType": "gp3"},
                },
                {
                    "DeviceName": "/dev/xvdb",
                    "Ebs": {"Encrypted": True, "VolumeSize": 30, "VolumeType": "gp3"},
                },
            ],
        },
    )


def test_refuses_a_feature_that_bottlerocket_lacks(stack: Stack) -> None:
    with pytest.raises(
        ConfigurationError,
        match=r"^Test/Host\.operating_system: expected AMAZON_LINUX_2023, because Bottlerocket "
        r"has no service_connect, got 'BOTTLEROCKET'$",
    ):
        _host(
            stack,
            features=AgentFeatures(service_connect=True),
            operating_system=OperatingSystem.BOTTLEROCKET,
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
    _host(stack, volume_gib=100)

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
    with pytest.raises(ConfigurationError, match=r"^Test/Host\.volume_gib: expected 30 GiB"):
        _host(stack, volume_gib=8)


def test_another_cluster_needs_another_instance(cdk_context: dict[str, Any]) -> None:
    instances = set()
    for cluster_name in ("blue", "green"):
        stack = Stack(App(context=cdk_context), "Test")
        _host(stack, cluster_name=cluster_name)
        instances |= set(Template.from_stack(stack).find_resources("AWS::EC2::Instance"))

    assert len(instances) == 2
