"""A pattern with ``*`` and ``?`` as an automaton whose states are the bits of a number."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

OTHER = ""
"""A character that no pattern at hand names."""


@dataclass(frozen=True, slots=True)
class Glob:
    """Bit n is the place before the n-th step; each step reads one character."""

    start: int
    end: int
    enter: Mapping[str, int]
    """Character to the places whose step reads it; ``OTHER`` to those that read any."""

    loops: int
    """The places where ``*`` stands: they read any character and stay."""

    steps: str
    """What is read at each place; ``?`` for any one character."""

    def after(self, places: int, character: str) -> int:
        """Return the places that one character leads to from these."""
        entered = self.enter.get(character, self.enter[OTHER])
        return (places & entered) << 1 | places & self.loops

    def readable(self, places: int) -> set[str] | None:
        """Return the characters that lead on from these places; None if any does."""
        if places & (self.loops | self.enter[OTHER]):
            return None
        return {step for at, step in enumerate(self.steps) if places >> at & 1}


@lru_cache(maxsize=8192)
def glob(pattern: str) -> Glob:
    """Return the automaton of a pattern."""
    steps = pattern.replace("*", "")
    loops, place = 0, 0
    enter = dict.fromkeys({OTHER, *steps} - {"?"}, 0)
    for character in pattern:
        if character == "*":
            loops |= 1 << place
            continue
        for read in enter if character == "?" else (character,):
            enter[read] |= 1 << place
        place += 1
    return Glob(start=1, end=1 << place, enter=enter, loops=loops, steps=steps)


@lru_cache(maxsize=65536)
def matches(pattern: str, text: str) -> bool:
    """Whether a pattern covers a text in which nothing is a wildcard."""
    automaton = glob(pattern)
    places = automaton.start
    for character in text:
        places = automaton.after(places, character)
        if not places:
            return False
    return bool(places & automaton.end)


def is_literal(pattern: str) -> bool:
    """Whether a pattern has no wildcard."""
    return "*" not in pattern and "?" not in pattern


@lru_cache(maxsize=65536)
def are_apart(one: str, other: str) -> bool:
    """Whether two patterns have, for certain, no text in common; False if it is not easily seen."""
    if is_literal(one):
        return not matches(other, one)
    if is_literal(other):
        return not matches(one, other)
    heads = [re.split(r"[*?]", pattern, maxsplit=1)[0] for pattern in (one, other)]
    tails = [re.split(r"[*?]", pattern)[-1] for pattern in (one, other)]
    head, tail = min(map(len, heads)), min(map(len, tails))
    return heads[0][:head] != heads[1][:head] or (tail > 0 and tails[0][-tail:] != tails[1][-tail:])
