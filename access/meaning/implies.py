"""Whether one condition holds whenever another does, or never does.

Both answer True only for what is certain. A key is taken to have one value, unless the operator
says ``ForAllValues`` or ``ForAnyValue`` (IAM user guide, "Single-valued vs. multivalued context
keys").
"""

from collections.abc import Mapping
from dataclasses import replace

from access.meaning.conditions import Condition, Test
from access.meaning.value_covers import are_values_apart, bounds_cover, value_covers

_POSITIVE: Mapping[str, str] = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
    "NotIpAddress": "IpAddress",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
}


def implies(given: Condition, weaker: Condition) -> bool:
    """Whether every request that fulfils ``given`` fulfils ``weaker``."""
    return all(any(_test_implies(test, one) for test in given) for one in weaker)


def contradicts(given: Condition, other: Condition) -> bool:
    """Whether no request fulfils both."""
    return any(_excludes(one, two) or _excludes(two, one) for one in given for two in other)


def _test_implies(test: Test, weaker: Test) -> bool:
    if test == weaker:
        return True
    if test.key != weaker.key or test.quantifier != weaker.quantifier:
        return False
    if test.quantifier == "ForAnyValue" and test.if_exists and not weaker.if_exists:
        return False
    if test.operator in _POSITIVE:
        # A key that is absent passes both. Not being in a set is not being in a smaller one.
        return weaker.operator in _POSITIVE and _lies_in(_positive(weaker), _positive(test))
    if test.if_exists and not weaker.if_exists:
        return False
    if weaker.operator in _POSITIVE:
        return not test.quantifier and not test.if_exists and _is_apart(test, _positive(weaker))
    return _lies_in(test, weaker)


def _excludes(test: Test, other: Test) -> bool:
    """Whether what passes the one, with a key that is there, cannot pass the other."""
    if test.key != other.key or test.operator in _POSITIVE:
        return False
    if test.quantifier or other.quantifier or test.if_exists:
        return False
    if other.operator in _POSITIVE:
        return _lies_in(test, _positive(other))
    return _is_apart(test, other)


def _positive(test: Test) -> Test:
    return replace(test, operator=_POSITIVE[test.operator])


def _lies_in(test: Test, wider: Test) -> bool:
    """Whether each value that passes the one passes the other; both say what a value has to be."""
    if bounds_cover(wider, test):
        return True
    return all(
        any(value_covers(wider.operator, each, test.operator, value) for each in wider.values)
        for value in test.values
    )


def _is_apart(test: Test, other: Test) -> bool:
    return all(
        are_values_apart(test.operator, value, other.operator, each)
        for value in test.values
        for each in other.values
    )
