"""The condition operators of IAM (user guide, "Condition operators")."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from access.policy import comparisons
from access.policy.comparisons import Compiler


@dataclass(frozen=True, slots=True)
class ConditionOperator:
    """One operator."""

    name: str
    phrase: str
    """Between verb and values, as `` like`` in "it would match if KEY were like VALUE"."""

    compiler: Compiler
    is_negated: bool = False
    """It holds where its positive twin does not, also of a key that the request does not have."""


def _twins(name: str, negated: str, phrase: str, compiler: Compiler) -> list[ConditionOperator]:
    return [
        ConditionOperator(name, phrase, compiler),
        ConditionOperator(negated, f" not{phrase}", compiler, is_negated=True),
    ]


def _ordered(
    family: str, make: Callable[[Callable[[Any, Any], bool]], Compiler]
) -> list[ConditionOperator]:
    return [
        *_twins(f"{family}Equals", f"{family}NotEquals", "", make(operator.eq)),
        ConditionOperator(f"{family}LessThan", " less than", make(operator.lt)),
        ConditionOperator(f"{family}LessThanEquals", " at most", make(operator.le)),
        ConditionOperator(f"{family}GreaterThan", " greater than", make(operator.gt)),
        ConditionOperator(f"{family}GreaterThanEquals", " at least", make(operator.ge)),
    ]


_ALL = [
    *_twins("StringEquals", "StringNotEquals", "", comparisons.text()),
    *_twins(
        "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase",
        ", in any case,",
        comparisons.text(ignores_case=True),
    ),
    *_twins("StringLike", "StringNotLike", " like", comparisons.text(wildcards=True)),
    *_ordered("Numeric", comparisons.number),
    *_ordered("Date", comparisons.date),
    ConditionOperator("Bool", "", comparisons.truth),
    ConditionOperator("BinaryEquals", "", comparisons.text()),
    *_twins("IpAddress", "NotIpAddress", " in", comparisons.address),
    *_twins("ArnEquals", "ArnNotEquals", " like", comparisons.arn),
    *_twins("ArnLike", "ArnNotLike", " like", comparisons.arn),
]

CONDITION_OPERATORS = {one.name.lower(): one for one in _ALL}
"""By name in lower case; without ``Null``, which compares no values."""
