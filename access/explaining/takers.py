"""Who may take a role, in words."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from access.catalogue.taking_actions import takes_roles
from access.listed import listed
from access.records import Document


def takers(trust: Document) -> tuple[str, ...]:
    """Return one line for each statement of a trust policy.

    As in ``ecs-tasks.amazonaws.com, if StringEquals aws:SourceAccount 111111111111``. One that does
    not let anybody take the role says what else it is for, as in ``(only sts:TagSession)``.
    """
    statements = listed(trust.get("Statement"))
    return tuple(_line(one) for one in statements if isinstance(one, Mapping))


def _line(statement: Mapping[str, Any]) -> str:
    who = ", ".join(_principals(statement)) or "nobody"
    if statement.get("Effect") == "Deny":
        who = f"never {who}"
    actions = [str(action) for action in listed(statement.get("Action"))]
    if actions and not any(takes_roles(action) for action in actions):
        who = f"{who} (only {', '.join(actions)})"
    tests = " and ".join(_tests(statement.get("Condition") or {}))
    return f"{who}, if {tests}" if tests else who


def _principals(statement: Mapping[str, Any]) -> Iterator[str]:
    for element, prefix in (("Principal", ""), ("NotPrincipal", "anybody but ")):
        principal = statement.get(element)
        if isinstance(principal, str):
            yield f"{prefix}{'anybody' if principal == '*' else principal}"
        elif isinstance(principal, Mapping):
            for values in principal.values():
                for value in listed(values):
                    yield f"{prefix}{'anybody' if value == '*' else value}"


def _tests(condition: Mapping[str, Any]) -> Iterator[str]:
    for operator, keys in condition.items():
        for key, values in keys.items():
            yield f"{operator} {key} {' or '.join(_text(value) for value in listed(values))}"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
