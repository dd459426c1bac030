"""What the sandbox found, as data."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One thing that was looked at: what it had to be, and what it was."""

    what: str
    expected: str
    observed: str

    resource: str | None = None
    """ARN of what a call was made on; none if it takes no resource."""

    row: int | None = None
    """Which row of the README's table "The job" it shows."""

    group: str | None = None
    """What it belongs to with others; shown as one line as long as all of them pass."""

    @property
    def passed(self) -> bool:
        """Whether it was what it had to be."""
        return self.expected == self.observed


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleReport:
    """One deployed role, and all that was checked of it."""

    environment: str
    kind: str
    name: str
    arn: str
    assumed_by: str
    attached_to: str
    """What delivers it; nothing for a role that people take."""
    checks: tuple[Check, ...]
    taken_with: str = ""
    """How people take it; nothing for a role that something delivers."""

    def as_data(self) -> dict[str, Any]:
        """Return it as JSON takes it, with the outcome of each check."""
        data = asdict(self)
        data["checks"] = [asdict(check) | {"passed": check.passed} for check in self.checks]
        return data
