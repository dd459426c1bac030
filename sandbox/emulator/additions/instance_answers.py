"""What EC2 tells of an instance, and the emulator keeps to itself."""

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

SUMMARY = "tell an instance's metadata options, user data and whether it is a Spot Instance"

_Answer = tuple[int, dict[str, str], bytes]


def install() -> None:
    """Complete the emulator's answers."""
    from ministack.services import ec2

    plain_xml = ec2._instance_xml
    ec2._instance_xml = lambda instance: _completed(plain_xml(instance), instance)
    plain_attribute = ec2._ACTION_MAP["DescribeInstanceAttribute"]

    def describe_attribute(request: dict[str, Any]) -> _Answer:
        instance = ec2._instances.get(ec2._p(request, "InstanceId"), {})
        return _with_user_data(plain_attribute(request), instance)

    ec2._ACTION_MAP["DescribeInstanceAttribute"] = describe_attribute


def _completed(xml: str, instance: Mapping[str, Any]) -> str:
    more = ""
    if options := instance.get("MetadataOptions"):
        members = "".join(
            f"<{name[0].lower()}{name[1:]}>{escape(str(value))}</{name[0].lower()}{name[1:]}>"
            for name, value in options.items()
        )
        more += f"<metadataOptions><state>applied</state>{members}</metadataOptions>"
    if lifecycle := instance.get("InstanceLifecycle"):
        more += f"<instanceLifecycle>{lifecycle}</instanceLifecycle>"
    body, _, end = xml.rpartition("</item>")
    return f"{body}{more}</item>{end}"


def _with_user_data(answer: _Answer, instance: Mapping[str, Any]) -> _Answer:
    """Put the user data into an answer, which leaves it empty."""
    status, headers, body = answer
    user_data = f"<userData><value>{instance.get('UserData', '')}</value></userData>"
    return status, headers, body.replace(b"<userData/>", user_data.encode())
