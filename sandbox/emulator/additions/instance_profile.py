"""``Ref`` of an ``AWS::IAM::InstanceProfile``.

On AWS it is the profile's name ("Return values" of the type in the CloudFormation template
reference); the emulator returns the ARN, which an instance does not take for a name.
"""

from typing import Any

SUMMARY = "`Ref` is the profile's name, as on AWS"

_Created = tuple[str, dict[str, str]]


def install() -> None:
    """Turn ARN into name and back around the emulator's own handlers."""
    from ministack.services import iam
    from ministack.services.cloudformation import provisioners

    plain = provisioners._RESOURCE_HANDLERS["AWS::IAM::InstanceProfile"]

    def create(logical_id: str, properties: dict[str, Any], stack_name: str) -> _Created:
        return _by_name(plain["create"](logical_id, properties, stack_name))

    def update(name: str, *others: Any) -> _Created:
        return _by_name(plain["update"](arn_of(name), *others))

    def delete(name: str, properties: dict[str, Any]) -> None:
        plain["delete"](arn_of(name), properties)

    def arn_of(name: str) -> str:
        return str(iam._instance_profiles.get(name, {"Arn": name})["Arn"])

    provisioners._RESOURCE_HANDLERS["AWS::IAM::InstanceProfile"] = plain | {
        "create": create,
        "update": update,
        "delete": delete,
    }


def _by_name(created: _Created) -> _Created:
    arn, attributes = created
    return arn.rsplit("/", 1)[-1], attributes
