from typing import Any

import pytest
from aws_cdk import App, NestedStack, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk.assertions import Template

from constructs_lib import (
    AgentFeatures,
    AutoScalingCapacity,
    ConfigurationError,
    ContainerInstanceRole,
    Isolation,
    OperatingSystem,
)

_SPOT = AgentFeatures(spot_draining=True)


def _capacity(
    stack: Stack, features: AgentFeatures | None = None, max_hosts: int = 3, **props: Any
) -> tuple[AutoScalingCapacity, ContainerInstanceRole]:
    role = ContainerInstanceRole(stack, "Role", cluster_name="prod", features=features)
    vpc = ec2.Vpc(stack, "Vpc", nat_gateways=0, restrict_default_security_group=False)
    public = ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC)
    capacity = AutoScalingCapacity(
        stack,
        "General",
        instance_role=role,
        vpc=vpc,
        vpc_subnets=public,
        max_hosts=max_hosts,
        **props,
    )
    return capacity, role


def _resource(stack: Stack, resource_type: str) -> dict[str, Any]:
    (found,) = Template.from_stack(stack).find_resources(resource_type).values()
    return dict(found)


def _group(stack: Stack) -> dict[str, Any]:
    return _resource(stack, "AWS::AutoScaling::AutoScalingGroup")


def _launch_template(stack: Stack) -> dict[str, Any]:
    data: dict[str, Any] = _resource(stack, "AWS::EC2::LaunchTemplate")["Properties"]
    found: dict[str, Any] = data["LaunchTemplateData"]
    return found


def test_the_launch_template_carries_the_profile_and_there_is_no_other(stack: Stack) -> None:
    _, role = _capacity(stack)

    profile = stack.resolve(role.instance_profile.instance_profile_arn)
    assert _launch_template(stack)["IamInstanceProfile"] == {"Arn": profile}
    template = Template.from_stack(stack)
    template.resource_count_is("AWS::IAM::InstanceProfile", 1)
    template.resource_count_is("AWS::IAM::Role", 1)


def test_adds_nothing_to_the_role(stack: Stack) -> None:
    _capacity(stack)

    template = Template.from_stack(stack)
    template.resource_count_is("AWS::IAM::Policy", 0)
    template.resource_count_is("AWS::IAM::ManagedPolicy", 1)


def test_the_group_launches_the_newest_version_of_the_launch_template(stack: Stack) -> None:
    capacity, _ = _capacity(stack)

    policy = _group(stack)["Properties"]["MixedInstancesPolicy"]
    assert policy["LaunchTemplate"]["LaunchTemplateSpecification"]["Version"] == stack.resolve(
        capacity.launch_template.latest_version_number
    )
    Template.from_stack(stack).resource_count_is("AWS::AutoScaling::LaunchConfiguration", 0)


def test_joins_the_cluster_of_its_role(stack: Stack) -> None:
    _capacity(stack)

    _, parts = _launch_template(stack)["UserData"]["Fn::Base64"]["Fn::Join"]
    user_data = "\n".join(part["Fn::Base64"] for part in parts if isinstance(part, dict))
    assert user_data.count("ECS_CLUSTER=") == user_data.count("ECS_CLUSTER=prod\n") == 1


def test_waits_for_the_permissions_of_its_role(stack: Stack) -> None:
    _capacity(stack)

    (policy,) = Template.from_stack(stack).find_resources("AWS::IAM::ManagedPolicy")
    assert policy in _group(stack)["DependsOn"]


@pytest.mark.parametrize(("isolation", "hops"), [(Isolation.ENFORCED, 1), (Isolation.OFF, 2)])
def test_metadata_requires_imdsv2_within_the_hops_of_the_isolation(
    stack: Stack, isolation: Isolation, hops: int
) -> None:
    _capacity(stack, isolation=isolation)

    assert _launch_template(stack)["MetadataOptions"] == {
        "HttpTokens": "required",
        "HttpPutResponseHopLimit": hops,
    }


