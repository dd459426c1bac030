"""``PermissionsBoundary`` of an ``AWS::IAM::Role``.

CloudFormation puts the boundary onto the role and takes it off again ("AWS::IAM::Role" in the
CloudFormation template reference); the emulator leaves the property out.
"""

from typing import Any

SUMMARY = "its `PermissionsBoundary` is put onto the role, changed and removed, as on AWS"

_Properties = dict[str, Any]
_Created = tuple[str, dict[str, str]]


def install() -> None:
    """Set the boundary through the emulator's IAM, after its own handlers."""
    from ministack.services import iam
    from ministack.services.cloudformation import provisioners

    plain = provisioners._RESOURCE_HANDLERS["AWS::IAM::Role"]

    def create(logical_id: str, properties: _Properties, stack_name: str) -> _Created:
        return bounded(plain["create"](logical_id, properties, stack_name), properties)

    def update(name: str, old: _Properties, new: _Properties, *others: Any) -> _Created:
        return bounded(plain["update"](name, old, new, *others), new)

    def bounded(created: _Created, properties: _Properties) -> _Created:
        boundary = properties.get("PermissionsBoundary")
        if boundary and (refusal := iam._boundary_policy_error(boundary)):
            raise ValueError(f"AWS::IAM::Role boundary refused: {refusal[2]!r}")
        iam._roles[created[0]]["PermissionsBoundary"] = boundary
        return created

    provisioners._RESOURCE_HANDLERS["AWS::IAM::Role"] = plain | {
        "create": create,
        "update": update,
    }
