"""The operators of a policy condition.

Source: "Condition operators" and "Multivalued context keys" in the IAM user guide.
"""

from constructs_lib.iam.mistake import Mistake
from constructs_lib.iam.wording import did_you_mean

_COMPARISONS = (
    *("Equals", "NotEquals", "LessThan", "LessThanEquals"),
    *("GreaterThan", "GreaterThanEquals"),
)
_WITH_IF_EXISTS = frozenset(
    {"StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"}
    | {"StringLike", "StringNotLike", "Bool", "BinaryEquals", "IpAddress", "NotIpAddress"}
    | {"ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"}
    | {kind + comparison for kind in ("Numeric", "Date") for comparison in _COMPARISONS}
)
_OPERATORS = frozenset(
    {"Null"} | _WITH_IF_EXISTS | {f"{operator}IfExists" for operator in _WITH_IF_EXISTS}
)
_SETS = ("ForAllValues:", "ForAnyValue:")


def operator_mistake(operator: str) -> Mistake | None:
    """Return what is wrong with an operator that IAM does not have."""
    _, bare = _split(operator)
    if bare in _OPERATORS:
        return None
    every = [prefix + name for prefix in ("", *_SETS) for name in _OPERATORS]
    expected = f"a condition operator of IAM{did_you_mean(operator, every)}"
    return Mistake("Condition", expected, operator)


def needs_the_key(operator: str) -> bool:
    """Whether a request without the condition key fails the condition.

    It passes one that asks for absence or denies a value, and an empty set has all its values
    right.
    """
    prefix, bare = _split(operator)
    return not (
        prefix == "ForAllValues:" or bare == "Null" or "Not" in bare or bare.endswith("IfExists")
    )


def _split(operator: str) -> tuple[str, str]:
    for prefix in _SETS:
        if operator.startswith(prefix):
            return prefix, operator.removeprefix(prefix)
    return "", operator
