"""Finds the role that a person means."""

import re
from collections.abc import Callable, Sequence
from difflib import get_close_matches

from access.access_error import AccessError
from access.counted import first_few
from access.records import Role

_SESSION = re.compile(r"arn:[^:]+:sts::(?P<account>\d+):assumed-role/(?P<name>[^/]+)(/.*)?")
_SHOWN = 10
_NEAREST = 4


def find_role(roles: Sequence[Role], text: str) -> Role:
    """Return the role that a text names.

    What names it best wins: its ARN, or that of a session of it; the path of its construct, or of
    the construct that makes it; its name in IAM; a part of these that no other role has.

    Args:
        roles: To look in.
        text: Of a person.

    Raises:
        AccessError: No role is meant, or several are.
    """
    if not roles:
        raise AccessError("ROLE", expected="one of the roles", got="nothing that has roles")
    lower = text.lower()
    meant: Sequence[Callable[[Role], bool]] = (
        lambda role: text in (role.arn, role.id, f"{role.id}/Resource") or _is_session(role, text),
        lambda role: role.id == f"{text}/Role",
        lambda role: role.name == text,
        lambda role: lower in role.id.lower(),
        lambda role: lower in role.arn.lower(),
    )
    for is_meant in meant if text else ():
        found = [role for role in roles if is_meant(role)]
        if len(found) == 1:
            return found[0]
        if found:
            raise AccessError(
                "ROLE",
                expected="a name, or a part of a path, that only one role has",
                got=f"{text!r}, which may be {_listed(found)}",
            )
    raise AccessError(
        "ROLE",
        expected="path of a construct, a part of it, name or ARN",
        got=f"{text!r}, which no role has; there is {_listed(_nearest(roles, lower))}",
    )


def _is_session(role: Role, text: str) -> bool:
    match = _SESSION.fullmatch(text)
    return match is not None and (match["name"], match["account"]) == (role.name, role.account)


def _nearest(roles: Sequence[Role], lower: str) -> list[Role]:
    """The likeliest first; all of them if nothing is alike."""
    by_text = {text.lower(): role for role in roles for text in (role.arn, role.name, role.id)}
    near = get_close_matches(lower, by_text, n=_NEAREST, cutoff=0.5)
    return list({by_text[text].arn: by_text[text] for text in near}.values()) or list(roles)


def _listed(roles: Sequence[Role]) -> str:
    names = [role.id for role in roles]
    if len(set(names)) < len(names):
        names = [role.arn for role in roles]
    return first_few(names, most=_SHOWN)
