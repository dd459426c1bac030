"""A statement that was read, ready to be compared with requests."""

from dataclasses import dataclass

from access.policy.certainty import MAYBE, NO, YES, Certainty
from access.policy.condition import Condition
from access.policy.decision import DecidingStatement
from access.policy.facts import Facts
from access.policy.pattern_set import PatternSet
from access.policy.principals import Principals


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Statement:
    """One statement of a policy."""

    named: DecidingStatement
    name: str
    """As ``named`` shows itself."""

    allows: bool
    actions: tuple[str, ...]
    """As written, of Action or NotAction."""

    excludes_actions: bool
    """It has NotAction."""

    resources: tuple[str, ...]
    """As written, of Resource or NotResource; none in a trust policy."""

    excludes_resources: bool
    conditions: tuple[Condition, ...]
    principals: Principals | None
    action_patterns: PatternSet
    resource_patterns: PatternSet | None
    services: frozenset[str] | None
    """Prefixes of its actions, in lower case; None if it can be about any service."""

    def is_about(self, lower_action: str) -> bool:
        """Whether it is about an action, given in lower case."""
        return self.action_patterns.matches_text(lower_action) != self.excludes_actions

    def covers(self, resource: str, facts: Facts) -> Certainty:
        """Whether it is about a resource."""
        if self.resource_patterns is None:
            return YES
        found = self.resource_patterns.matches(resource, facts)
        if not self.excludes_resources:
            return found
        if found == NO and self.resource_patterns.has_void(facts):
            # The guide says both: such a text matches nothing, and the statement may be invalid.
            return MAYBE
        return YES - found

    def is_met(self, facts: Facts) -> Certainty:
        """Whether its conditions hold."""
        certainty = YES
        for test in self.conditions:
            certainty = min(certainty, test.holds(facts))
            if not certainty:
                break
        return certainty

    def applies(self, resource: str, facts: Facts) -> Certainty:
        """Whether it applies to a request with an action that it is about."""
        covered = self.covers(resource, facts)
        if not covered or not self.conditions:
            return covered
        return min(covered, self.is_met(facts))
