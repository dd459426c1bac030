"""How a message puts names: lists of them, and the hint at a mistyped one."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

_MOST = 4


def did_you_mean(typed: str, names: Iterable[str], *, cutoff: float = 0.6) -> str:
    """Return `` (did you mean 'name'?)``, or nothing if no name resembles what was typed."""
    spelling = {name.lower(): name for name in names}
    similar = get_close_matches(typed.lower(), sorted(spelling), n=5, cutoff=cutoff)
    # Of equally similar ones, a typing mistake seldom hits the first letter.
    similar.sort(key=lambda name: name[:1] != typed[:1].lower())
    return f" (did you mean {spelling[similar[0]]!r}?)" if similar else ""


def few(names: Sequence[str]) -> list[str]:
    """Return the names; of many the first ones, and how many others there are."""
    if len(names) <= _MOST + 1:
        return list(names)
    return [*names[:_MOST], f"{len(names) - _MOST} others"]


def listed(names: Sequence[str], conjunction: str) -> str:
    """Return ``a, b and c``."""
    *before, last = names
    return f"{', '.join(before)} {conjunction} {last}" if before else last


def with_article(noun: str) -> str:
    """Return ``a bucket``, ``an object``."""
    return f"{'an' if noun[:1].lower() in tuple('aeiou') else 'a'} {noun}"
