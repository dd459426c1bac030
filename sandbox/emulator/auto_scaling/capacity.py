"""The instances of a group: launched, replaced and terminated."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.emulator.auto_scaling.launch_options import (
    LaunchOption,
    launch_options,
    on_demand_share,
)
from sandbox.emulator.instances import Instances, Launch

_PROTECTED = (
    "Could not scale to desired capacity because all remaining instances are protected from "
    "scale-in."
)

_Group = dict[str, Any]


class Capacity:
    """Brings groups to their desired capacity, through the emulator's own EC2.

    A group is the emulator's record of it, with ``MixedInstancesPolicy`` added.
    """

    def __init__(self, ec2: Any) -> None:
        """Launch and terminate in this EC2."""
        self._ec2 = ec2
        self._instances = Instances(ec2)

    def check(self, group: Mapping[str, Any]) -> None:
        """Refuse a group that could not be launched, before anything is changed.

        Raises:
            ValueError: What Amazon EC2 Auto Scaling answers.
        """
        if not group["MinSize"] <= group["DesiredCapacity"] <= group["MaxSize"]:
            raise ValueError(
                f"Desired capacity:{group['DesiredCapacity']} must be between the specified "
                f"min size:{group['MinSize']} and max size:{group['MaxSize']}"
            )
        self.zones(group)
        for option in launch_options(group, self._ec2._launch_templates):
            self._profile(option)
            self._instances.security_groups(_security_groups(option))

    def zones(self, group: Mapping[str, Any]) -> list[str]:
        """Return the Availability Zones of the group's subnets."""
        return sorted({self._instances.zone(subnet) for subnet in _subnets(group)})

    def reach_desired(self, group: _Group) -> None:
        """Launch or terminate until the group has as many instances as it is to have.

        Raises:
            ValueError: Too many are protected from scale-in; as many as can be are gone.
        """
        members = group["Instances"]
        while len(members) < group["DesiredCapacity"]:
            members.append(self._launch(group))
        for member in list(reversed(members)):
            if len(members) > group["DesiredCapacity"] and not member["ProtectedFromScaleIn"]:
                self.terminate(group, member)
        if len(members) > group["DesiredCapacity"]:
            raise ValueError(_PROTECTED)

    def replace_outdated(self, group: _Group) -> None:
        """Replace, one after the other, what the group would no longer launch.

        Protection from scale-in does not keep an instance from being replaced.
        """
        options = launch_options(group, self._ec2._launch_templates)
        current = [(option.template, option.instance_type) for option in options]
        for member in list(group["Instances"]):
            subnet = self._ec2._instances[member["InstanceId"]]["SubnetId"]
            launched_from = (member["LaunchTemplate"], member["InstanceType"])
            if launched_from not in current or subnet not in _subnets(group):
                self.terminate(group, member)
                group["Instances"].append(self._launch(group))

    def terminate(self, group: _Group, member: Mapping[str, Any]) -> None:
        """Take an instance out of the group and terminate it."""
        group["Instances"].remove(member)
        self._instances.terminate(member["InstanceId"])

    def _launch(self, group: _Group) -> dict[str, Any]:
        records = [self._ec2._instances[one["InstanceId"]] for one in group["Instances"]]
        on_demand = sum("InstanceLifecycle" not in record for record in records)
        spot = on_demand >= on_demand_share(group, group["DesiredCapacity"])
        options = launch_options(group, self._ec2._launch_templates)
        # On-Demand takes the first type; Spot is spread over all, for no pool is short here.
        pools = Counter(
            record["InstanceType"] for record in records if "InstanceLifecycle" in record
        )
        option = min(options, key=lambda one: pools[one.instance_type]) if spot else options[0]
        used = Counter(record["SubnetId"] for record in records)
        instance = self._instances.launch(
            Launch(
                image_id=option.data["ImageId"],
                instance_type=option.instance_type,
                subnet_id=min(_subnets(group), key=lambda subnet: used[subnet]),
                profile=self._profile(option),
                key_name=option.data.get("KeyName", ""),
                user_data=option.data.get("UserData", ""),
                metadata_options=option.data.get("MetadataOptions", {}),
                security_groups=_security_groups(option),
                block_devices=option.data.get("BlockDeviceMappings", []),
                tags=_tags(group, option),
                spot=spot,
            )
        )
        return {
            "InstanceId": instance["InstanceId"],
            "InstanceType": option.instance_type,
            "AvailabilityZone": instance["Placement"]["AvailabilityZone"],
            "LifecycleState": "InService",
            "HealthStatus": "Healthy",
            "LaunchTemplate": option.template,
            "ProtectedFromScaleIn": group["NewInstancesProtectedFromScaleIn"],
        }

    def _profile(self, option: LaunchOption) -> dict[str, str] | None:
        named = option.data.get("IamInstanceProfile", {})
        try:
            return self._instances.profile(name=named.get("Name", ""), arn=named.get("Arn", ""))
        except ValueError as refusal:
            prefix = "You must use a valid fully-formed launch template."
            raise ValueError(f"{prefix} {refusal}") from refusal


def _subnets(group: Mapping[str, Any]) -> list[str]:
    subnets = [one for one in group["VPCZoneIdentifier"].split(",") if one]
    if not subnets:
        raise ValueError("At least one Availability Zone or VPC Subnet is required.")
    return subnets


def _security_groups(option: LaunchOption) -> Sequence[str]:
    """Return the groups of the template, or those of its network interface, as EC2 does."""
    for interface in option.data.get("NetworkInterfaces", []):
        return list(interface.get("Groups", []))
    return list(option.data.get("SecurityGroupIds", []))


def _tags(group: Mapping[str, Any], option: LaunchOption) -> dict[str, str]:
    return (
        {
            tag["Key"]: str(tag["Value"])
            for specification in option.data.get("TagSpecifications", [])
            if specification["ResourceType"] == "instance"
            for tag in specification["Tags"]
        }
        | {tag["Key"]: str(tag["Value"]) for tag in group["Tags"] if tag["PropagateAtLaunch"]}
        | {
            "aws:autoscaling:groupName": group["AutoScalingGroupName"],
            "aws:ec2launchtemplate:id": option.template_id,
            "aws:ec2launchtemplate:version": option.version,
        }
    )
