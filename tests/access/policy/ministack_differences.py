"""Where MiniStack's evaluator and the IAM user guide part, and how to ask around it.

Each difference rewrites a case into cases that mean the same by the guide, and that MiniStack reads
as the guide does. Where the guide leaves something open, there are several, one for each answer.
They are written without the evaluator's code, so that they check it.
"""

import itertools
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any

from tests.access.policy.random_policies import NEVER, Case, Document, family_of

_NOTHING = "\x00"
"""Equals no text of a request."""

_STAR, _MARK = "\x01", "\x02"
_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_TRUE = ("Null", NEVER, "true")
_FALSE = ("Null", NEVER, "false")

Test = tuple[str, str, Any]
"""Operator, key and values."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference."""

    name: str
    source: str
    """The guide's page, and what it says in other words."""

    variants: Callable[[Case], list[Case]]


def bare(operator: str) -> str:
    """Return an operator without prefix and suffix."""
    return operator.rpartition(":")[2].removesuffix("IfExists")


def _documents(case: Case) -> list[Document]:
    return [*case.policies, *(one for one in (case.boundary, case.session) if one)]


def _statements(case: Case) -> Iterator[tuple[Document, Document]]:
    for document in _documents(case):
        for statement in document["Statement"]:
            yield document, statement


def _tests(statement: Document) -> list[Test]:
    condition = statement.get("Condition", {})
    if isinstance(condition, list):
        return condition
    return [(name, key, value) for name, keys in condition.items() for key, value in keys.items()]


def _values(case: Case, key: str) -> list[str] | None:
    return {name.lower(): values for name, values in case.context.items()}.get(key.lower())


def _listed(value: Any) -> list[str]:
    return list(value) if isinstance(value, list) else [value]


def _each_test(rewrite: Callable[[Case, Test], list[Test]]) -> Callable[[Case], list[Case]]:
    """Rewrite every test of a condition by itself; all combinations of what it may become."""

    def variants(case: Case) -> list[Case]:
        places = [
            (number, position, rewrite(case, test))
            for number, (_, statement) in enumerate(_statements(case))
            for position, test in enumerate(_tests(statement))
        ]
        found = []
        for chosen in itertools.product(*(choices for _, _, choices in places)):
            copy = deepcopy(case)
            for _, statement in _statements(copy):
                statement["Condition"] = _tests(statement)
            statements = [statement for _, statement in _statements(copy)]
            for (number, position, _), test in zip(places, chosen, strict=True):
                statements[number]["Condition"][position] = test
            found.append(copy)
        return found

    return variants


def _resolved(case: Case, text: str) -> str:
    void = False

    def value(found: re.Match[str]) -> str:
        nonlocal void
        if found[1] in ("*", "?", "$"):
            return {"*": _STAR, "?": _MARK, "$": "$"}[found[1]]
        key, _, default = found[1].partition(",")
        values = _values(case, key)
        if values is None and not default:
            void = True
            return ""
        text = values[0] if values else default.strip().strip("'")
        return text.replace("*", _STAR).replace("?", _MARK)

    resolved = _VARIABLE.sub(value, text)
    return _NOTHING if void else resolved


def _literal(text: str) -> str:
    return text.replace("*", _STAR).replace("?", _MARK)


def _variables(case: Case) -> list[Case]:
    """Put the variables in by hand; what is no wildcard becomes a letter of its own."""
    copy = deepcopy(case)
    for document, statement in _statements(copy):
        has_variables = document["Version"] == "2012-10-17"
        for element in ("Resource", "NotResource"):
            if element in statement and has_variables:
                statement[element] = [_resolved(case, text) for text in _listed(statement[element])]
        statement["Condition"] = [
            (name, key, _resolved_values(case, name, value, has_variables))
            for name, key, value in _tests(statement)
        ]
    context = {key: [_literal(value) for value in values] for key, values in case.context.items()}
    resource = case.resource if case.resource == "*" else _literal(case.resource)
    return [replace(copy, context=context, resource=resource)]


def _resolved_values(case: Case, name: str, value: Any, has_variables: bool) -> Any:
    if name == "Null" or family_of(bare(name)) not in ("string", "arn", "binary"):
        return value
    values = _listed(value)
    if has_variables and family_of(bare(name)) != "binary":
        values = [_resolved(case, text) for text in values]
    has_wildcards = "like" in name.lower() or "arn" in name.lower()
    return values if has_wildcards else [_literal(text) for text in values]


def _void_not_resource(case: Case) -> list[Case]:
    """Drop each such statement, or keep it."""
    numbers = [
        number
        for number, (document, statement) in enumerate(_statements(case))
        if document["Version"] == "2012-10-17"
        and any(
            _resolved(case, one) == _NOTHING for one in _listed(statement.get("NotResource", []))
        )
    ]
    found = []
    for dropped in itertools.product((False, True), repeat=len(numbers)):
        copy = deepcopy(case)
        statements = [statement for _, statement in _statements(copy)]
        for number, is_dropped in zip(numbers, dropped, strict=True):
            if is_dropped:
                statements[number]["Action"] = "none:None"
                statements[number].pop("NotAction", None)
        found.append(copy)
    return found


