"""The deletion of an ``AWS::IAM::ManagedPolicy`` that is the boundary of a role.

IAM refuses it: "Cannot delete a policy attached to entities" (gruntwork-io/cloud-nuke issue 972).
So the stack of a boundary is deleted after those of the roles. The emulator's IAM refuses it too,
but its CloudFormation does not ask.
"""

from typing import Any

SUMMARY = "is not deleted while it is the boundary of a role, as on AWS"


def install() -> None:
    """Ask before the emulator's own handler deletes the policy."""
    from ministack.services import iam
    from ministack.services.cloudformation import provisioners

    plain = provisioners._RESOURCE_HANDLERS["AWS::IAM::ManagedPolicy"]

    def delete(arn: str, properties: dict[str, Any], *others: Any) -> Any:
        if iam._boundary_usage_counts().get(arn):
            raise ValueError(f"Cannot delete a policy attached to entities: {arn}")
        return plain["delete"](arn, properties, *others)

    provisioners._RESOURCE_HANDLERS["AWS::IAM::ManagedPolicy"] = plain | {"delete": delete}
