"""What IAM would answer, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Outcome(Enum):
    """The answer to a request."""

    ALLOWED = "allowed"
    DENIED = "denied"
    UNDECIDED = "undecided"
    """It hangs on a condition key, or on a policy, that nobody here knows."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DecidingStatement:
    """A statement that decided, or that would have."""

    policy: str
    """``where`` of the policy."""

    index: int
    """Position in the document, from 0."""

    sid: str | None
    effect: str
    """``Allow`` or ``Deny``."""

    @classmethod
    def of(cls, statement: Mapping[str, object], *, policy: str, index: int) -> "DecidingStatement":
        """Return how a statement of a policy is named; a ``Sid`` that is no text is none."""
        sid = statement.get("Sid")
        return cls(
            policy=policy,
            index=index,
            sid=sid if isinstance(sid, str) and sid else None,
            effect=str(statement.get("Effect")),
        )

    def __str__(self) -> str:
        """Name it as a person finds it."""
        name = f"{self.sid!r}" if self.sid else f"number {self.index + 1}"
        return f"statement {name} of {self.policy}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """The answer with what decided it."""

    outcome: Outcome
    why: str
    """One line: ``allowed by ...``, ``no statement allows it``, ``the boundary ...``."""

    statement: DecidingStatement | None = None
    """The Allow that allows, the Deny that denies, or the one that is undecided."""

    missing: tuple[str, ...] = ()
    """What would have to be different for it to be allowed, nearest first; one line each."""
