"""How the values of conditions lie to each other, by their operators.

The source is the IAM user guide, "IAM JSON policy elements: Condition operators". Operators of
different families (a string and an ARN) are never compared.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from ipaddress import IPv4Network, IPv6Network, ip_network

from access.meaning.conditions import Test
from access.meaning.pattern_covers import pattern_covers
from access.meaning.region import are_disjoint
from access.meaning.variables import hidden, loosened
from access.policy.comparisons import read_date, read_number

_ORDERED = re.compile(r"(Numeric|Date)(LessThan|GreaterThan)(Equals)?")
_TEXT_OPERATORS = {"StringEquals", "StringEqualsIgnoreCase", "StringLike"}
_ARN_OPERATORS = {"ArnEquals", "ArnLike"}
_NO_WILDCARDS: Mapping[int, str] = {ord("*"): "\ue000", ord("?"): "\ue001"}


def value_covers(wider_operator: str, wider: str, operator: str, value: str) -> bool:
    """Whether all that passes one operator with one value passes the wider one.

    Operators are positive ones, such as ``StringLike``; of those that compare an order, only equal
    values cover each other here: see ``bounds_cover``.
    """
    if {wider_operator, operator} <= _ARN_OPERATORS:
        return _arn_covers(wider, value)
    if {wider_operator, operator} <= _TEXT_OPERATORS:
        return _text_covers(wider_operator, wider, operator, value)
    if wider_operator != operator or _ORDERED.fullmatch(operator):
        return wider_operator == operator and wider == value
    if operator == "IpAddress":
        return _network_covers(wider, value)
    return wider == value


def are_values_apart(one_operator: str, one: str, operator: str, value: str) -> bool:
    """Whether nothing passes both; False if that is not easily seen."""
    operators = {one_operator, operator}
    if operators <= _TEXT_OPERATORS or operators <= _ARN_OPERATORS:
        patterns = [
            loosened(_pattern(kind, text)).lower()
            for kind, text in ((one_operator, one), (operator, value))
        ]
        return are_disjoint(patterns[0], patterns[1])
    return len(operators) == 1 and operator in ("Bool", "Null") and one != value


def bounds_cover(wider: Test, test: Test) -> bool:
    """Whether all below, or above, the bound of one is below, or above, that of the wider one."""
    outer, inner = _bound(wider), _bound(test)
    if outer is None or inner is None or outer[0] != inner[0]:
        return False
    return inner[1:] <= outer[1:]


def _bound(test: Test) -> tuple[str, Decimal, bool] | None:
    """Return what is compared and which way, the bound, and whether the bound itself passes.

    The bounds of one kind are in the order of what they let pass.
    """
    kind = _ORDERED.fullmatch(test.operator)
    if kind is None:
        return None
    sign = 1 if kind[2] == "LessThan" else -1
    numbers = [_number(kind[1], value) for value in test.values]
    known = [sign * number for number in numbers if number is not None]
    if not known or len(known) < len(numbers):
        return None
    # Of several values one is enough, so the farthest is the bound.
    return f"{kind[1]}{kind[2]}", max(known), kind[3] is not None


def _number(kind: str, value: str) -> Decimal | None:
    try:
        if kind == "Date":
            return Decimal(read_date(value).timestamp())
        return read_number(value)
    except ValueError:
        return None


def _text_covers(wider_operator: str, wider: str, operator: str, value: str) -> bool:
    if wider_operator == "StringEqualsIgnoreCase":
        covering, covered = _pattern(wider_operator, wider), _pattern(operator, value)
        return covering.lower() == covered.lower()
    if operator == "StringEqualsIgnoreCase" and value.lower() != value.upper():
        return wider_operator == "StringLike" and wider == "*"
    return pattern_covers(_pattern(wider_operator, wider), _pattern(operator, value))


def _pattern(operator: str, value: str) -> str:
    """Return a value as a pattern: where an operator knows no wildcards, they are characters."""
    pattern = hidden(value)
    return pattern if operator in ("StringLike", *_ARN_OPERATORS) else _literal(pattern)


def _literal(text: str) -> str:
    return text.translate(_NO_WILDCARDS)


def _arn_covers(wider: str, value: str) -> bool:
    """Each of the six parts of an ARN is compared on its own: a wildcard does not cross a colon."""
    parts, narrower = (hidden(arn).split(":", 5) for arn in (wider, value))
    if len(parts) != len(narrower) or len(parts) != 6:
        return wider == value
    return all(pattern_covers(*pair) for pair in zip(parts, narrower, strict=True))


def _network_covers(wider: str, value: str) -> bool:
    outer, inner = _network(wider), _network(value)
    if isinstance(outer, IPv4Network) and isinstance(inner, IPv4Network):
        return inner.subnet_of(outer)
    if isinstance(outer, IPv6Network) and isinstance(inner, IPv6Network):
        return inner.subnet_of(outer)
    return wider == value


def _network(value: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(value, strict=False)
    except ValueError:
        return None
