"""Whether a role may only what the same role of another environment may."""

from dataclasses import dataclass

from access.contracts.no_wider_than import RULE
from access.contracts.violation import PREFIX
from access.meaning.change import Change
from access.meaning.wider import wider_than
from access.records import Role


@dataclass(frozen=True, kw_only=True, slots=True)
class NoWider:
    """A role beside its counterpart in the environment that its contract names."""

    environment: str
    has_counterpart: bool
    changes: tuple[Change, ...]
    """What the role may and its counterpart may not."""

    reason: str | None
    """Why it may be wider; None if nobody said so."""

    @property
    def word(self) -> str:
        """``kept``, ``explained`` or ``broken``."""
        if self.has_counterpart and not self.changes:
            return "kept"
        return "explained" if self.reason else "broken"


def no_wider(role: Role, counterpart: Role | None) -> NoWider | None:
    """Return how the two compare; None if the role's contract names no environment.

    Raises:
        AccessError: A policy cannot be read.
    """
    if role.contract.no_wider_than is None:
        return None
    return NoWider(
        environment=role.contract.no_wider_than,
        has_counterpart=counterpart is not None,
        changes=() if counterpart is None else wider_than(role, counterpart),
        reason=role.reasons.get(f"{PREFIX}{RULE}"),
    )
