"""Puts what was found of single actions together, as a person would say it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from access.meaning.actions import is_open, known_of
from access.meaning.change import Change, Wording
from access.policy.decision import DecidingStatement

_MOST_SINGLE = 900
"""More than any one service has (EC2 has 826): of more, nobody reads the names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """All of a finding but the action and the statement."""

    what: str
    resource: str
    conditions: str
    without: str = ""


class Findings:
    """Collects what was found, and says it in as few changes as it takes."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._seen: dict[Circumstances, set[str]] = {}
        self._groups: dict[tuple[Circumstances, DecidingStatement], set[str]] = {}

    def add(
        self, circumstances: Circumstances, statement: DecidingStatement, actions: Iterable[str]
    ) -> None:
        """Note actions of a statement; what another statement said before is no news."""
        seen = self._seen.setdefault(circumstances, set())
        new = set(actions) - seen
        if new:
            seen |= new
            self._groups.setdefault((circumstances, statement), set()).update(new)

    def changes(self, words: Wording) -> tuple[Change, ...]:
        """Return a change for each statement and service, sorted.

        A pattern stands for its actions if it was found with all of them, or with very many.
        """
        changes = [
            Change(
                what=what,
                actions=actions,
                resource=circumstances.resource,
                conditions=circumstances.conditions,
                without=circumstances.without,
                statement=statement,
            )
            for (circumstances, statement), found in self._groups.items()
            for what, actions in _parts(circumstances.what, found, words)
        ]
        return tuple(sorted(changes, key=_order))


def _order(change: Change) -> tuple[str, tuple[str, ...], str, str]:
    return change.what, change.actions, change.resource, str(change)


def _parts(what: str, actions: set[str], words: Wording) -> Iterable[tuple[str, tuple[str, ...]]]:
    named, later = _patterns_first(actions)
    for _, of_service in groupby(sorted(named), key=lambda action: action.partition(":")[0]):
        yield what, tuple(of_service)
    if later:
        yield (words.later if what == words.may else what), tuple(sorted(later))


def _patterns_first(actions: set[str]) -> tuple[set[str], set[str]]:
    """Return what to name, and the patterns of which only what AWS adds later was found."""
    known = {each: known_of(each) for each in actions if is_open(each)}
    patterns = set(known)
    left = actions - patterns
    named: set[str] = set()
    later: set[str] = set()
    # The widest first, as it may stand for narrower ones.
    for pattern in sorted(patterns, key=lambda each: (-len(known[each]), each)):
        if not known[pattern]:
            named.add(pattern)
        elif known[pattern] <= actions:
            if known[pattern] & left:
                named.add(pattern)
            left -= known[pattern]
        elif len(found := known[pattern] & left) > _MOST_SINGLE:
            named.add(f"{pattern} ({len(found):,} of {len(known[pattern]):,} actions)")
            left -= found
        elif not known[pattern] & actions:
            later.add(pattern)
    return named | left, later
