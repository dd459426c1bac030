"""Numbers and lists in sentences."""

import pytest

from access.counted import counted, first_few
from access.listed import listed


@pytest.mark.parametrize(("number", "text"), [(0, "0 roles"), (1, "1 role"), (2, "2 roles")])
def test_only_one_is_singular(number: int, text: str) -> None:
    assert counted(number, "role") == text


@pytest.mark.parametrize(
    ("texts", "shown"),
    [([], ""), (["a"], "a"), (["a", "b"], "a, b"), (["a", "b", "c", "d"], "a, b and 2 more")],
)
def test_more_than_a_few_are_counted(texts: list[str], shown: str) -> None:
    assert first_few(texts, most=2) == shown


@pytest.mark.parametrize(
    ("value", "values"), [(None, []), ("a", ["a"]), (["a"], ["a"]), ((), []), ({}, [{}])]
)
def test_one_value_is_a_list_of_it(value: object, values: list[object]) -> None:
    assert list(listed(value)) == values
