"""Sets of resources, and whether some resource is in these sets and not in those."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from access.meaning.glob import OTHER, are_apart, glob, is_literal, matches

_MOST_STATES = 50_000
"""No policy that a person writes comes near it."""


class _TooManyStates(Exception):
    """The automata of the patterns have more states together than anybody would wait for."""


@dataclass(frozen=True, slots=True)
class Region:
    """What some patterns cover, or all that they do not."""

    patterns: tuple[str, ...]
    is_complement: bool = False
    """True for ``NotResource``."""

    def holds(self, covered: Mapping[str, bool]) -> bool:
        """Whether a text is in it, by which patterns cover the text."""
        return any(covered[pattern] for pattern in self.patterns) is not self.is_complement


@lru_cache(maxsize=65536)
def has_text(
    pattern: str, inside: tuple[tuple[Region, ...], ...] = (), outside: tuple[Region, ...] = ()
) -> bool:
    """Whether a pattern covers a text that is in every union of ``inside`` and not in ``outside``.

    It is exact: it walks through the automata of all the patterns at once. One that would need
    more than 50,000 states counts as having such a text, so that nothing is taken for covered that
    may not be.
    """
    others = {
        each
        for regions in (*inside, outside)
        for region in regions
        for each in region.patterns
        if each != pattern
    }
    near = sorted(each for each in others if not are_apart(each, pattern))
    far = dict.fromkeys(others, False)

    def is_wanted(covered: Mapping[str, bool]) -> bool:
        flags = {**far, **covered}
        return all(any(region.holds(flags) for region in union) for union in inside) and not any(
            region.holds(flags) for region in outside
        )

    try:
        return any(is_wanted(covered) for covered in _answers(pattern, tuple(near)))
    except _TooManyStates:
        return True


def _answers(pattern: str, others: tuple[str, ...]) -> Iterator[Mapping[str, bool]]:
    """Yield, for the texts that a pattern covers, which of the others cover them too."""
    if is_literal(pattern):
        yield {pattern: True, **{other: matches(other, pattern) for other in others}}
        return
    automata = [glob(each) for each in (pattern, *others)]
    named = {character for automaton in automata for character in automaton.enter} | {OTHER}
    states = [tuple(automaton.start for automaton in automata)]
    seen = set(states)
    for state in states:
        if state[0] & automata[0].end:
            yield {
                each: bool(places & automaton.end)
                for each, places, automaton in zip((pattern, *others), state, automata, strict=True)
            }
        for character in automata[0].readable(state[0]) or named:
            after = tuple(
                automaton.after(places, character)
                for automaton, places in zip(automata, state, strict=True)
            )
            if after[0] and after not in seen:
                seen.add(after)
                states.append(after)
        if len(states) > _MOST_STATES:
            raise _TooManyStates


def are_disjoint(one: str, other: str) -> bool:
    """Whether two patterns have no text in common; exact as ``has_text`` is."""
    return are_apart(one, other) or not has_text(one, ((Region((other,)),),))
