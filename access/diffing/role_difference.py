"""What each role of two assemblies gained and lost."""

from dataclasses import dataclass

from access.meaning.difference import Difference, difference
from access.policy.role_access import RoleAccess
from access.records import Inventory, Role


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleDifference:
    """One role that changed, appeared or is gone."""

    old: Role | None
    new: Role | None
    difference: Difference

    @property
    def title(self) -> str:
        """The role, what it is for, and whether it is new or gone."""
        role = self.new or self.old
        assert role is not None
        state = ", new" if self.old is None else ", gone" if self.new is None else ""
        return f"{role.id} ({role.kind}{state})"


def role_differences(old: Inventory, new: Inventory) -> tuple[RoleDifference, ...]:
    """Return the roles that gained or lost something, and those that are new or gone, by id.

    Raises:
        AccessError: A policy that IAM would refuse.
    """
    for role in (*old.roles, *new.roles):
        # What IAM would refuse has no meaning that could be compared.
        RoleAccess(role)
    before = {role.id: role for role in old.roles}
    after = {role.id: role for role in new.roles}
    found = (
        RoleDifference(
            old=before.get(id_),
            new=after.get(id_),
            difference=difference(before.get(id_), after.get(id_)),
        )
        for id_ in sorted(before.keys() | after.keys())
    )
    return tuple(one for one in found if one.difference or one.old is None or one.new is None)
