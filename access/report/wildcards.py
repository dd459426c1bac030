"""The wildcards of a role's policies, with the reasons that were given for them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from access.listed import listed
from access.records import Role

_ELEMENTS = ("Action", "NotAction", "Resource", "NotResource")
IS_WILDCARD = re.compile(r"IAM5(?:\[(?P<element>[A-Za-z]+)::(?P<value>.*)\])?$", re.DOTALL)
"""A rule of cdk-nag with what it found: ``AwsSolutions-IAM5[Resource::arn:aws:s3:::bucket/*]``."""

# A value that CloudFormation fills in: <LogGroupF5B46931.Arn>.
_REFERENCE = re.compile(r"<[^<>]*>")
# The ARN of one log group, as CloudFormation gives it ("AWS::Logs::LogGroup", return values).
_LOG_GROUP = re.compile(r"arn:[^:]+:logs:[^:*]*:[^:*]*:log-group:[^:*]+:\*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Wildcards:
    """Wildcards of one role that have one reason."""

    values: tuple[tuple[str, str], ...]
    """Element, as ``Resource``, and value, as ``arn:aws:s3:::bucket/*``; each once, sorted."""

    reason: str | None
    """None if nobody gave one."""


def wildcards(role: Role) -> tuple[Wildcards, ...]:
    """Return what has a ``*`` in the Allow statements of a role, by reason; first without one.

    A ``?`` stands for one character, as in the six that a secret's ARN ends with: it is none.
    Nor is what the ARN of a log group ends with, unless a reason is given for it. ``NotAction``
    and ``NotResource`` are wildcards whatever they hold.
    """
    by_reason: dict[str | None, dict[tuple[str, str], None]] = {}
    for element, value in _found(role):
        reason = _reason(role, element, value)
        if reason is not None or not _LOG_GROUP.fullmatch(value):
            by_reason.setdefault(reason, {})[element, value] = None
    return tuple(
        Wildcards(values=tuple(sorted(values)), reason=reason)
        for reason, values in sorted(by_reason.items(), key=lambda item: item[0] is not None)
    )


def _found(role: Role) -> Iterator[tuple[str, str]]:
    for policy in role.policies:
        for statement in listed((policy.document or {}).get("Statement", ())):
            if statement.get("Effect") == "Allow":
                yield from _of_statement(statement)


def _of_statement(statement: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for element in _ELEMENTS:
        for value in listed(statement.get(element, ())):
            if "*" in value or element.startswith("Not"):
                yield element, value


def _reason(role: Role, element: str, value: str) -> str | None:
    for rule, reason in role.reasons.items():
        finding = IS_WILDCARD.search(rule)
        if finding and _is_about(finding, element, value):
            return reason
    return None


def _is_about(finding: re.Match[str], element: str, value: str) -> bool:
    if finding["element"] is None:
        return True
    parts = (re.escape(part) for part in _REFERENCE.split(finding["value"]))
    return finding["element"] == element and bool(re.fullmatch(".*".join(parts), value))
