"""A role whose policies are read once, for all the rules."""

from dataclasses import replace
from functools import cached_property

from access.contracts.statement_text import statement_text
from access.contracts.violation import Severity, Violation
from access.meaning.grants import Grant, role_grants_in_force
from access.policy.decision import DecidingStatement, Decision, Outcome
from access.policy.role_access import RoleAccess
from access.records import Call, Policy, Role


class AskedRole:
    """What the rules ask about a role.

    A policy whose text is not known here could allow or deny anything, and every answer would be
    undecided. So the rules ask about the policies that are known, and what the others leave open
    is one violation of its own (``known-policies``).
    """

    def __init__(self, role: Role) -> None:
        """Read the policies of a role.

        Raises:
            AccessError: One that IAM would refuse.
        """
        self.role = role
        self.access = RoleAccess(role)
        known = tuple(policy for policy in role.policies if policy.document is not None)
        self.unknown = tuple(policy for policy in role.policies if policy.document is None)
        self.unknown_boundary: Policy | None = None
        if role.boundary is not None and role.boundary.document is None:
            self.unknown_boundary = role.boundary
        boundary = None if self.unknown_boundary else role.boundary
        self._known_role = replace(role, policies=known, boundary=boundary)
        is_known = not self.unknown and not self.unknown_boundary
        self.known = self.access if is_known else RoleAccess(self._known_role)

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        """What its known policies allow, if its known boundary leaves something of it."""
        return role_grants_in_force(self._known_role)

    def not_denied(self, call: Call) -> Decision | None:
        """Return the answer to a call that should be denied; None if it certainly is."""
        decision = self.known.may(call, in_any_region=True)
        return None if decision.outcome is Outcome.DENIED else decision

    def violation(
        self,
        rule: str,
        what: str,
        *,
        fix: str,
        statement: DecidingStatement | None = None,
        severity: Severity = Severity.ERROR,
    ) -> Violation:
        """Return a violation by this role."""
        return Violation(
            rule=rule,
            role=self.role,
            what=what,
            fix=fix,
            statement=statement,
            statement_json=statement_text(self.role, statement),
            severity=severity,
        )