def test_volumes_are_encrypted(stack: Stack) -> None:
    _capacity(stack, volume_gib=50, operating_system=OperatingSystem.BOTTLEROCKET)

    volumes = _launch_template(stack)["BlockDeviceMappings"]
    assert [volume["Ebs"]["Encrypted"] for volume in volumes] == [True, True]
    assert volumes[1]["Ebs"]["VolumeSize"] == 50


def test_ecs_knows_the_hosts_that_are_there_before_its_provider(stack: Stack) -> None:
    _capacity(stack)

    assert {"Key": "AmazonECSManaged", "PropagateAtLaunch": True, "Value": "true"} in _group(stack)[
        "Properties"
    ]["Tags"]


def test_a_policy_can_speak_of_the_group_and_hosts_of_one_cluster(stack: Stack) -> None:
    _capacity(stack)

    assert {"Key": "EcsCluster", "PropagateAtLaunch": True, "Value": "prod"} in _group(stack)[
        "Properties"
    ]["Tags"]


def test_the_security_group_lets_nothing_in(stack: Stack) -> None:
    _capacity(stack)

    assert "SecurityGroupIngress" not in _resource(stack, "AWS::EC2::SecurityGroup")["Properties"]


def test_ecs_scales_protects_and_drains_the_hosts(stack: Stack) -> None:
    capacity, _ = _capacity(stack, target_capacity_percent=80)

    assert _resource(stack, "AWS::ECS::CapacityProvider")["Properties"][
        "AutoScalingGroupProvider"
    ] == {
        "AutoScalingGroupArn": stack.resolve(capacity.group.auto_scaling_group_name),
        "ManagedScaling": {"Status": "ENABLED", "TargetCapacity": 80},
        "ManagedTerminationProtection": "ENABLED",
        "ManagedDraining": "ENABLED",
    }
    assert _group(stack)["Properties"]["NewInstancesProtectedFromScaleIn"] is True


def test_a_new_image_replaces_the_hosts_though_they_are_protected(stack: Stack) -> None:
    _capacity(stack)

    refresh = _group(stack)["UpdatePolicy"]["AutoScalingInstanceRefresh"]
    assert refresh["Strategy"] == "Rolling"
    assert refresh["Preferences"]["ScaleInProtectedInstances"] == "Refresh"


def test_is_empty_and_on_demand_if_nothing_is_said(stack: Stack) -> None:
    _capacity(stack, max_hosts=3)

    group = _group(stack)["Properties"]
    assert (group["MinSize"], group["MaxSize"]) == ("0", "3")
    assert not {"DesiredCapacity", "CapacityRebalance"} & set(group)
    distribution = group["MixedInstancesPolicy"]["InstancesDistribution"]
    assert distribution["OnDemandPercentageAboveBaseCapacity"] == 100


def test_mixes_on_demand_and_spot_over_several_types(stack: Stack) -> None:
    types = ["m7g.large", "m6g.large"]
    _capacity(
        stack,
        features=_SPOT,
        instance_types=[ec2.InstanceType(name) for name in types],
        on_demand_base=1,
        spot_percent=75,
    )

    group = _group(stack)["Properties"]
    policy = group["MixedInstancesPolicy"]
    assert policy["InstancesDistribution"] == {
        "OnDemandAllocationStrategy": "prioritized",
        "OnDemandBaseCapacity": 1,
        "OnDemandPercentageAboveBaseCapacity": 25,
        "SpotAllocationStrategy": "price-capacity-optimized",
    }
    assert [one["InstanceType"] for one in policy["LaunchTemplate"]["Overrides"]] == types
    assert group["CapacityRebalance"] is True


def test_the_image_follows_the_architecture_of_the_types(stack: Stack) -> None:
    _capacity(stack, instance_types=[ec2.InstanceType("m7g.large")])

    Template.from_stack(stack).has_parameter(
        "*",
        {"Default": "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id"},
    )


