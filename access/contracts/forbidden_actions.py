"""Actions that roles of a kind must not have on any resource."""

from collections.abc import Iterator
from dataclasses import dataclass

from access.catalogue.access_levels import AccessLevel, access_level
from access.contracts.asked_role import AskedRole
from access.contracts.violation import Violation
from access.counted import first_few
from access.meaning.pattern_covers import pattern_covers
from access.meaning.region import are_disjoint
from access.policy.decision import DecidingStatement
from access.records import Inventory, RoleKind

_MOST_NAMED = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class ForbiddenActions:
    """A rule: what these patterns cover is allowed on nothing, however narrow."""

    rule: str
    kinds: frozenset[RoleKind]
    patterns: tuple[str, ...]
    """In lower case, as ``but`` is."""

    but: tuple[str, ...] = ()
    """Patterns of what is not meant."""

    levels: frozenset[AccessLevel] = frozenset(AccessLevel)
    """Only what AWS counts among these; what the catalogue does not know counts as a write."""

    sentence: str
    """What the role must not, as in ``a task changes nothing in IAM``."""

    fix: str

    def violations(self, asked: AskedRole, inventory: Inventory) -> Iterator[Violation]:
        """Yield one violation for each statement that allows some of it."""
        if asked.role.kind not in self.kinds:
            return
        found: dict[DecidingStatement, dict[str, str]] = {}
        for grant in asked.grants:
            if self._is_meant(grant.action):
                found.setdefault(grant.statement, {})[grant.action] = grant.resource
        for statement, actions in found.items():
            named = first_few(sorted(actions, key=_telling), most=_MOST_NAMED)
            resources = first_few(dict.fromkeys(actions.values()), most=_MOST_NAMED)
            yield asked.violation(
                self.rule,
                f"may {named} on {resources}, but {self.sentence}",
                fix=self.fix,
                statement=statement,
            )

    def _is_meant(self, action: str) -> bool:
        level = access_level(action)
        # An action that is new, or a pattern of what AWS may add, may be a write.
        if (level or AccessLevel.WRITE) not in self.levels:
            return False
        action = action.lower()
        meets = any(not are_disjoint(pattern, action) for pattern in self.patterns)
        return meets and not any(pattern_covers(pattern, action) for pattern in self.but)


def _telling(action: str) -> tuple[bool, int, str]:
    """What says most comes first: what changes a policy, and what has a short name."""
    return "Policy" not in action, len(action), action
