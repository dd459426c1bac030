"""Instances of the emulator's EC2, launched and terminated with all that AWS gives them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

METADATA_DEFAULTS = {
    "HttpTokens": "optional",
    "HttpPutResponseHopLimit": 1,
    "HttpEndpoint": "enabled",
}
"""What EC2 sets where a launch says nothing of the metadata service."""

_Answer = tuple[int, dict[str, str], bytes]


@dataclass(frozen=True, kw_only=True, slots=True)
class Launch:
    """One instance to be launched, in the words of a template's properties."""

    image_id: str
    instance_type: str
    subnet_id: str
    profile: Mapping[str, str] | None = None
    """ARN and id of the instance profile, as ``Instances.profile`` returns them."""
    key_name: str = ""
    user_data: str = ""
    metadata_options: Mapping[str, Any] = field(default_factory=dict)
    security_groups: Sequence[str] = ()
    block_devices: Sequence[Mapping[str, Any]] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    spot: bool = False


class Instances:
    """Launches and terminates through the emulator's own EC2."""

    def __init__(self, ec2: Any) -> None:
        """Work on this module of the emulator."""
        self._ec2 = ec2

    def zone(self, subnet_id: str) -> str:
        """Return the Availability Zone of a subnet, or raise what EC2 answers without it."""
        subnet = self._ec2._subnets.get(subnet_id)
        if subnet is None:
            raise ValueError(f"The subnet ID '{subnet_id}' does not exist")
        return str(subnet["AvailabilityZone"])

    def profile(self, *, name: str = "", arn: str = "") -> dict[str, str] | None:
        """Return ARN and id of an instance profile, None if neither name nor ARN is given."""
        profile, refusal = self._ec2._resolve_iam_instance_profile(iam_name=name, iam_arn=arn)
        if refusal:
            parameter, value = ("arn", arn) if arn else ("name", name)
            raise ValueError(
                f"Value ({value}) for parameter iamInstanceProfile.{parameter} is invalid. "
                f"Invalid IAM Instance Profile {'ARN' if arn else 'name'}"
            )
        found: dict[str, str] | None = profile
        return found

    def security_groups(self, group_ids: Sequence[str]) -> list[dict[str, str]]:
        """Return ids and names of the groups, or raise what EC2 answers if one does not exist."""
        for group_id in group_ids:
            if group_id not in self._ec2._security_groups:
                raise ValueError(f"The security group '{group_id}' does not exist")
        return [
            {"GroupId": one, "GroupName": self._ec2._security_groups[one]["GroupName"]}
            for one in group_ids
        ]

    def launch(self, launch: Launch) -> dict[str, Any]:
        """Launch it; return the emulator's own record of the instance."""
        zone = self.zone(launch.subnet_id)
        groups = self.security_groups(launch.security_groups)
        (instance,) = self._ec2._launch_instances_internal(
            image_id=launch.image_id,
            instance_type=launch.instance_type,
            subnet_id=launch.subnet_id,
            count=1,
            key_name=launch.key_name,
            user_data=launch.user_data,
            iam_profile=launch.profile,
        )
        instance["Placement"]["AvailabilityZone"] = zone
        instance["MetadataOptions"] = METADATA_DEFAULTS | dict(launch.metadata_options)
        if groups:
            instance["SecurityGroups"] = groups
        if launch.spot:
            instance["InstanceLifecycle"] = "spot"
        for mapping in launch.block_devices:
            self._attach(instance, mapping)
        self._ec2._tags[instance["InstanceId"]] = [
            {"Key": key, "Value": value} for key, value in launch.tags.items()
        ]
        launched: dict[str, Any] = instance
        return launched

    def terminate(self, instance_id: str) -> None:
        """Terminate as ``TerminateInstances`` does, with all that follows from it."""
        self._ec2._ACTION_MAP["TerminateInstances"]({"InstanceId.1": [instance_id]})

    def _attach(self, instance: dict[str, Any], mapping: Mapping[str, Any]) -> None:
        """Give a volume the size, type and encryption asked for; make it if it is not the root."""
        devices = instance["BlockDeviceMappings"]
        device = next((one for one in devices if one["DeviceName"] == mapping["DeviceName"]), None)
        if device is None:
            device = self._another_volume(instance, mapping["DeviceName"])
            devices.append(device)
        asked = mapping.get("Ebs", {})
        device["Ebs"]["DeleteOnTermination"] = _is_true(asked.get("DeleteOnTermination", True))
        self._ec2._volumes[device["Ebs"]["VolumeId"]].update(
            Size=int(asked.get("VolumeSize", 8)),
            Encrypted=_is_true(asked.get("Encrypted", False)),
            VolumeType=asked.get("VolumeType", "gp3"),
            AvailabilityZone=instance["Placement"]["AvailabilityZone"],
        )

    def _another_volume(self, instance: dict[str, Any], device_name: str) -> dict[str, Any]:
        root = instance["BlockDeviceMappings"][0]["Ebs"]
        volume_id = self._ec2._new_volume_id()
        volume = dict(self._ec2._volumes[root["VolumeId"]])
        (attachment,) = volume["Attachments"]
        volume["VolumeId"] = volume_id
        volume["Attachments"] = [attachment | {"VolumeId": volume_id, "Device": device_name}]
        self._ec2._volumes[volume_id] = volume
        return {"DeviceName": device_name, "Ebs": root | {"VolumeId": volume_id}}


def _is_true(value: Any) -> bool:
    """Return a template's boolean, which may be text."""
    return str(value).lower() == "true"


def after_termination(ec2: Any, follow: Callable[[str], None]) -> None:
    """Have ``follow`` called with the id of every instance that is terminated, whoever asks."""
    plain: Callable[[dict[str, Any]], _Answer] = ec2._ACTION_MAP["TerminateInstances"]

    def terminate(request: dict[str, Any]) -> _Answer:
        answer = plain(request)
        if answer[0] == 200:
            for instance_id in ec2._parse_member_list(request, "InstanceId"):
                follow(instance_id)
        return answer

    ec2._ACTION_MAP["TerminateInstances"] = terminate
