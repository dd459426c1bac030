"""The resource type ``AWS::EC2::LaunchTemplate`` of CloudFormation.

Source: "CreateLaunchTemplate" in Amazon EC2's API reference.
"""

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

SUMMARY = "refuses a name in use; tells the key that a volume is encrypted with"

_TYPE = "AWS::EC2::LaunchTemplate"

_Properties = dict[str, Any]
_Created = tuple[str, dict[str, str]]


def install() -> None:
    """Check before the emulator's own handler, and complete EC2's answer."""
    from ministack.services import ec2
    from ministack.services.cloudformation import provisioners

    plain = provisioners._RESOURCE_HANDLERS[_TYPE]
    plain_data = ec2._lt_data_xml

    def create(logical_id: str, properties: _Properties, stack_name: str) -> _Created:
        name = properties.get("LaunchTemplateName")
        if any(one["LaunchTemplateName"] == name for one in ec2._launch_templates.values()):
            raise ValueError(f"Launch template name already in use: {name}")
        created: _Created = plain["create"](logical_id, properties, stack_name)
        return created

    provisioners._RESOURCE_HANDLERS[_TYPE] = plain | {"create": create}
    provisioners._REPLACING_PROPERTIES[_TYPE] = ("LaunchTemplateName",)
    ec2._lt_data_xml = lambda data: _with_keys(plain_data(data), data)


def _with_keys(xml: str, data: Mapping[str, Any]) -> str:
    """Put the key of every volume into an answer, which leaves it out."""
    before, *volumes = xml.split("<ebs>")
    mappings = [one for one in data.get("BlockDeviceMappings", []) if "Ebs" in one]
    for mapping, volume in zip(mappings, volumes, strict=True):
        key = mapping["Ebs"].get("KmsKeyId")
        before += "<ebs>" + (f"<kmsKeyId>{escape(key)}</kmsKeyId>" if key else "") + volume
    return before
