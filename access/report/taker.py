"""Who may take a role, as its trust policy says."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from access.catalogue.taking_actions import takes_roles
from access.listed import listed
from access.records import Role
from access.report.conditions import condition_lines

_ARN = re.compile(r"^arn:[^:]+:(?:iam|sts)::(?P<account>[^:]*):(?P<type>[^/]+)/?(?P<name>.*)$")
_ACCOUNT = re.compile(r"^\d{12}$")
_PROVIDERS = {
    "token.actions.githubusercontent.com": "GitHub Actions",
    "gitlab.com": "GitLab",
    "app.terraform.io": "HCP Terraform",
}
"""Identity providers that have a name of their own for people."""

_TYPES = {
    "user": "user",
    "role": "role",
    "assumed-role": "role session",
    "federated-user": "federated user",
    "oidc-provider": "identity provider",
    "saml-provider": "SAML provider",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Taker:
    """One principal of one statement of a trust policy."""

    kind: str
    """``service``, ``account``, ``user``, ``role``, ``identity provider``, ``anyone``, ..."""

    name: str
    """As short as it can be told from others; the account only where it is another one."""

    principal: str
    """As the policy has it."""

    subject: str | None
    """Who of an identity provider, if the conditions say so."""

    conditions: tuple[str, ...]
    """What has to hold, in words."""

    is_denied: bool = False
    """Named by a Deny: may not take the role, whatever else allows it."""


def takers(role: Role) -> tuple[Taker, ...]:
    """Return whom the trust policy names, in its order.

    Statements that give out no credentials, as those of ``sts:TagSession`` alone, are left out.
    """
    return tuple(
        _taker(role, statement, kind, principal)
        for statement in listed(role.trust.get("Statement", ()))
        if _takes(statement)
        for kind, principal in _principals(statement)
    )


def _takes(statement: Mapping[str, Any]) -> bool:
    if "NotAction" in statement:
        return True
    return any(takes_roles(action) for action in listed(statement.get("Action", ())))


def _principals(statement: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for element in ("Principal", "NotPrincipal"):
        value = statement.get(element)
        if value is None:
            continue
        named = {"AWS": value} if isinstance(value, str) else value
        prefix = "all but " if element == "NotPrincipal" else ""
        for kind, principals in named.items():
            for principal in listed(principals):
                yield prefix + kind, principal


def _taker(role: Role, statement: Mapping[str, Any], element: str, principal: str) -> Taker:
    condition = statement.get("Condition", {})
    kind, name = _named(element.removeprefix("all but "), principal, role.account)
    if element.startswith("all but "):
        kind, name = "anyone", f"all but {name}"
    return Taker(
        kind=kind,
        name=name,
        principal=principal,
        subject=_subject(condition) if kind == "identity provider" else None,
        conditions=condition_lines(condition),
        is_denied=statement.get("Effect") == "Deny",
    )


def _named(element: str, principal: str, own_account: str) -> tuple[str, str]:
    if principal == "*":
        return "anyone", "anyone"
    if element == "Service":
        return "service", principal
    if element != "AWS" and not principal.startswith("arn:"):
        return "identity provider", principal
    if _ACCOUNT.match(principal):
        return "account", principal
    found = _ARN.match(principal)
    if not found:
        # The unique id that IAM leaves where a user or role was deleted.
        return "principal", principal
    if found["type"] == "root":
        return "account", found["account"]
    name = _PROVIDERS.get(found["name"], found["name"])
    if found["account"] not in ("", own_account):
        name += f" of account {found['account']}"
    return _TYPES.get(found["type"], found["type"]), name


def _subject(condition: Mapping[str, Any]) -> str | None:
    subjects = [
        value
        for tests in condition.values()
        for key, values in tests.items()
        if key.lower().endswith(":sub")
        for value in listed(values)
    ]
    return " or ".join(subjects) or None
