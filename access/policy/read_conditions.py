"""Reads the Condition element."""

from collections.abc import Mapping

from access.access_error import AccessError
from access.policy.condition import Condition, Quantifier
from access.policy.condition_operators import CONDITION_OPERATORS
from access.policy.read_elements import unknown_name

_NULL = "null"
_IF_EXISTS = "ifexists"
_QUANTIFIERS = {one.value.lower(): one for one in Quantifier}
_NAMES = (*(one.name for one in CONDITION_OPERATORS.values()), "Null")


def read_conditions(where: str, element: object, *, has_variables: bool) -> tuple[Condition, ...]:
    """Return the tests of a Condition element.

    Operators are taken in any case. Policy variables count in the values of the String and Arn
    operators only (IAM user guide, "Where you can use policy variables").

    Args:
        where: Policy and statement, for messages.
        element: What is there.
        has_variables: Whether the policy's version has variables.

    Raises:
        AccessError: No mapping; an operator that IAM does not have; a key without a prefix; no
            value, or one that is not of the operator's type.
    """
    tests = []
    for name, keys in _mapping(f"{where}, Condition", "operator", element).items():
        place = f"{where}, Condition.{name}"
        for key, values in _mapping(place, "key", keys).items():
            tests.append(_test(place, name, key, values, has_variables))
    return tuple(tests)


def _mapping(where: str, what: str, value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
        raise AccessError(where, expected=f"a mapping by {what}", got=value)
    return value


def _test(where: str, name: str, key: str, value: object, has_variables: bool) -> Condition:
    prefix, _, rest = name.lower().rpartition(":")
    base = rest.removesuffix(_IF_EXISTS)
    is_null = name.lower() == _NULL
    operator = CONDITION_OPERATORS.get(base)
    if not is_null and (operator is None or (prefix and prefix not in _QUANTIFIERS)):
        raise _unknown_operator(where, name)
    place = f"{where}.{key}"
    if not key.isascii() or not key.partition(":")[2]:
        raise AccessError(place, expected="a key with its prefix, as aws:SourceVpc", got=key)
    values = _values(place, value)
    if operator is None:
        if len(values) != 1 or values[0].lower() not in ("true", "false"):
            raise AccessError(place, expected="'true' (absent) or 'false' (there)", got=value)
        compare = None
    else:
        try:
            compare = operator.compiler(values, has_variables)
        except ValueError as error:
            raise AccessError(place, expected=str(error), got=value) from error
    return Condition(
        name=name,
        key=key,
        values=values,
        lower_key=key.lower(),
        operator=operator,
        compare=compare,
        quantifier=_QUANTIFIERS.get(prefix),
        if_exists=rest.endswith(_IF_EXISTS),
    )


def _unknown_operator(where: str, name: str) -> AccessError:
    """Say what is wrong of it, without what is right."""
    prefix, _, rest = name.rpartition(":")
    if prefix and prefix.lower() not in _QUANTIFIERS:
        prefixes = [one.value for one in Quantifier]
        return unknown_name(where, got=prefix, known=prefixes, what="a prefix of operators")
    base = rest[: -len(_IF_EXISTS)] if rest.lower().endswith(_IF_EXISTS) else rest
    return unknown_name(where, got=base, known=_NAMES, what="an operator")


def _values(where: str, value: object) -> tuple[str, ...]:
    listed = value if isinstance(value, (list, tuple)) else [value]
    if not listed or not all(isinstance(one, (str, int, float)) for one in listed):
        raise AccessError(
            where,
            expected="a text, a number or a truth value, or a list with at least one",
            got=value,
        )
    return tuple(str(one).lower() if isinstance(one, bool) else str(one) for one in listed)
