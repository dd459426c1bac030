"""The resource type ``AWS::EC2::Instance`` of CloudFormation.

Source of what each property does on update: "AWS::EC2::Instance" in the CloudFormation template
reference.
"""

from typing import Any

from sandbox.emulator.instances import METADATA_DEFAULTS, Instances, Launch

SUMMARY = "launches, changes, replaces and terminates an instance with its profile"

_REPLACING = ("AvailabilityZone", "BlockDeviceMappings", "ImageId", "KeyName", "SubnetId")

_Properties = dict[str, Any]
_Created = tuple[str, dict[str, str]]


def install() -> None:
    """Register the type."""
    from ministack.services import ec2
    from ministack.services.cloudformation import provisioners

    handlers = _Handlers(ec2)
    provisioners._RESOURCE_HANDLERS["AWS::EC2::Instance"] = {
        "create": handlers.create,
        "update": handlers.update,
        "delete": handlers.delete,
    }
    provisioners._REPLACING_PROPERTIES["AWS::EC2::Instance"] = _REPLACING


class _Handlers:
    """Instances of stacks, launched through the emulator's own EC2."""

    def __init__(self, ec2: Any) -> None:
        self._ec2 = ec2
        self._instances = Instances(ec2)

    def create(self, logical_id: str, properties: _Properties, stack_name: str) -> _Created:
        instance = self._instances.launch(
            Launch(
                image_id=properties["ImageId"],
                instance_type=properties["InstanceType"],
                subnet_id=properties["SubnetId"],
                profile=self._profile(properties),
                key_name=properties.get("KeyName", ""),
                block_devices=properties.get("BlockDeviceMappings", []),
            )
        )
        self._apply(instance, properties)
        return instance["InstanceId"], self._attributes(instance)

    def update(
        self, instance_id: str, old: _Properties, new: _Properties, stack_name: str
    ) -> _Created:
        instance = self._ec2._instances[instance_id]
        instance["InstanceType"] = new["InstanceType"]
        profile = self._profile(new)
        if profile != instance["IamInstanceProfile"]:
            instance["IamInstanceProfile"] = profile
            if profile:
                self._ec2._upsert_iam_instance_profile_association(instance_id, profile)
        self._apply(instance, new)
        return instance_id, self._attributes(instance)

    def delete(self, instance_id: str, properties: _Properties) -> None:
        self._instances.terminate(instance_id)

    def _profile(self, properties: _Properties) -> dict[str, str] | None:
        return self._instances.profile(name=properties.get("IamInstanceProfile", ""))

    def _apply(self, instance: dict[str, Any], properties: _Properties) -> None:
        """Set what an update changes in place."""
        groups = properties.get("SecurityGroupIds", [])
        instance["SecurityGroups"] = self._instances.security_groups(groups)
        instance["UserData"] = properties.get("UserData", "")
        instance["MetadataOptions"] = METADATA_DEFAULTS | properties.get("MetadataOptions", {})
        self._ec2._tags[instance["InstanceId"]] = list(properties.get("Tags", []))

    @staticmethod
    def _attributes(instance: dict[str, Any]) -> dict[str, str]:
        return {
            "InstanceId": instance["InstanceId"],
            "AvailabilityZone": instance["Placement"]["AvailabilityZone"],
            "PrivateIp": instance["PrivateIpAddress"],
            "PrivateDnsName": instance["PrivateDnsName"],
            "PublicIp": instance["PublicIpAddress"],
            "PublicDnsName": instance["PublicDnsName"],
            "VpcId": instance["VpcId"],
        }
