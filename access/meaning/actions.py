"""What ``Action`` or ``NotAction`` of a statement stands for."""

from dataclasses import dataclass, field
from functools import lru_cache

from access.catalogue.access_levels import matching_actions
from access.meaning.pattern_covers import pattern_covers
from access.meaning.region import are_disjoint

_ALL_BUT = "all but "


@dataclass(frozen=True, slots=True)
class Actions:
    """The actions of a statement: those that AWS has here, and what else its patterns cover."""

    patterns: tuple[str, ...]
    """In lower case, sorted."""

    is_complement: bool = False
    """True for ``NotAction``."""

    known: frozenset[str] = field(init=False, compare=False)
    """The actions of AWS that it covers, as AWS spells them."""

    open: tuple[str, ...] = field(init=False, compare=False)
    """What covers more than actions that are known here, widest first.

    A pattern with a wildcard covers what AWS adds later; an action may be one that AWS does not
    have here. ``NotAction`` is one such pattern, which begins with ``all but``.
    """

    def __post_init__(self) -> None:
        """Look the patterns up."""
        object.__setattr__(self, "known", _known(self.patterns, self.is_complement))
        object.__setattr__(self, "open", _open(self.patterns, self.is_complement))

    def covers(self, action: str) -> bool:
        """Whether it covers an action of AWS as AWS spells it, or all of an ``open`` pattern."""
        return action in self.known or (
            is_open(action) and _covers(self.patterns, self.is_complement, action)
        )

    def touches(self, action: str) -> bool:
        """Whether it covers an action of AWS, or something of an ``open`` pattern beside these."""
        return action in self.known or bool(is_open(action) and self.meeting(action))

    def meeting(self, pattern: str) -> tuple[str, ...]:
        """Return which of its ``open`` patterns cover something that an ``open`` pattern covers."""
        if self.is_complement or pattern.startswith(_ALL_BUT):
            return self.open
        return tuple(each for each in self.open if not are_disjoint(each, pattern.lower()))


@lru_cache(maxsize=65536)
def is_open(action: str) -> bool:
    """Whether it is a pattern of ``open``, and not an action of AWS."""
    return "*" in action or "?" in action or " " in action or not matching_actions(action)


def known_of(pattern: str) -> frozenset[str]:
    """Return the actions of AWS that an ``open`` pattern covers."""
    if pattern.startswith(_ALL_BUT):
        return _known(tuple(pattern.removeprefix(_ALL_BUT).split(", ")), True)
    return _known((pattern,), False)


@lru_cache(maxsize=4096)
def _known(patterns: tuple[str, ...], is_complement: bool) -> frozenset[str]:
    found = {action for pattern in patterns for action in matching_actions(pattern)}
    return frozenset(set(matching_actions("*")) - found if is_complement else found)


@lru_cache(maxsize=4096)
def _open(patterns: tuple[str, ...], is_complement: bool) -> tuple[str, ...]:
    if is_complement:
        return (_ALL_BUT + ", ".join(patterns),)
    found = [
        pattern
        for pattern in patterns
        if "*" in pattern or "?" in pattern or not matching_actions(pattern)
    ]
    return tuple(sorted(found, key=lambda pattern: (-len(known_of(pattern)), pattern)))


@lru_cache(maxsize=65536)
def _covers(patterns: tuple[str, ...], is_complement: bool, action: str) -> bool:
    if action.startswith(_ALL_BUT):
        left_out = action.removeprefix(_ALL_BUT).split(", ")
        if not is_complement:
            return any(pattern_covers(pattern, "*:*") for pattern in patterns)
        return all(any(pattern_covers(out, each) for out in left_out) for each in patterns)
    action = action.lower()
    if is_complement:
        return all(are_disjoint(pattern, action) for pattern in patterns)
    return any(pattern_covers(pattern, action) for pattern in patterns)
