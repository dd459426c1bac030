"""What a role gained and lost, in meaning."""

from dataclasses import dataclass

from access.meaning.change import GAINED, LOST, Change, Wording
from access.meaning.permission_changes import permission_changes
from access.meaning.permits import Permits, permits_of, permits_of_boundary
from access.meaning.trust_changes import trust_changes
from access.meaning.trust_rule import trust_rules_of
from access.records import Policy, Role


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """What a role may now and might not before, and the other way round."""

    gained: tuple[Change, ...] = ()
    lost: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.gained or self.lost)


def difference(old: Role | None, new: Role | None) -> Difference:
    """Return what a role gained and lost; None stands for a role that there is not.

    The order, the names and the number of statements and policies do not count, nor do statements
    that add nothing. What the boundary, or a ``Deny``, certainly takes away again is not gained.
    A boundary that is gone or wider is, as it also limits what is attached later.
    What hangs on a policy that nobody here knows is a change of its own.

    Raises:
        AccessError: A policy cannot be read.
    """
    return Difference(gained=_gained(old, new, GAINED), lost=_gained(new, old, LOST))


def _gained(old: Role | None, new: Role | None, words: Wording) -> tuple[Change, ...]:
    if new is None:
        return ()
    before, after = permits_of(old), permits_of(new)
    unknown = [name for name in after.unknown if name not in before.unknown]
    changes = [Change(what=words.unknown.format(name)) for name in sorted(unknown)]
    limit = _unknown_limit(before, after, has_old_limit=bool(old and old.boundary))
    if limit:
        changes.append(Change(what=words.unknown_boundary.format(limit)))
        before = permits_of(old, with_boundary=False)
        after = permits_of(new, with_boundary=False) if after.unknown_boundary else after
    changes += permission_changes(before, after, words)
    if old and old.boundary:
        changes += _boundary_changes(old, old.boundary, new, words)
    trusted = trust_rules_of(old.trust, where=_trust(old)) if old else ()
    changes += trust_changes(trusted, trust_rules_of(new.trust, where=_trust(new)), words)
    return tuple(changes)


def _boundary_changes(old: Role, boundary: Policy, new: Role, words: Wording) -> list[Change]:
    """Say in one line that a boundary is gone, or wider, whatever the policies make of it today."""
    if new.boundary is None:
        return [Change(what=words.unlimited, resource=boundary.where)]
    found = permission_changes(
        permits_of_boundary(old, boundary), permits_of_boundary(new, new.boundary), words
    )
    if not found or boundary.document is None or new.boundary.document is None:
        return []
    return [
        Change(what=words.limited_less, resource=new.boundary.where, statement=found[0].statement)
    ]


def _unknown_limit(before: Permits, after: Permits, *, has_old_limit: bool) -> str | None:
    """Return the boundary that nobody here knows and that keeps the two from being compared."""
    if before.unknown_boundary == after.unknown_boundary or not has_old_limit:
        return None
    return after.unknown_boundary or before.unknown_boundary


def _trust(role: Role) -> str:
    return f"the trust policy of {role.id}"
