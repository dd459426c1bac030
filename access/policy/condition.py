"""One test of a Condition element: operator, key and values."""

from dataclasses import dataclass
from enum import Enum

from access.counted import first_few
from access.policy.certainty import MAYBE, NO, YES, Certainty
from access.policy.comparisons import Comparison
from access.policy.condition_operators import ConditionOperator
from access.policy.facts import UNKNOWN, Facts

_MOST_SHOWN = 4


class Quantifier(Enum):
    """How the values of a multivalued key count."""

    ALL = "ForAllValues"
    ANY = "ForAnyValue"


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """One test; a Condition element is met if all of its tests are."""

    name: str
    """The operator as the policy has it, with prefix and suffix."""

    key: str
    values: tuple[str, ...]
    lower_key: str
    operator: ConditionOperator | None
    """None for ``Null``."""

    compare: Comparison | None
    quantifier: Quantifier | None = None
    if_exists: bool = False

    def holds(self, facts: Facts) -> Certainty:
        """Whether the request meets it; ``MAYBE`` of a key of which nothing is known."""
        found = facts.get(self.lower_key)
        if found is UNKNOWN:
            return MAYBE
        if self.operator is None or self.compare is None:
            wants_absent = self.values[0].lower() == "true"
            return YES if (found is None) == wants_absent else NO
        if found is None:
            return self._of_absent(self.operator)
        return self._of_values(found, self.operator, self.compare, facts)

    def _of_absent(self, operator: ConditionOperator) -> Certainty:
        """As the guide's pages on condition operators and on multivalued keys have it."""
        if self.if_exists or self.quantifier is Quantifier.ALL:
            return YES
        return YES if operator.is_negated and self.quantifier is None else NO

    def _of_values(
        self,
        found: tuple[str, ...],
        operator: ConditionOperator,
        compare: Comparison,
        facts: Facts,
    ) -> Certainty:
        if self.quantifier is Quantifier.ALL and found == ("",):
            # An empty text counts as no value at all (guide, "Multivalued context keys").
            return YES
        results = [compare(value, facts) for value in found]
        if operator.is_negated:
            results = [YES - result for result in results]
        if self.quantifier is Quantifier.ANY:
            return max(results)
        least = min(results)
        if self.quantifier is Quantifier.ALL or least == max(results):
            return least
        # The guide wants ForAllValues or ForAnyValue here and does not say what happens without.
        return MAYBE

    def wanted(self, verb: str = "were") -> str:
        """Say what would meet it: ``s3:prefix were one of 'a', 'b'``, or with ``is``."""
        if self.operator is None:
            state = "absent" if self.values[0].lower() == "true" else "there"
            return f"{self.key} {verb} {state}"
        shown = first_few(map(repr, self.values), most=_MOST_SHOWN)
        several = "one of " if len(self.values) > 1 else ""
        subject = {
            None: self.key,
            Quantifier.ALL: f"every value of {self.key}",
            Quantifier.ANY: f"a value of {self.key}",
        }[self.quantifier]
        return f"{subject} {verb}{self.operator.phrase} {several}{shown}"
