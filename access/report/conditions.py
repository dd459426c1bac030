"""The conditions of a statement in words."""

from collections.abc import Mapping
from typing import Any

from access.listed import listed

_WORDS = {
    "StringEquals": "is",
    "StringNotEquals": "is not",
    "StringEqualsIgnoreCase": "is, in any case,",
    "StringNotEqualsIgnoreCase": "is not, in any case,",
    "StringLike": "is like",
    "StringNotLike": "is not like",
    "NumericEquals": "is",
    "NumericNotEquals": "is not",
    "NumericLessThan": "is less than",
    "NumericLessThanEquals": "is at most",
    "NumericGreaterThan": "is more than",
    "NumericGreaterThanEquals": "is at least",
    "DateEquals": "is",
    "DateNotEquals": "is not",
    "DateLessThan": "is before",
    "DateLessThanEquals": "is not after",
    "DateGreaterThan": "is after",
    "DateGreaterThanEquals": "is not before",
    "Bool": "is",
    "BinaryEquals": "is",
    "IpAddress": "is in",
    "NotIpAddress": "is not in",
    "ArnEquals": "is",
    "ArnLike": "is like",
    "ArnNotEquals": "is not",
    "ArnNotLike": "is not like",
}
_SETS = {"ForAllValues": "every value of ", "ForAnyValue": "a value of "}
_IF_EXISTS = "IfExists"


def condition_lines(condition: Mapping[str, Any]) -> tuple[str, ...]:
    """Return one line for each key that a ``Condition`` element tests; all of them have to hold.

    An operator that the IAM reference does not have stands there as it is written.
    """
    return tuple(
        _line(operator, key, values)
        for operator, tests in condition.items()
        for key, values in tests.items()
    )


def _line(operator: str, key: str, values: object) -> str:
    prefix, _, name = operator.rpartition(":")
    is_optional = name.endswith(_IF_EXISTS)
    name = name.removesuffix(_IF_EXISTS)
    texts = [_text(value) for value in listed(values)]
    if name == "Null":
        words = "is absent" if texts == ["true"] else "is there"
    else:
        words = f"{_WORDS.get(name, name)} {' or '.join(texts)}"
    return f"{_SETS.get(prefix, '')}{key} {words}{', or is absent' if is_optional else ''}"


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
