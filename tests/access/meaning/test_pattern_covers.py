import re
from functools import cache
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from access.meaning.pattern_covers import pattern_covers
from access.meaning.region import Region, has_text

# One character that no pattern names stands for all the rest.
_TEXTS = ["".join(text) for n in range(8) for text in product("abx", repeat=n)]
_PATTERNS = st.text(alphabet="ab*?", max_size=4)


@cache
def _covered(pattern: str) -> frozenset[str]:
    expression = re.compile(pattern.replace("*", ".*").replace("?", "."))
    return frozenset(text for text in _TEXTS if expression.fullmatch(text))


@pytest.mark.parametrize(
    ("wider", "narrower"),
    [
        ("*", ""),
        ("", ""),
        ("**", "*"),
        ("?*", "*?"),
        ("?*", "*a"),
        ("*?*", "a*"),
        ("arn:aws:s3:::data/*", "arn:aws:s3:::data/in/*"),
        ("arn:aws:s3:::data/*", "arn:aws:s3:::data/??"),
        ("s3:get*", "s3:getobject"),
        ("*a*b*", "xaxxbx"),
    ],
)
def test_a_pattern_covers_a_narrower_one(wider: str, narrower: str) -> None:
    assert pattern_covers(wider, narrower)


@pytest.mark.parametrize(
    ("wider", "narrower"),
    [
        ("", "*"),
        ("?", "*"),
        ("?*", "*"),
        ("a*", "*a"),
        ("arn:aws:s3:::data/*", "arn:aws:s3:::data*"),
        ("arn:aws:s3:::Data", "arn:aws:s3:::data"),
        ("s3:getobject", "s3:get*"),
        ("*a*b*", "*b*a*"),
        ("a.c", "abc"),
    ],
)
def test_a_pattern_does_not_cover_one_that_covers_more(wider: str, narrower: str) -> None:
    assert not pattern_covers(wider, narrower)


@settings(derandomize=True, deadline=None, max_examples=1500)
@given(_PATTERNS, _PATTERNS)
def test_it_covers_what_every_text_of_a_small_alphabet_says(wider: str, narrower: str) -> None:
    assert pattern_covers(wider, narrower) == (_covered(narrower) <= _covered(wider))


@settings(derandomize=True, deadline=None, max_examples=800)
@given(_PATTERNS, _PATTERNS, _PATTERNS, _PATTERNS, st.booleans(), st.booleans())
def test_several_patterns_together_are_as_exact(
    narrower: str, one: str, other: str, beyond: str, is_complement: bool, is_outside: bool
) -> None:
    inside = (Region((one,), is_complement), Region((other,)))
    outside = (Region((beyond,), is_outside),)
    everything = frozenset(_TEXTS)
    ones = everything - _covered(one) if is_complement else _covered(one)
    beyonds = everything - _covered(beyond) if is_outside else _covered(beyond)

    expected = (_covered(narrower) & (ones | _covered(other))) - beyonds
    assert has_text(narrower, (inside,), outside) == bool(expected)


def test_two_patterns_may_cover_one_together() -> None:
    assert not has_text("a*", outside=(Region(("a", "a?*")),))
    assert has_text("a*", outside=(Region(("a", "a??*")),))


def test_what_would_take_too_long_is_not_taken_for_covered() -> None:
    assert not pattern_covers("*a" + "?" * 40, "*b" + "?" * 39 + "*")
