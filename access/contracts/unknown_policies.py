"""Policies that a role has, and whose text is not in the assembly."""

from collections.abc import Iterator

from access.contracts.asked_role import AskedRole
from access.contracts.violation import Severity, Violation
from access.records import Policy

RULE = "known-policies"
BOUNDARY_RULE = "known-boundary"
_LOOK = "look at what is live with 'python -m access explain --live', and accept this with what you"


def unknown_policy_violations(asked: AskedRole) -> Iterator[Violation]:
    """Yield one violation for all policies of a role that nobody could check here.

    They may allow and deny anything, so nothing about the role is certain. A boundary allows
    nothing by itself, so one that is not known matters to ``must_allow`` alone. Of a role from
    outside it is a warning: its owner answers for what is attached to it.
    """
    severity = Severity.WARNING if asked.role.is_from_outside else Severity.ERROR
    if asked.unknown:
        yield asked.violation(
            RULE,
            "has a policy whose text is not in this app, so what it allows and denies cannot be "
            f"decided: {', '.join(map(_name, asked.unknown))}",
            fix="attach a policy that the app makes; or put the JSON of a policy of AWS into "
            f"access/catalogue/aws_managed_policies; or {_LOOK} saw",
            severity=severity,
        )
    boundary = asked.unknown_boundary
    if boundary is not None and asked.role.contract.must_allow:
        yield asked.violation(
            BOUNDARY_RULE,
            "has a permissions boundary whose text is not in this app, so whether it leaves what "
            f"must_allow says cannot be decided: {_name(boundary)}",
            fix=f"let the app make the boundary (BoundaryConfig); or {_LOOK} saw, in "
            "unread_because of the ExistingBoundary",
            severity=severity,
        )


def _name(policy: Policy) -> str:
    return policy.arn or policy.where
