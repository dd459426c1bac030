"""What was accepted of a role, and is no rule."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from access.contracts.asked_role import AskedRole
from access.contracts.violation import PREFIX, Violation

RULE = "accepts-known-rules"


def accepted_rule_violations(asked: AskedRole, rules: Collection[str]) -> Iterator[Violation]:
    """Yield what was acknowledged in the name of these contracts, and is none of their rules."""
    for accepted in asked.role.reasons:
        rule = accepted.removeprefix(PREFIX)
        if accepted.startswith(PREFIX) and rule not in rules:
            meant = get_close_matches(rule, rules, n=1)
            yield asked.violation(
                RULE,
                f"accepts {accepted}, which is no rule and so accepts nothing",
                fix=f"write {meant[0]}" if meant else f"name one of {', '.join(rules)}",
            )
