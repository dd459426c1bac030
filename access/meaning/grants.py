"""What the permissions policies of a role allow, one action and resource at a time."""

from collections.abc import Iterator
from dataclasses import dataclass

from access.meaning.actions import Actions
from access.meaning.conditions import canonical
from access.meaning.in_force import is_in_force
from access.meaning.permits import permits_of
from access.meaning.region import Region
from access.meaning.rule import rules_of
from access.meaning.variables import shown
from access.policy.decision import DecidingStatement
from access.records import Role

ALL_BUT = "all but "
"""What a resource begins with that comes from ``NotResource``; patterns follow, with ``, ``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Grant:
    """One action on one resource pattern that a statement allows."""

    action: str
    """As AWS spells it; an action, or a pattern of actions, that AWS does not have is in lower
    case."""

    resource: str
    """An ARN with wildcards, ``*``, or ``ALL_BUT`` and what the statement leaves out."""

    conditions: str
    """The same text for all that mean the same; empty for none."""

    statement: DecidingStatement


def role_grants_in_force(role: Role) -> tuple[Grant, ...]:
    """Return those of ``role_grants`` of which the boundary and every ``Deny`` leave something.

    Raises:
        AccessError: A policy cannot be read.
    """
    permits = permits_of(role)
    return tuple(
        Grant(action=action, resource=resource, conditions=conditions, statement=rule.statement)
        for rule in permits.allows
        for conditions in (canonical(rule.condition),)
        for action in _actions(rule.actions)
        for pattern, resource in _patterns(rule.resources)
        if is_in_force(rule, action, pattern, permits)
    )


def role_grants(role: Role) -> tuple[Grant, ...]:
    """Return what the policies of a role allow, by policy, statement, action and resource.

    Only ``Allow`` statements count: what a ``Deny`` or the permissions boundary takes away again is
    for ``RoleAccess`` to say. ``*`` in an action, and ``NotAction``, become the actions of the
    catalogue. A policy whose document is None grants nothing here.

    Raises:
        AccessError: A policy cannot be read.
    """
    return tuple(
        Grant(action=action, resource=resource, conditions=conditions, statement=rule.statement)
        for policy in role.policies
        if policy.document is not None
        for rule in rules_of(policy.document, where=policy.where)
        if rule.allows
        for conditions in (canonical(rule.condition),)
        for action in _actions(rule.actions)
        for resource in resources_in_words(rule.resources)
    )


def resources_in_words(region: Region) -> tuple[str, ...]:
    """Return the resources of a statement as a policy spells them, each as one text."""
    patterns = tuple(shown(pattern) for pattern in region.patterns)
    return (ALL_BUT + ", ".join(patterns),) if region.is_complement else patterns


def _patterns(region: Region) -> Iterator[tuple[str, str]]:
    """Yield each pattern as ``is_in_force`` wants it, and as a policy spells it."""
    patterns = ("*",) if region.is_complement else region.patterns
    yield from zip(patterns, resources_in_words(region), strict=True)


def _actions(actions: Actions) -> list[str]:
    if actions.is_complement:
        return sorted(actions.known)
    unknown = {pattern for pattern in actions.open if not Actions((pattern,)).known}
    return sorted(actions.known | unknown)
