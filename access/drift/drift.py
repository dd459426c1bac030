"""One difference between a template and an account."""

from dataclasses import dataclass
from enum import StrEnum

from access.drift.put_back import PutBack
from access.records import Role


class DriftKind(StrEnum):
    """What somebody did by hand; the words of the report."""

    ROLE_MISSING = "role missing"
    TRUST_CHANGED = "trust policy changed"
    POLICY_ADDED = "policy added"
    POLICY_MISSING = "policy missing"
    POLICY_CHANGED = "policy changed"
    BOUNDARY_ADDED = "permissions boundary added"
    BOUNDARY_REMOVED = "permissions boundary removed"
    BOUNDARY_CHANGED = "permissions boundary changed"
    DETACHED = "detached"
    ATTACHED_ELSEWHERE = "attached to something else"


@dataclass(frozen=True, kw_only=True, slots=True)
class Drift:
    """What an account has, and its template has not; or the other way round."""

    kind: DriftKind
    role: Role
    """As the template has it."""

    what: str
    """One line."""

    put_back: tuple[PutBack, ...] = ()
    """Undoes it; nothing if it takes more than calls of IAM, and ``what`` says what."""
