"""Whether some resource may be in these sets and not in those, whatever variables stand for."""

from functools import lru_cache
from itertools import product

from access.meaning.pattern_covers import pattern_covers
from access.meaning.region import Region, has_text
from access.meaning.variables import has_variable, loosened

Union = tuple[Region, ...]


@lru_cache(maxsize=65536)
def may_have_text(pattern: str, inside: tuple[Union, ...] = (), outside: Union = ()) -> bool:
    """Whether a pattern covers a text that is in every union of ``inside`` and not in ``outside``.

    Without policy variables it is exact. With them it says no only where no values of the variables
    make such a text: a variable that two patterns have is the same in both, and any other may stand
    for whatever the other pattern has there.
    """
    if has_text(pattern, inside, outside):
        return True
    # What is not outside of a complement is in what the complement leaves out.
    must = [*inside, *((Region(one.patterns),) for one in outside if one.is_complement)]
    named = [each for union in must for region in union for each in region.patterns]
    if not any(map(has_variable, (pattern, *named))):
        return False
    beyond = tuple(region for region in outside if not region.is_complement)
    return any(
        _may_meet((pattern, *(one for one, _ in chosen if one)), _beyond(chosen, beyond))
        for chosen in product(*map(_choices, must))
    )


def _choices(union: Union) -> list[tuple[str, Region | None]]:
    """Return the ways to be in a union: in a pattern, or outside what a complement leaves out."""
    return [
        choice
        for region in union
        for choice in (
            [("", Region(region.patterns))]
            if region.is_complement
            else [(each, None) for each in region.patterns]
        )
    ]


def _beyond(chosen: tuple[tuple[str, Region | None], ...], beyond: Union) -> Union:
    return (*beyond, *(region for _, region in chosen if region))


def _may_meet(patterns: tuple[str, ...], beyond: Union) -> bool:
    # What covers a pattern as it stands covers it for all values of its variables.
    if any(not has_text(one, (), beyond) for one in patterns):
        return False
    if any(all(pattern_covers(other, one) for other in patterns) for one in patterns):
        return True
    loose = [loosened(each) for each in patterns]
    return has_text(loose[0], tuple((Region((each,)),) for each in loose[1:]), beyond)
