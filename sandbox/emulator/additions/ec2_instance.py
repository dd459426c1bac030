"""The resource type ``AWS::EC2::Instance`` of CloudFormation.

Source of what each property does on update: "AWS::EC2::Instance" in the CloudFormation template
reference.
"""

from typing import Any
from xml.sax.saxutils import escape

SUMMARY = "launches, changes, replaces and terminates an instance with its profile"

_REPLACING = ("AvailabilityZone", "BlockDeviceMappings", "ImageId", "KeyName", "SubnetId")
_METADATA_DEFAULTS = {
    "HttpTokens": "optional",
    "HttpPutResponseHopLimit": 1,
    "HttpEndpoint": "enabled",
}

_Properties = dict[str, Any]
_Created = tuple[str, dict[str, str]]
_Answer = tuple[int, dict[str, str], bytes]


def install() -> None:
    """Register the type, and show its metadata options and user data in EC2's answers."""
    from ministack.services import ec2
    from ministack.services.cloudformation import provisioners

    instances = _Instances(ec2)
    provisioners._RESOURCE_HANDLERS["AWS::EC2::Instance"] = {
        "create": instances.create,
        "update": instances.update,
        "delete": instances.delete,
    }
    provisioners._REPLACING_PROPERTIES["AWS::EC2::Instance"] = _REPLACING

    plain_xml = ec2._instance_xml
    ec2._instance_xml = lambda instance: _with_metadata_options(plain_xml(instance), instance)
    plain_attribute = ec2._ACTION_MAP["DescribeInstanceAttribute"]
    ec2._ACTION_MAP["DescribeInstanceAttribute"] = lambda request: instances.with_user_data(
        request, plain_attribute(request)
    )


class _Instances:
    """Instances of stacks, launched through the emulator's own EC2."""

    def __init__(self, ec2: Any) -> None:
        self._ec2 = ec2

    def create(self, logical_id: str, properties: _Properties, stack_name: str) -> _Created:
        subnet_id = properties["SubnetId"]
        subnet = self._ec2._subnets.get(subnet_id)
        if subnet is None:
            raise ValueError(f"The subnet ID '{subnet_id}' does not exist")
        (instance,) = self._ec2._launch_instances_internal(
            image_id=properties["ImageId"],
            instance_type=properties["InstanceType"],
            subnet_id=subnet_id,
            count=1,
            key_name=properties.get("KeyName", ""),
            iam_profile=self._profile(properties),
        )
        instance["Placement"]["AvailabilityZone"] = subnet["AvailabilityZone"]
        for mapping in properties.get("BlockDeviceMappings", []):
            self._shape_volume(instance, mapping)
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
        self._ec2._terminate_instances({"InstanceId.1": [instance_id]})

    def with_user_data(self, request: dict[str, Any], answer: _Answer) -> _Answer:
        """Put the user data into an answer of DescribeInstanceAttribute, which leaves it empty."""
        status, headers, body = answer
        instance = self._ec2._instances.get(self._ec2._p(request, "InstanceId"), {})
        user_data = f"<userData><value>{instance.get('UserData', '')}</value></userData>"
        return status, headers, body.replace(b"<userData/>", user_data.encode())

    def _profile(self, properties: _Properties) -> dict[str, str] | None:
        name = properties.get("IamInstanceProfile", "")
        profile, error = self._ec2._resolve_iam_instance_profile(iam_name=name)
        if error:
            raise ValueError(f"Invalid IAM Instance Profile name '{name}'")
        found: dict[str, str] | None = profile
        return found

    def _shape_volume(self, instance: dict[str, Any], mapping: dict[str, Any]) -> None:
        """Give the root volume the size and encryption that the template asks for."""
        ebs = mapping.get("Ebs", {})
        for device in instance["BlockDeviceMappings"]:
            if device["DeviceName"] == mapping["DeviceName"]:
                self._ec2._volumes[device["Ebs"]["VolumeId"]].update(
                    Size=int(ebs.get("VolumeSize", 8)),
                    Encrypted=str(ebs.get("Encrypted", False)).lower() == "true",
                    VolumeType=ebs.get("VolumeType", "gp3"),
                )

    def _apply(self, instance: dict[str, Any], properties: _Properties) -> None:
        """Set what an update changes in place."""
        instance["UserData"] = properties.get("UserData", "")
        instance["MetadataOptions"] = _METADATA_DEFAULTS | properties.get("MetadataOptions", {})
        instance["SecurityGroups"] = [
            {"GroupId": group, "GroupName": self._ec2._security_groups[group]["GroupName"]}
            for group in properties.get("SecurityGroupIds", [])
        ]
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


def _with_metadata_options(xml: str, instance: dict[str, Any]) -> str:
    options = instance.get("MetadataOptions")
    if not options:
        return xml
    members = "".join(
        f"<{name[0].lower()}{name[1:]}>{escape(str(value))}</{name[0].lower()}{name[1:]}>"
        for name, value in options.items()
    )
    body, _, end = xml.rpartition("</item>")
    return f"{body}<metadataOptions><state>applied</state>{members}</metadataOptions></item>{end}"
