"""How each family of condition operators compares a value of a request with those of a policy.

Sources: IAM user guide, "IAM JSON policy elements: Condition operators", and "Policy variables".
A value of a request that is not of the operator's type leaves the comparison open.
"""

import ipaddress
import operator
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from access.policy.certainty import MAYBE, NO, YES, Certainty
from access.policy.facts import Facts
from access.policy.pattern import Pattern
from access.policy.pattern_set import PatternSet

Comparison = Callable[[str, Facts], Certainty]
"""Whether a value of the request is as one of the policy's values wants it."""

Compiler = Callable[[Sequence[str], bool], Comparison]
"""Makes a comparison of the policy's values, which may have policy variables if so said.

It raises ValueError, saying what is expected, for a value that is not of the type.
"""

_ARN_PARTS = 6
_COLON_OUTSIDE_VARIABLE = re.compile(r":(?![^{}]*\})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def text(*, wildcards: bool = False, ignores_case: bool = False) -> Compiler:
    """Compare texts; a variable may stand in the policy's."""

    def compile_(values: Sequence[str], has_variables: bool) -> Comparison:
        return PatternSet(
            Pattern(value, wildcards=wildcards, variables=has_variables, ignores_case=ignores_case)
            for value in values
        ).matches

    return compile_


def arn(values: Sequence[str], has_variables: bool) -> Comparison:
    """Compare each of an ARN's six parts by itself, with wildcards."""
    comparisons = [_one_arn(value, has_variables) for value in values]
    return lambda value, facts: max(compare(value, facts) for compare in comparisons)


def number(compare: Callable[[Any, Any], bool]) -> Compiler:
    """Compare numbers."""
    return _typed(read_number, compare)


def date(compare: Callable[[Any, Any], bool]) -> Compiler:
    """Compare dates: ISO 8601 as the W3C has it, or seconds since 1970."""
    return _typed(read_date, compare)


def truth(values: Sequence[str], has_variables: bool) -> Comparison:
    """Compare ``true`` and ``false``, in any case."""
    return _typed(_truth, operator.eq)(values, has_variables)


def address(values: Sequence[str], has_variables: bool) -> Comparison:
    """Tell whether an address is in a range; an IPv4 address is in no IPv6 range."""
    networks = [_network(value) for value in values]

    def compare(value: str, facts: Facts) -> Certainty:
        try:
            found = ipaddress.ip_network(value, strict=False)
        except ValueError:
            return MAYBE
        return YES if any(_contains(network, found) for network in networks) else NO

    return compare


def read_number(value: str) -> Decimal:
    """Return the number that a text is.

    Raises:
        ValueError: It is none; the message says what is expected.
    """
    try:
        found = Decimal(value)
    except InvalidOperation:
        raise ValueError("a number") from None
    if not found.is_finite():
        raise ValueError("a number")
    return found


def read_date(value: str) -> datetime:
    """Return the date that a text is: ISO 8601 as the W3C has it, or seconds since 1970.

    Raises:
        ValueError: It is none; the message says what is expected.
    """
    try:
        if re.fullmatch(r"\d{4}(-\d\d)?", value):
            value += "-01-01"[: 10 - len(value)] if len(value) == 4 else "-01"
        if re.fullmatch(r"-?\d+(\.\d+)?", value):
            return _EPOCH + timedelta(seconds=float(value))
        found = datetime.fromisoformat(value)
    except (ValueError, OverflowError):
        raise ValueError("a date as 2026-01-31T00:00:00Z, or seconds since 1970") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _one_arn(value: str, has_variables: bool) -> Comparison:
    parts = _COLON_OUTSIDE_VARIABLE.split(value, _ARN_PARTS - 1) if has_variables else []
    parts = parts or value.split(":", _ARN_PARTS - 1)
    patterns = [
        Pattern(part, wildcards=True, variables=has_variables, ignores_case=False)
        for part in (parts if len(parts) == _ARN_PARTS else [value])
    ]

    def compare_parts(found: str, facts: Facts) -> Certainty:
        found_parts = found.split(":", _ARN_PARTS - 1)
        if len(found_parts) != _ARN_PARTS:
            return NO
        return min(
            pattern.matches(part, facts)
            for pattern, part in zip(patterns, found_parts, strict=True)
        )

    def compare_whole(found: str, facts: Facts) -> Certainty:
        # The guide does not say what a wildcard of an ARN with fewer parts spans.
        most = MAYBE if patterns[0].has_wildcards else YES
        return min(patterns[0].matches(found, facts), most)

    return compare_parts if len(patterns) == _ARN_PARTS else compare_whole


def _typed(read: Callable[[str], Any], compare: Callable[[Any, Any], bool]) -> Compiler:
    def compile_(values: Sequence[str], has_variables: bool) -> Comparison:
        wanted = [read(value) for value in values]

        def compare_all(value: str, facts: Facts) -> Certainty:
            try:
                found = read(value)
            except ValueError:
                return MAYBE
            return YES if any(compare(found, one) for one in wanted) else NO

        return compare_all

    return compile_


def _truth(value: str) -> bool:
    if value.lower() not in ("true", "false"):
        raise ValueError("'true' or 'false'")
    return value.lower() == "true"


_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _network(value: str) -> _Network:
    try:
        return ipaddress.ip_network(value, strict=False)
    except ValueError:
        raise ValueError("an address or a range of addresses, as 203.0.113.0/24") from None


def _contains(network: _Network, found: _Network) -> bool:
    return (
        network.version == found.version
        and int(network.network_address) <= int(found.network_address)
        and int(found.broadcast_address) <= int(network.broadcast_address)
    )
