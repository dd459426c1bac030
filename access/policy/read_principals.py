"""Reads the Principal or NotPrincipal element."""

import re
from collections.abc import Mapping

from access.access_error import AccessError
from access.policy.policy_kind import PolicyKind
from access.policy.principals import Principals
from access.policy.read_elements import texts, unknown_name

_ACCOUNT = re.compile(r"(?:arn:aws[a-z-]*:iam::)?(\d{12})(?::root)?")
_ARN = re.compile(r"arn:aws[a-z-]*:(iam|sts)::(\d{12}|cloudfront):[^*?]+")
# What IAM shows in place of the ARN of a user or role that was deleted: it matches nobody.
_DELETED = re.compile(r"A[A-Z0-9]{15,127}")
_EVERYONE = "*"
_TYPES = {
    PolicyKind.TRUST: ("AWS", "Service", "Federated"),
    PolicyKind.RESOURCE: ("AWS", "Service", "Federated", "CanonicalUser"),
}


def read_principals(
    where: str, element: object, *, is_inverted: bool, kind: PolicyKind
) -> Principals:
    """Return who a statement is about.

    Raises:
        AccessError: A type of principal that IAM does not have there; an ``AWS`` that is neither
            ``*``, an account nor a whole ARN of IAM (a wildcard in one matches nobody).
    """
    if element == _EVERYONE:
        element = {"AWS": _EVERYONE}
    if not isinstance(element, Mapping) or not element:
        raise AccessError(
            where, expected="'*', or a mapping as {'Service': 'ec2.amazonaws.com'}", got=element
        )
    named = {type_: _names(where, type_, value, kind) for type_, value in element.items()}
    aws = named.get("AWS", ())
    for name in aws:
        _check_aws(f"{where}.AWS", name)
    accounts = (_ACCOUNT.fullmatch(name) for name in aws)
    return Principals(
        is_inverted=is_inverted,
        everyone=_EVERYONE in aws,
        accounts=frozenset(account[1] for account in accounts if account),
        arns=frozenset(name for name in aws if name.startswith("arn:")),
        services=frozenset(name.lower() for name in named.get("Service", ())),
        federated=frozenset(named.get("Federated", ())),
    )


def _names(where: str, type_: str, value: object, kind: PolicyKind) -> tuple[str, ...]:
    if type_ not in _TYPES[kind]:
        raise unknown_name(
            f"{where}.{type_}", got=type_, known=_TYPES[kind], what="a type of principal"
        )
    return texts(f"{where}.{type_}", value)


def _check_aws(where: str, name: str) -> None:
    known = (_ACCOUNT, _ARN, _DELETED)
    if name != _EVERYONE and not any(shape.fullmatch(name) for shape in known):
        raise AccessError(
            where,
            expected="'*', an account's number, or a whole ARN of a user, role or session",
            got=name,
        )
