"""A policy's statements in one spelling."""

import json
from typing import Any

from access.listed import listed
from access.records import Document

_OLD = "2008-10-17"
# "Sid" tells statements apart and decides nothing.
_ELEMENTS = (
    *("Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource"),
    "Condition",
)


def canonical(document: Document) -> dict[str, Any]:
    """Return text that is the same for what IAM takes for the same, with the statement as written.

    Order, repetition, ``Sid``, one value or a list of one, and the case of actions and condition
    keys do not count; nor whether an account is named by its number or its root's ARN, as IAM
    stores the one for the other ("AWS JSON policy elements: Principal").
    """
    version = document.get("Version", _OLD)
    return {_statement(one, version): one for one in listed(document.get("Statement"))}


def _statement(statement: Any, version: str) -> str:
    known = {name: _SPELLED.get(name, _values)(statement[name]) for name in _present(statement)}
    # The version says what ${...} means, and nothing else.
    if "${" in json.dumps(statement) and version == _OLD:
        known["Version"] = version
    return json.dumps(known, sort_keys=True)


def _present(statement: Any) -> list[str]:
    return [name for name in _ELEMENTS if name in statement]


def _values(value: Any) -> list[str]:
    return sorted({_text(one) for one in listed(value)})


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _actions(value: Any) -> list[str]:
    return sorted({one.lower() for one in _values(value)})


def _principals(value: Any) -> dict[str, list[str]]:
    if not isinstance(value, dict):
        value = {"AWS": value}
    return {
        kind: sorted({_principal(one) for one in _values(named)}) for kind, named in value.items()
    }


def _principal(name: str) -> str:
    if name.startswith("arn:") and name.endswith(":root"):
        return name.split(":")[4]
    return name


def _conditions(value: Any) -> dict[str, dict[str, list[str]]]:
    return {
        operator: {key.lower(): _values(tested) for key, tested in tests.items()}
        for operator, tests in value.items()
    }


_SPELLED = {
    "Effect": _text,
    "Action": _actions,
    "NotAction": _actions,
    "Principal": _principals,
    "NotPrincipal": _principals,
    "Condition": _conditions,
}
