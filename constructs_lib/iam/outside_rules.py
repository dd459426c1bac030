"""What must not happen to a role from outside."""

from collections.abc import Iterator, Sequence

from constructs_lib.iam.records import AttachmentRecord


def outside_mistakes(attached: Sequence[AttachmentRecord]) -> Iterator[str]:
    """Say which policy is attached to a role that is somebody else's.

    The CDK attaches it even to a role that it calls immutable, if the policy names the role.
    """
    for one in attached:
        yield (
            f"{one.policy}: roles: expected none from outside (grant to the role instead, or call "
            f"add_to_principal_policy of it), got the role of {one.role}"
        )
