"""Whether a role may do more than the same role of another environment."""

from access.meaning.change import Change
from access.meaning.counterpart import in_terms_of
from access.meaning.difference import difference
from access.records import Role


def wider_than(role: Role, other: Role) -> tuple[Change, ...]:
    """Return what ``role`` may and ``other``, put in the terms of ``role``, may not.

    Raises:
        AccessError: A policy cannot be read.
    """
    return difference(in_terms_of(other, role), role).gained