def _arn_parts(case: Case, test: Test) -> list[Test]:
    name, key, value = test
    values = _values(case, key)
    if name == "Null" or family_of(bare(name)) != "arn" or values is None:
        return [test]
    patterns = _listed(value)
    certain = [v for v in values if any(_by_parts(v, pattern) for pattern in patterns)]
    short = [p for p in patterns if p.count(":") < 5 and p != _NOTHING]
    possible = [v for v in values if any(fnmatchcase(v, pattern) for pattern in short)]
    results = [certain, [*certain, *possible]] if set(possible) - set(certain) else [certain]
    return [(name, key, result or [_NOTHING]) for result in results]


def _by_parts(value: str, pattern: str) -> bool:
    parts, wanted = value.split(":", 5), pattern.split(":", 5)
    return len(parts) == len(wanted) == 6 and all(map(fnmatchcase, parts, wanted))


def _several_values(case: Case, test: Test) -> list[Test]:
    name, key, value = test
    values = _values(case, key)
    if name == "Null" or ":" in name or values is None or len(values) < 2:
        return [test]
    return [(f"{prefix}:{name}", key, value) for prefix in ("ForAllValues", "ForAnyValue")]


_TYPED = {
    "numeric": re.compile(r"-?\d+(\.\d+)?(e\d+)?"),
    "date": re.compile(r"\d{4}.*"),
    "bool": re.compile("true|false", re.IGNORECASE),
    "ipaddress": re.compile(r"[\da-f.:]+"),
}


def _wrong_type(case: Case, test: Test) -> list[Test]:
    """Let each value that is not of the type be as wanted, or not."""
    name, key, _ = test
    values = _values(case, key)
    shape = None if name == "Null" else _TYPED.get(family_of(bare(name)))
    if shape is None or values is None or all(shape.fullmatch(one) for one in values):
        return [test]
    if len(values) > 1:
        return _wrong_type_among_others(case, test, shape)
    return [_TRUE, _FALSE]


def _wrong_type_among_others(case: Case, test: Test, shape: re.Pattern[str]) -> list[Test]:
    """Let what is left of the test be decided by the values of the type, which are there alone.

    They are under a key of their own; see ``with_right_values``.
    """
    name, key, value = test
    right = [one for one in _values(case, key) or [] if shape.fullmatch(one)]
    if ":" not in name or not right:
        return [_TRUE, _FALSE]
    return [(name, f"{NEVER}/{key}", value), _FALSE if name.startswith("ForAll") else _TRUE]


def _empty(case: Case, test: Test) -> list[Test]:
    name, key, _ = test
    is_empty = _values(case, key) == [""]
    return [_TRUE] if is_empty and name.startswith("ForAllValues:") else [test]


def _whole_dates(case: Case) -> list[Case]:
    copy = deepcopy(case)
    for _, statement in _statements(copy):
        statement["Condition"] = [
            (name, key, [_whole_date(one) for one in _listed(value)])
            if name != "Null" and family_of(bare(name)) == "date"
            else (name, key, value)
            for name, key, value in _tests(statement)
        ]
    dates = {
        key: [_whole_date(one) for one in values] if key in _KEYS_OF["date"] else values
        for key, values in case.context.items()
    }
    return [replace(copy, context=dates)]


def _whole_date(text: str) -> str:
    if re.fullmatch(r"\d{4}", text):
        return f"{text}-01-01"
    return f"{text}-01" if re.fullmatch(r"\d{4}-\d\d", text) else text


def with_right_values(case: Case) -> Case:
    """Add what `_wrong_type_among_others` asks for: the values of a key that are of the type."""
    context = dict(case.context)
    for key, values in case.context.items():
        for family, shape in _TYPED.items():
            if key in _KEYS_OF[family]:
                context[f"{NEVER}/{key}"] = [one for one in values if shape.fullmatch(one)]
    return replace(case, context={key: values for key, values in context.items() if values})


_KEYS_OF = {
    "numeric": ("s3:max-keys", "app:Sizes"),
    "date": ("aws:TokenIssueTime", "app:Dates"),
    "bool": ("aws:MultiFactorAuthPresent",),
    "ipaddress": ("aws:VpcSourceIp", "app:Addresses"),
}

DIFFERENCES = (
    Difference(
        "a statement whose NotResource has a variable without a value",
        "Policy variables: a resource with a variable that has no value matches no resource, and "
        "its statement may not be valid: open",
        _void_not_resource,
    ),
    Difference(
        "policy variables",
        "Policy variables: values of the request take their place, in Version 2012-10-17; ${*}, "
        "${?} and ${$} are the characters; a variable without a value equals nothing",
        _variables,
    ),
    Difference(
        "a year or a month as a date",
        "Condition operators, Date: dates are as the W3C has those of ISO 8601, where YYYY and "
        "YYYY-MM are such",
        _whole_dates,
    ),
    Difference(
        "an empty text under ForAllValues",
        "Multivalued context keys: it holds of a key without values, and so of an empty text",
        _each_test(_empty),
    ),
    Difference(
        "wildcards of an ARN",
        "Condition operators, Arn: each of the six parts between colons is compared by itself; of "
        "fewer than six nothing is said: open",
        _each_test(_arn_parts),
    ),
    Difference(
        "a value that is not of the operator's type",
        "Condition operators: an operator compares values of its type; of others nothing is said: "
        "open",
        _each_test(_wrong_type),
    ),
    Difference(
        "several values without ForAllValues or ForAnyValue",
        "Multivalued context keys: they take a set operator; without one nothing is said: open "
        "where the values differ",
        _each_test(_several_values),
    ),
)
"""In the order in which they are applied together."""
