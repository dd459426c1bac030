"""A contract that a role breaks."""

from dataclasses import dataclass
from enum import StrEnum

from access.policy.decision import DecidingStatement
from access.records import Role

PREFIX = "ecs-iam-roles::"
"""What the id of a rule begins with where it is acknowledged."""


class Severity(StrEnum):
    """What follows from a violation; the words of the CDK."""

    ERROR = "error"
    """Nothing is deployed."""

    WARNING = "warning"
    """It could not be checked here; that is said, and all else goes on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Violation:
    """What a role may or may not do, and should not or should."""

    rule: str
    """Id of the rule, as in ``no-iam-writes``."""

    role: Role
    what: str
    """One line that begins with a verb: what the role may do, and what it must."""

    fix: str
    """One line: what to change."""

    statement: DecidingStatement | None = None
    """The statement that allows it, or on which it hangs."""

    statement_json: str | None = None
    """The same as IAM has it, in one line."""

    severity: Severity = Severity.ERROR

    @property
    def reason(self) -> str | None:
        """Why it is accepted, if it was acknowledged."""
        return self.role.reasons.get(f"{PREFIX}{self.rule}")

    def __str__(self) -> str:
        """Say it in one line, with role and statement."""
        line = f"{self.role.kind} {self.role.id} {self.what}"
        return f"{line} ({self.statement})" if self.statement else line
