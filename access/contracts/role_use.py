"""Whether a role is what it says it is, by what delivers it."""

from collections.abc import Iterator

from access.contracts.asked_role import AskedRole
from access.contracts.violation import Violation
from access.reading.role_kind import KIND_BY_FIELD
from access.records import Attachment, RoleKind

RULE = "is-what-it-says"
_IN_PROFILES = (RoleKind.CONTAINER_INSTANCE, RoleKind.OTHER)


def role_use_violations(asked: AskedRole) -> Iterator[Violation]:
    """Yield what delivers a role of another kind: the rules of that kind would be passed by.

    A role from outside may serve two purposes; that is for its owner, and for each of its users.
    """
    role = asked.role
    if role.is_from_outside and any(_fits(one, role.kind) for one in role.attachments):
        return
    for attachment in role.attachments:
        if not _fits(attachment, role.kind):
            yield asked.violation(
                RULE,
                f"is delivered as {attachment.field} by {attachment.carrier} {attachment.name}, "
                f"so it is no {role.kind}",
                fix="make a role for each purpose, with the construct that is for it",
            )


def _fits(attachment: Attachment, kind: RoleKind) -> bool:
    if attachment.carrier == "instance profile":
        return kind in _IN_PROFILES
    return KIND_BY_FIELD.get(attachment.field, kind) is kind
