"""What roles may in one environment and not in another."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from access.meaning.change import GAINED, Change
from access.meaning.counterpart import general_id
from access.meaning.wider import wider_than
from access.records import Role

# Nothing was there before, and is no longer: both are there.
_WORDS = {
    GAINED.within_boundary: "may, as the boundary does not stop it,",
    GAINED.freed: "is not denied",
    GAINED.take_freed: "is not refused when taken by",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleComparison:
    """One role in both environments."""

    general_id: str
    only_first: tuple[Change, ...]
    """What it may in the first alone."""

    only_second: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """Two environments, each in terms of the other's accounts, regions and names."""

    first: str
    second: str
    roles_of_first: tuple[str, ...]
    """Roles that the second does not have."""

    roles_of_second: tuple[str, ...]
    same: tuple[str, ...]
    """Roles that may the same in both."""

    different: tuple[RoleComparison, ...]


def compared(
    first: str, first_roles: Sequence[Role], second: str, second_roles: Sequence[Role]
) -> Comparison:
    """Compare the roles of two environments that have the same place in both."""
    ours = {general_id(role): role for role in first_roles}
    theirs = {general_id(role): role for role in second_roles}
    comparisons = [_role(id_, ours[id_], theirs[id_]) for id_ in ours if id_ in theirs]
    return Comparison(
        first=first,
        second=second,
        roles_of_first=tuple(id_ for id_ in ours if id_ not in theirs),
        roles_of_second=tuple(id_ for id_ in theirs if id_ not in ours),
        same=tuple(one.general_id for one in comparisons if not _differs(one)),
        different=tuple(one for one in comparisons if _differs(one)),
    )


def _role(id_: str, ours: Role, theirs: Role) -> RoleComparison:
    return RoleComparison(
        general_id=id_, only_first=_only(ours, theirs), only_second=_only(theirs, ours)
    )


def _only(here: Role, there: Role) -> tuple[Change, ...]:
    changes = wider_than(here, there)
    return tuple(replace(one, what=_WORDS.get(one.what, one.what)) for one in changes)


def _differs(one: RoleComparison) -> bool:
    return bool(one.only_first or one.only_second)
