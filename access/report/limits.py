"""What is left of an Allow after the Deny statements and the permissions boundary."""

from dataclasses import dataclass

from access.meaning.pattern_covers import pattern_covers
from access.meaning.permits import permits_of
from access.meaning.region import Region
from access.meaning.rule import Rule
from access.records import Role


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What takes away from the Allow statements of a role, for certain."""

    denies: tuple[Rule, ...]
    """The Deny statements without a condition."""

    allowed: frozenset[str]
    """The actions that the boundary allows on some resource; all without one that is known."""

    def leaves(self, actions: frozenset[str], resources: Region) -> frozenset[str]:
        """Return the actions that may be allowed on some of the resources.

        What a condition decides, or what is taken away of some of the resources only, is left.
        """
        actions &= self.allowed
        for deny in self.denies:
            if _covers(deny.resources, resources):
                actions -= deny.actions.known
        return actions


def limits_of(role: Role) -> Limits:
    """Return the limits that a role's own policies and its boundary set.

    Raises:
        AccessError: A policy cannot be read.
    """
    permits = permits_of(role)
    allows = [rule.actions.known for rule in permits.limits]
    return Limits(
        denies=tuple(rule for rule in permits.denies if not rule.condition),
        allowed=frozenset().union(*allows),
    )


def _covers(wider: Region, narrower: Region) -> bool:
    if wider.is_complement:
        return False
    if "*" in wider.patterns:
        return True
    return not narrower.is_complement and all(
        any(pattern_covers(one, other) for one in wider.patterns) for other in narrower.patterns
    )
