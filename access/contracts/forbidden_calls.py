"""Calls that roles of a kind must not be allowed."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from access.contracts.asked_role import AskedRole
from access.contracts.violation import Violation
from access.counted import first_few
from access.policy.decision import DecidingStatement, Decision, Outcome
from access.records import Call, Inventory, Role, RoleKind

_MOST_NAMED = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class ForbiddenCalls:
    """A rule: each of these calls is certainly denied."""

    rule: str
    kinds: frozenset[RoleKind]
    calls: Callable[[Role, Inventory], Iterable[Call]]
    sentence: str
    """What the role must not, as in ``a host reads no secret of a container``."""

    fix: str

    def violations(self, asked: AskedRole, inventory: Inventory) -> Iterator[Violation]:
        """Yield one violation for each statement that allows some of it, or might."""
        if asked.role.kind not in self.kinds:
            return
        found: dict[DecidingStatement | None, list[tuple[Call, Decision]]] = {}
        for call in self.calls(asked.role, inventory):
            if (decision := asked.not_denied(call)) is not None:
                found.setdefault(decision.statement, []).append((call, decision))
        for statement, each in found.items():
            yield asked.violation(
                self.rule, f"{_shown(each)}, but {self.sentence}", fix=self.fix, statement=statement
            )


def _shown(found: list[tuple[Call, Decision]]) -> str:
    is_sure = any(decision.outcome is Outcome.ALLOWED for _, decision in found)
    calls = (f"{call.action} on {call.resource}" for call, _ in found)
    text = first_few(calls, most=_MOST_NAMED)
    return f"may {text}" if is_sure else f"may perhaps {text} ({found[0][1].why})"
