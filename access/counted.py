"""Numbers of things, as a sentence has them."""

from collections.abc import Iterable


def counted(number: int, noun: str) -> str:
    """Return the number with the noun: ``1 role``, ``2 roles``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def first_few(texts: Iterable[str], *, most: int, between: str = ", ") -> str:
    """Return at most so many texts, and how many more there are: ``a, b and 2 more``."""
    every = list(texts)
    text = between.join(every[:most])
    rest = len(every) - most
    return f"{text} and {rest} more" if rest > 0 else text
