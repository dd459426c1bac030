"""How much a change is, in a word or two."""

from collections.abc import Iterable
from dataclasses import replace

from access.catalogue.access_levels import AccessLevel, access_level, matching_actions
from access.meaning.change import GAINED, LOST, Change

_OF_TRUST = {GAINED.taken, GAINED.take_freed, LOST.taken, LOST.take_freed}
_OF_BOUNDARY = {
    GAINED.unlimited,
    GAINED.limited_less,
    LOST.unlimited,
    LOST.limited_less,
}
_HEAVIEST_FIRST = tuple(reversed(AccessLevel))


def weight(change: Change) -> str:
    """Return the access levels of its actions, heaviest first, as in ``Write, Read``.

    ``Trust`` for who may take the role; ``Boundary`` for one that is wider, narrower or gone;
    ``Not known`` for a policy, or an action, that nobody here knows.
    """
    if change.what in _OF_TRUST:
        return "Trust"
    if change.what in _OF_BOUNDARY:
        return "Boundary"
    levels = {level for action in change.actions for level in _levels(action)}
    named = [level.value for level in _HEAVIEST_FIRST if level in levels]
    return ", ".join(named) or "Not known"


def heaviest_first(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return the changes, and the actions of each, with what weighs most first.

    Of many actions only the first are shown. Changes that are no matter of a level come before all
    others, as they may be anything.
    """
    ordered = (
        replace(one, actions=tuple(sorted(one.actions, key=lambda each: (_rank(each), each))))
        for one in changes
    )
    return tuple(sorted(ordered, key=_rank_of))


def _rank_of(change: Change) -> int:
    if change.what in _OF_TRUST | _OF_BOUNDARY:
        return -1
    return min(map(_rank, change.actions), default=-1)


def _rank(action: str) -> int:
    """0 for the heaviest level; also for an action of which nobody here knows how much it is."""
    return min(map(_HEAVIEST_FIRST.index, _levels(action)), default=0)


def _levels(action: str) -> set[AccessLevel]:
    found = {access_level(name) for name in matching_actions(action)}
    return {level for level in found if level is not None}
