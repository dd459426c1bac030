"""One line that says how many roles changed."""

from collections.abc import Sequence

from access.counted import counted
from access.diffing.role_difference import RoleDifference


def summary(differences: Sequence[RoleDifference]) -> str:
    """Return how many roles gained something, and how many lost something."""
    if not differences:
        return "no role gained or lost anything"
    gained = sum(bool(one.difference.gained) for one in differences)
    lost = sum(bool(one.difference.lost) for one in differences)
    return f"{_roles(gained, 'gained')}, {_roles(lost, 'lost')}"


def _roles(count: int, verb: str) -> str:
    if not count:
        return f"no role {verb} anything"
    return f"{counted(count, 'role')} {verb} something"
