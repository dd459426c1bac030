"""Whether what a statement allows is left by the boundary and by every ``Deny``."""

from access.meaning.implies import contradicts, implies
from access.meaning.may_have_text import may_have_text
from access.meaning.permits import Permits
from access.meaning.rule import Rule


def is_in_force(rule: Rule, action: str, resource: str, permits: Permits) -> bool:
    """Whether an action may be done on some resource, however few are left.

    Only what is certain takes something away: a ``Deny`` whose condition holds whenever that of
    the statement does, and the lack of a statement in the boundary.

    Args:
        rule: The statement, of ``permits``.
        action: One that it allows, as AWS spells it, or a pattern of those that AWS does not have.
        resource: A pattern of its resources, as the rule has it; ``*`` for ``NotResource``.
        permits: All that decides about the role.
    """
    whole = ((rule.resources,),) if rule.resources.is_complement else ()
    for limit in permits.limits:
        if not limit.actions.touches(action) or contradicts(rule.condition, limit.condition):
            continue
        given = rule.condition | limit.condition | permits.facts
        denied = tuple(
            deny.resources
            for deny in permits.denies
            if deny.actions.covers(action) and implies(given, deny.condition)
        )
        if may_have_text(resource, (*whole, (limit.resources,)), denied):
            return True
    return False
