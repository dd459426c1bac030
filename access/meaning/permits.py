"""All that decides what a role may do, in one form."""

from collections.abc import Iterable
from dataclasses import dataclass

from access.meaning.actions import Actions
from access.meaning.conditions import Condition, Test
from access.meaning.region import Region
from access.meaning.rule import Rule, rules_of
from access.policy.decision import DecidingStatement
from access.records import Policy, Role

_NO_BOUNDARY = Rule(
    allows=True,
    actions=Actions(("*",)),
    resources=Region(("*",)),
    condition=frozenset(),
    statement=DecidingStatement(policy="no boundary", index=0, sid=None, effect="Allow"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Permits:
    """The statements of a role's policies and of its permissions boundary."""

    allows: tuple[Rule, ...] = ()
    limits: tuple[Rule, ...] = (_NO_BOUNDARY,)
    """What the boundary allows; everything without one, or with one that nobody here knows."""

    denies: tuple[Rule, ...] = ()
    """Of the policies and of the boundary."""

    facts: Condition = frozenset()
    """What holds in every request of the role's sessions."""

    unknown: tuple[str, ...] = ()
    """ARNs of the policies that nobody here knows."""

    unknown_boundary: str | None = None

    def meaning(self) -> object:
        """Return what is equal for roles that may do the same in the same statements."""
        return tuple(
            frozenset(rule.meaning for rule in rules)
            for rules in (self.allows, self.limits, self.denies)
        )


def permits_of(role: Role | None, *, with_boundary: bool = True) -> Permits:
    """Return what decides what a role may do; nothing is allowed to a role that there is not.

    Raises:
        AccessError: A policy cannot be read.
    """
    if role is None:
        return Permits()
    own = _rules(role.policies)
    boundary = role.boundary if with_boundary else None
    limits = _rules((boundary,)) if boundary else ()
    is_known = boundary is not None and boundary.document is not None
    return Permits(
        allows=tuple(rule for rule in own if rule.allows),
        limits=tuple(rule for rule in limits if rule.allows) if is_known else (_NO_BOUNDARY,),
        denies=tuple(rule for rule in (*own, *limits) if not rule.allows),
        facts=_facts(role),
        unknown=tuple(_name(policy) for policy in role.policies if policy.document is None),
        unknown_boundary=_name(boundary) if boundary and not is_known else None,
    )


def permits_of_boundary(role: Role, boundary: Policy) -> Permits:
    """Return what a boundary would let a role do that were allowed everything.

    Raises:
        AccessError: The boundary cannot be read.
    """
    rules = _rules((boundary,))
    return Permits(
        allows=tuple(rule for rule in rules if rule.allows),
        denies=tuple(rule for rule in rules if not rule.allows),
        facts=_facts(role),
    )


def _facts(role: Role) -> Condition:
    return frozenset(
        {
            Test(operator="ArnEquals", key="aws:principalarn", values=(role.arn,)),
            Test(operator="StringEquals", key="aws:principalaccount", values=(role.account,)),
        }
    )


def _rules(policies: Iterable[Policy]) -> tuple[Rule, ...]:
    return tuple(
        rule
        for policy in policies
        if policy.document is not None
        for rule in rules_of(policy.document, where=policy.where)
    )


def _name(policy: Policy) -> str:
    return policy.arn or policy.where
