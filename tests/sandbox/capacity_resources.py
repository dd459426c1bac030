"""Resources of a template, as the CDK writes them for capacity of an ECS cluster."""

from collections.abc import Mapping
from typing import Any

IMAGE = "ami-00000000000000001"
OTHER_IMAGE = "ami-00000000000000002"


def role(service: str) -> dict[str, Any]:
    allowed = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    document = {"Version": "2012-10-17", "Statement": [allowed]}
    return {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": document}}


def profile(*, role_id: str = "HostRole") -> dict[str, Any]:
    return {"Type": "AWS::IAM::InstanceProfile", "Properties": {"Roles": [{"Ref": role_id}]}}


def launch_template(*, name: str | None = None, **data: Any) -> dict[str, Any]:
    """Return a hardened template; ``data`` replaces or adds members of LaunchTemplateData."""
    volume = {"Encrypted": True, "VolumeSize": 30, "VolumeType": "gp3"}
    plain = {
        "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": volume}],
        "IamInstanceProfile": {"Arn": {"Fn::GetAtt": ["Profile", "Arn"]}},
        "ImageId": IMAGE,
        "InstanceType": "t3.small",
        "MetadataOptions": {"HttpPutResponseHopLimit": 1, "HttpTokens": "required"},
        "SecurityGroupIds": [{"Fn::GetAtt": ["Firewall", "GroupId"]}],
        "TagSpecifications": [
            {"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "host"}]}
        ],
        "UserData": {"Fn::Base64": "#!/bin/bash\necho hello"},
    }
    named = {} if name is None else {"LaunchTemplateName": name}
    properties = {"LaunchTemplateData": plain | data, **named}
    return {"Type": "AWS::EC2::LaunchTemplate", "Properties": properties}


def group(
    *,
    rolling: bool = True,
    mixed: Any = None,
    refresh: Mapping[str, str] | None = None,
    **properties: Any,
) -> dict[str, Any]:
    """Return a group of 1 to 3 instances of the template with the logical id ``Template``.

    ``refresh`` has the preferences of an instance refresh, in the place of a rolling update.
    """
    source = {"LaunchTemplate": TEMPLATE} if mixed is None else {"MixedInstancesPolicy": mixed}
    plain = {
        "MinSize": "1",
        "MaxSize": "3",
        "VPCZoneIdentifier": ["subnet-1", "subnet-2"],
        **source,
    }
    policy: dict[str, Any] = {"AutoScalingRollingUpdate": {"SuspendProcesses": ["AZRebalance"]}}
    if refresh is not None:
        policy = {"AutoScalingInstanceRefresh": {"Strategy": "Rolling", "Preferences": refresh}}
    return {
        "Type": "AWS::AutoScaling::AutoScalingGroup",
        "Properties": plain | properties,
        "UpdatePolicy": policy if rolling else {},
    }


TEMPLATE = {
    "LaunchTemplateId": {"Ref": "Template"},
    "Version": {"Fn::GetAtt": ["Template", "LatestVersionNumber"]},
}


def mixed_instances(*types: str, base: int, above: int) -> dict[str, Any]:
    return {
        "InstancesDistribution": {
            "OnDemandBaseCapacity": base,
            "OnDemandPercentageAboveBaseCapacity": above,
            "SpotAllocationStrategy": "price-capacity-optimized",
        },
        "LaunchTemplate": {
            "LaunchTemplateSpecification": TEMPLATE,
            "Overrides": [{"InstanceType": one} for one in types],
        },
    }


def hosts(**resources: Any) -> dict[str, Any]:
    """Return a whole set: role, profile, security group, launch template and group."""
    firewall = {"GroupDescription": "hosts", "VpcId": "vpc-1"}
    return {
        "HostRole": role("ec2.amazonaws.com"),
        "Profile": profile(),
        "Firewall": {"Type": "AWS::EC2::SecurityGroup", "Properties": firewall},
        "Template": launch_template(),
        "Group": group(),
    } | resources


def provider(*, group_id: str = "Group", name: str | None = None, **settings: Any) -> Any:
    """Return a capacity provider of a group, which it names by ``Ref`` as the CDK does."""
    plain = {
        "AutoScalingGroupArn": {"Ref": group_id},
        "ManagedScaling": {"Status": "ENABLED", "TargetCapacity": 100},
        "ManagedTerminationProtection": "DISABLED",
    }
    named = {} if name is None else {"Name": name}
    properties = {"AutoScalingGroupProvider": plain | settings, **named}
    return {"Type": "AWS::ECS::CapacityProvider", "Properties": properties}


def associations(*providers: Any, strategy: Any = ()) -> dict[str, Any]:
    properties = {
        "Cluster": {"Ref": "Cluster"},
        "CapacityProviders": list(providers),
        "DefaultCapacityProviderStrategy": list(strategy),
    }
    kind = "AWS::ECS::ClusterCapacityProviderAssociations"
    return {"Type": kind, "Properties": properties}


def cluster_of_hosts(**resources: Any) -> dict[str, Any]:
    """Return hosts, their capacity provider, and a cluster that has it by default."""
    strategy = [{"CapacityProvider": {"Ref": "Provider"}, "Weight": 1}]
    return hosts(
        Cluster={"Type": "AWS::ECS::Cluster"},
        Provider=provider(),
        Associations=associations({"Ref": "Provider"}, strategy=strategy),
    ) | {name: resource for name, resource in resources.items() if resource is not None}


def service(**properties: Any) -> dict[str, Any]:
    plain = {"Cluster": {"Ref": "Cluster"}, "TaskDefinition": {"Ref": "Task"}, "DesiredCount": 1}
    return {
        "Type": "AWS::ECS::Service",
        "Properties": plain | properties,
        "DependsOn": ["Associations"],
    }


def task(compatibility: str = "EC2") -> dict[str, Any]:
    container = {"Name": "web", "Image": "web", "Memory": 64}
    properties = {"ContainerDefinitions": [container], "RequiresCompatibilities": [compatibility]}
    return {"Type": "AWS::ECS::TaskDefinition", "Properties": properties}
