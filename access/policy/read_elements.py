"""Reads the elements of a statement, and refuses what IAM would not take."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from access.access_error import AccessError
from access.policy.policy_kind import PolicyKind

_COMMON = ("Sid", "Effect", "Action", "NotAction", "Condition")
_RESOURCES = ("Resource", "NotResource")
_PRINCIPALS = ("Principal", "NotPrincipal")
_ELEMENTS = {
    PolicyKind.PERMISSIONS: _COMMON + _RESOURCES,
    PolicyKind.TRUST: _COMMON + _PRINCIPALS,
    PolicyKind.RESOURCE: _COMMON + _RESOURCES + _PRINCIPALS,
}
_WHY_NOT = {
    PolicyKind.PERMISSIONS: "it is about the role that it is attached to",
    PolicyKind.TRUST: "it is about the role that it belongs to",
}
_ACTION = re.compile(r"\*|[\w*?-]+:[\w*?-]+", re.ASCII)
_VARIABLE = re.compile(r"\$\{[^{}]*\}")
_ARN = re.compile(r"arn:(aws[a-z-]*|[a-z-]*[*?][a-z*?-]*)(:[^:]*){0,3}:.*", re.DOTALL)
_ARN_PARTS = 6


def check_elements(where: str, statement: Mapping[str, Any], kind: PolicyKind) -> None:
    """Refuse an element that a statement of the kind cannot have.

    Raises:
        AccessError: An element that does not exist, is misspelt, or belongs in another policy.
    """
    allowed = _ELEMENTS[kind]
    for element in statement:
        if element in allowed:
            continue
        if element in _RESOURCES + _PRINCIPALS:
            raise AccessError(
                where,
                expected=f"no {element} in a {kind.value} ({_WHY_NOT[kind]})",
                got=statement[element],
            )
        raise unknown_name(f"{where}, {element}", got=element, known=allowed, what="an element")


def unknown_name(where: str, *, got: object, known: Iterable[str], what: str) -> AccessError:
    """Return the error for a name that does not exist."""
    known = list(known)
    close = get_close_matches(str(got), known, n=1, cutoff=0.6)
    hint = f"did you mean {close[0]!r}?" if close else f"one of {', '.join(known)}"
    return AccessError(where, expected=f"{what} that IAM has ({hint})", got=got)


def one_of(where: str, statement: Mapping[str, Any], element: str) -> tuple[Any, bool]:
    """Return the value of ``Element`` or ``NotElement``, and whether it was the latter.

    Raises:
        AccessError: Neither or both are there.
    """
    negated = f"Not{element}"
    if (element in statement) == (negated in statement):
        got = f"both {element} and {negated}" if element in statement else "neither of them"
        raise AccessError(where, expected=f"either {element} or {negated}", got=got)
    if element in statement:
        return statement[element], False
    return statement[negated], True


def texts(where: str, value: object) -> tuple[str, ...]:
    """Return a text, or a list of texts, as a tuple.

    Raises:
        AccessError: It is empty, or something else.
    """
    listed = value if isinstance(value, (list, tuple)) else [value]
    if not listed or not all(isinstance(one, str) and one for one in listed):
        raise AccessError(where, expected="a text, or a list with at least one text", got=value)
    return tuple(listed)


def actions(where: str, value: object) -> tuple[str, ...]:
    """Return actions, as written.

    Raises:
        AccessError: One is neither ``*`` nor ``service:Name``.
    """
    found = texts(where, value)
    for action in found:
        if not _ACTION.fullmatch(action):
            raise AccessError(where, expected="'*' or service:Name, as s3:GetObject", got=action)
    return found


def resources(where: str, value: object, *, has_variables: bool) -> tuple[str, ...]:
    """Return resources, as written.

    Raises:
        AccessError: One is neither ``*`` nor of the shape of an ARN. The last of fewer than six
            parts has to end with ``*``, which spans the rest.
    """
    found = texts(where, value)
    for resource in found:
        plain = _VARIABLE.sub("aws", resource) if has_variables else resource
        is_whole = plain.count(":") >= _ARN_PARTS - 1
        if resource != "*" and not (_ARN.fullmatch(plain) and (is_whole or plain.endswith("*"))):
            raise AccessError(
                where,
                expected="'*' or an ARN, as arn:aws:s3:::bucket/key",
                got=resource,
            )
    return found
