"""Which services a role reaches, at which access level."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from access.catalogue.access_levels import access_level, matching_actions
from access.listed import listed
from access.meaning.grants import resources_in_words
from access.meaning.rule import Rule, rules_of
from access.records import Document, Role
from access.report.conditions import condition_lines
from access.report.level_letters import LEVEL_LETTERS
from access.report.limits import Limits, limits_of

EVERY_SERVICE = "every service"


@dataclass(frozen=True, kw_only=True, slots=True)
class Permit:
    """What one statement allows in one service."""

    service: str
    actions: tuple[str, ...]
    """As the policy has them, without the service."""

    resources: tuple[str, ...]
    conditions: tuple[str, ...]
    """In words."""

    statement: str
    levels: str
    """Of what is left; empty if nothing is."""

    is_limited: bool
    """A Deny, or the boundary, takes some of the actions away."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """What a role may do in one service."""

    service: str
    """Prefix of its actions, as ``s3``, or ``every service``."""

    levels: str
    """Letters of its access levels, in the order of the legend; ``?`` for an unknown action."""

    permits: tuple[Permit, ...]


def reaches(role: Role) -> tuple[Reach, ...]:
    """Return the services that the policies of a role speak of, by name.

    Policies that nobody here knows add nothing: see ``unknown_policies``.

    Raises:
        AccessError: A policy cannot be read.
    """
    limits = limits_of(role)
    by_service: dict[str, list[Permit]] = {}
    for policy in role.policies:
        for permit in _permits(policy.document or {}, policy.where, limits):
            by_service.setdefault(permit.service, []).append(permit)
    return tuple(
        Reach(
            service=service,
            levels=_ordered({letter for permit in permits for letter in permit.levels}),
            permits=tuple(permits),
        )
        for service, permits in sorted(
            by_service.items(), key=lambda item: (item[0] != EVERY_SERVICE, item[0])
        )
    )


def _permits(document: Document, where: str, limits: Limits) -> Iterator[Permit]:
    statements = listed(document.get("Statement", []))
    for rule in rules_of(document, where=where):
        if not rule.allows:
            continue
        statement = statements[rule.statement.index]
        for service, (written, known, has_unknown) in _by_service(rule, statement).items():
            left = limits.leaves(known, rule.resources)
            levels = {LEVEL_LETTERS[level] for name in left if (level := access_level(name))}
            yield Permit(
                service=service,
                actions=tuple(written),
                resources=resources_in_words(rule.resources),
                conditions=condition_lines(statement.get("Condition", {})),
                statement=str(rule.statement),
                levels=_ordered(levels | ({"?"} if has_unknown else set())),
                is_limited=len(left) < len(known),
            )


def _by_service(
    rule: Rule, statement: Mapping[str, object]
) -> dict[str, tuple[list[str], frozenset[str], bool]]:
    """Actions as they are written, those of AWS that they stand for, whether some are unknown."""
    if rule.actions.is_complement:
        left_out = ", ".join(listed(statement["NotAction"]))
        return {EVERY_SERVICE: ([f"all but {left_out}"], rule.actions.known, False)}
    found: dict[str, tuple[list[str], frozenset[str], bool]] = {}
    for action in listed(statement["Action"]):
        service, name = _parts(action)
        written, known, has_unknown = found.get(service, ([], frozenset(), False))
        matching = frozenset(matching_actions(action))
        found[service] = ([*written, name], known | matching, has_unknown or not matching)
    return found


def _parts(action: str) -> tuple[str, str]:
    service, colon, name = action.partition(":")
    if not colon or {"*", "?"} & set(service):
        return EVERY_SERVICE, action
    return service.lower(), name


def _ordered(letters: set[str]) -> str:
    return "".join(letter for letter in (*LEVEL_LETTERS.values(), "?") if letter in letters)
