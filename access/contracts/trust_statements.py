"""Who is named in a trust policy."""

from collections.abc import Iterator
from typing import Any

from access.listed import listed
from access.policy.decision import DecidingStatement
from access.records import Role


def allowed_takers(role: Role) -> Iterator[tuple[DecidingStatement, str, str]]:
    """Yield each principal of each Allow: statement, kind and value.

    ``*`` is of the kind ``AWS``. Whom a ``NotPrincipal`` leaves in is of the kind
    ``NotPrincipal``, with the value ``*``.
    """
    for index, statement in enumerate(listed(role.trust.get("Statement"))):
        if statement.get("Effect") != "Allow":
            continue
        deciding = DecidingStatement.of(statement, policy=f"trust policy of {role.id}", index=index)
        if "NotPrincipal" in statement:
            yield deciding, "NotPrincipal", "*"
        for kind, value in _principals(statement.get("Principal", {})):
            yield deciding, kind, value


def _principals(principal: Any) -> Iterator[tuple[str, str]]:
    if isinstance(principal, str):
        yield "AWS", principal
        return
    for kind, values in principal.items():
        for value in [values] if isinstance(values, str) else values:
            yield kind, value