def test_a_desired_count_is_for_the_first_deployment(stack: Stack) -> None:
    _capacity(stack, desired_hosts=2)

    group = _group(stack)
    assert group["Properties"]["DesiredCapacity"] == "2"
    assert group["UpdatePolicy"]["AutoScalingScheduledAction"] == {
        "IgnoreUnmodifiedGroupSizeProperties": True
    }


def test_the_provider_has_the_name_it_is_given(stack: Stack) -> None:
    _capacity(stack, capacity_provider_name="prod-general")

    assert _resource(stack, "AWS::ECS::CapacityProvider")["Properties"]["Name"] == "prod-general"


def test_cloudformation_names_the_provider_if_nothing_is_said(stack: Stack) -> None:
    _capacity(stack)

    assert "Name" not in _resource(stack, "AWS::ECS::CapacityProvider")["Properties"]


def test_in_a_nested_stack_the_name_of_the_outer_one_counts() -> None:
    nested = NestedStack(Stack(App(), "EcsHosts"), "Nested")
    _capacity(nested)

    assert _resource(nested, "AWS::ECS::CapacityProvider")["Properties"]["Name"].startswith("cp-")


def test_in_a_stack_whose_name_ecs_would_refuse_the_provider_has_another(stack: Stack) -> None:
    other = Stack(App(), "EcsHosts")
    _capacity(other)

    assert _resource(other, "AWS::ECS::CapacityProvider")["Properties"]["Name"].startswith("cp-")


@pytest.mark.parametrize(
    ("props", "message"),
    [
        ({"min_hosts": 4}, r"max_hosts: expected 4 or more \(min_hosts is 4\), got 3"),
        ({"max_hosts": 0}, "max_hosts: expected 1 or more"),
        ({"max_hosts": "3"}, "max_hosts: expected a whole number, got '3'"),
        ({"min_hosts": 1.5}, "min_hosts: expected a whole number, got 1.5"),
        ({"min_hosts": -1}, "min_hosts: expected 0 or more"),
        ({"min_hosts": 1, "desired_hosts": 0}, "desired_hosts: expected 1 to 3"),
        ({"desired_hosts": 4}, "desired_hosts: expected 0 to 3, which are min_hosts and max_hosts"),
        ({"spot_percent": 50}, r"spot_percent: expected 0, .*AgentFeatures\(spot_draining=True\)"),
        ({"spot_percent": 101, "features": _SPOT}, "spot_percent: expected 0 to 100"),
        (
            {"on_demand_base": 3, "spot_percent": 50, "features": _SPOT},
            r"on_demand_base: expected less than max_hosts \(3\)",
        ),
        ({"on_demand_base": -1}, "on_demand_base: expected 0 or more"),
        ({"target_capacity_percent": 0}, "target_capacity_percent: expected 1 to 100"),
        ({"instance_types": ["t3.small"]}, "instance_types: expected instances of ec2.InstanceT"),
        ({"volume_gib": 8}, "volume_gib: expected 30 GiB or more"),
        (
            {"instance_types": [ec2.InstanceType("t3.small"), ec2.InstanceType("t4g.small")]},
            "instance_types: expected types that run the same image",
        ),
        (
            {
                "features": AgentFeatures(service_connect=True),
                "operating_system": OperatingSystem.BOTTLEROCKET,
            },
            "operating_system: expected AMAZON_LINUX_2023",
        ),
        ({"capacity_provider_name": "a b"}, "capacity_provider_name: expected 1 to 255"),
        ({"capacity_provider_name": "ecs-1"}, "does not begin with aws, ecs or fargate"),
        ({"capacity_provider_name": "Fargate"}, "does not begin with aws, ecs or fargate"),
    ],
)
def test_capacity_that_could_not_be_is_refused(
    stack: Stack, props: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message):
        _capacity(stack, **props)
