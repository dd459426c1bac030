"""Conditions in one form, whatever way they are written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from access.access_error import AccessError
from access.policy.condition import Quantifier
from access.policy.condition_operators import CONDITION_OPERATORS

_IF_EXISTS = "ifexists"
_SPELLED = {
    **{lower: one.name for lower, one in CONDITION_OPERATORS.items()},
    **{one.value.lower(): one.value for one in Quantifier},
    "null": "Null",
}


@dataclass(frozen=True, slots=True, order=True)
class Test:
    """One key of one operator; a request has to pass all the tests of a condition."""

    __test__ = False
    """It is none of pytest's."""

    operator: str
    """Without what goes before ``:`` and without ``IfExists``."""

    key: str
    """In lower case."""

    values: tuple[str, ...]
    """Sorted, none twice."""

    quantifier: str = ""
    """``ForAllValues`` or ``ForAnyValue``, if there is one."""

    if_exists: bool = False
    spelled: str = field(default="", compare=False)
    """The key as the policy has it."""

    @property
    def name(self) -> str:
        """The operator as IAM spells it."""
        quantifier = f"{self.quantifier}:" if self.quantifier else ""
        return f"{quantifier}{self.operator}{'IfExists' if self.if_exists else ''}"

    def __str__(self) -> str:
        """Say it as a person would."""
        values = " or ".join(self.values)
        key = self.spelled or self.key
        if self.name in ("StringEquals", "Bool", "ArnEquals"):
            return f"{key} = {values}"
        return f"{key} {self.name} {values}"


Condition = frozenset[Test]
"""All the tests of a statement; none if there are none."""


def condition_of(statement: Mapping[str, object], *, where: str) -> Condition:
    """Return the condition of a statement.

    Raises:
        AccessError: ``Condition`` is no operator to key to value.
    """
    operators = statement.get("Condition") or {}
    if not isinstance(operators, Mapping):
        raise AccessError(f"{where}.Condition", expected="operator to key to value", got=operators)
    return frozenset(
        test for operator, keys in operators.items() for test in _tests(operator, keys, where)
    )


def canonical(condition: Iterable[Test]) -> str:
    """Return a condition as text, the same for all that mean the same; empty for none."""
    return "; ".join(
        f"{test.name} {test.key} = {', '.join(test.values)}" for test in sorted(condition)
    )


def in_words(condition: Iterable[Test]) -> str:
    """Return a condition as a person would say it; empty for none."""
    return " and ".join(str(test) for test in sorted(condition))


def _tests(operator: str, keys: object, where: str) -> Iterable[Test]:
    if not isinstance(keys, Mapping):
        raise AccessError(f"{where}.Condition.{operator}", expected="key to value", got=keys)
    quantifier, _, rest = operator.rpartition(":")
    if_exists = rest.lower().endswith(_IF_EXISTS)
    base = rest[: -len(_IF_EXISTS)] if if_exists else rest
    # As IAM spells them, whatever the case.
    base = _SPELLED.get(base.lower(), base)
    quantifier = _SPELLED.get(quantifier.lower(), quantifier)
    for key, value in keys.items():
        listed = value if isinstance(value, (list, tuple)) else [value]
        yield Test(
            operator=base,
            key=str(key).lower(),
            values=tuple(sorted({_text(base, each) for each in listed})),
            quantifier=quantifier,
            if_exists=if_exists,
            spelled=str(key),
        )


def _text(operator: str, value: object) -> str:
    if isinstance(value, bool) or operator in ("Bool", "Null"):
        return str(value).lower()
    return str(value)
