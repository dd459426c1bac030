"""Several texts of a policy, of which one has to match."""

import re
from collections.abc import Iterable

from access.policy.certainty import NO, YES, Certainty
from access.policy.facts import Facts
from access.policy.pattern import Pattern


class PatternSet:
    """Patterns that match if one of them does; those without variables in one step."""

    __slots__ = ("_ignores_case", "_literals", "_regex", "_with_variables")

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        """Sort them by what it takes to compare."""
        patterns = tuple(patterns)
        literals = [pattern.literal for pattern in patterns]
        self._literals = frozenset(literal for literal in literals if literal is not None)
        self._with_variables = tuple(pattern for pattern in patterns if pattern.has_variables)
        self._ignores_case = any(pattern.ignores_case for pattern in patterns)
        globs = [p.regex for p in patterns if p.has_wildcards and not p.has_variables]
        self._regex = re.compile("|".join(globs), re.DOTALL) if globs else None

    def matches(self, value: str, facts: Facts) -> Certainty:
        """Whether one of them matches."""
        cased = value.lower() if self._ignores_case else value
        if cased in self._literals:
            return YES
        if self._regex is not None and self._regex.fullmatch(cased):
            return YES
        certainty = NO
        for pattern in self._with_variables:
            certainty = max(certainty, pattern.matches(value, facts))
        return certainty

    def matches_text(self, cased: str) -> bool:
        """Whether one without variables matches a text, in lower case if they ignore case."""
        if cased in self._literals:
            return True
        return self._regex is not None and self._regex.fullmatch(cased) is not None

    def has_void(self, facts: Facts) -> bool:
        """Whether one of them has a variable that certainly has no value."""
        return any(pattern.is_void(facts) for pattern in self._with_variables)
