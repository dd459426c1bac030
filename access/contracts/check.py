"""Holds every role of an inventory to its contracts."""

from collections.abc import Iterable, Iterator

from access.contracts import accepted_rules, no_wider_than, role_use, unknown_policies
from access.contracts.accepted_rules import accepted_rule_violations
from access.contracts.asked_role import AskedRole
from access.contracts.expectations import expectation_violations
from access.contracts.invariants import INVARIANTS
from access.contracts.no_wider_than import wider_violations
from access.contracts.role_use import role_use_violations
from access.contracts.trust_rules import TRUST_RULES, trust_violations
from access.contracts.unknown_policies import unknown_policy_violations
from access.contracts.violation import Violation
from access.records import Inventory

RULES = tuple(
    dict.fromkeys(
        (
            "must-allow",
            "must-deny",
            *(one.rule for one in INVARIANTS),
            *(one.rule for one in TRUST_RULES),
            "taken-by-its-service",
            role_use.RULE,
            no_wider_than.RULE,
            unknown_policies.RULE,
            unknown_policies.BOUNDARY_RULE,
            accepted_rules.RULE,
        )
    )
)
"""The id of every rule."""


def check_contracts(inventory: Inventory) -> tuple[Violation, ...]:
    """Return what roles may and must not, or must and may not, in the order of the roles.

    What was acknowledged is among them, with its ``reason``. What cannot be decided counts as
    broken.

    Raises:
        AccessError: A policy that IAM would refuse.
    """
    return tuple(one for role in inventory.roles for one in _of(AskedRole(role), inventory))


def _of(asked: AskedRole, inventory: Inventory) -> Iterator[Violation]:
    yield from expectation_violations(asked)
    yield from _once(one for rule in INVARIANTS for one in rule.violations(asked, inventory))
    yield from trust_violations(asked)
    yield from role_use_violations(asked)
    yield from wider_violations(asked, inventory)
    yield from unknown_policy_violations(asked)
    yield from accepted_rule_violations(asked, RULES)


def _once(violations: Iterable[Violation]) -> Iterator[Violation]:
    """Leave out what an entry of the same rule has said of the same statement."""
    seen = set()
    for one in violations:
        if (key := (one.rule, one.statement)) not in seen:
            seen.add(key)
            yield one
