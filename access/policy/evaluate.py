"""Decides requests as IAM does (user guide, "Policy evaluation logic")."""

from collections.abc import Sequence
from typing import NamedTuple

from access.policy.certainty import NO, YES, Certainty
from access.policy.compiled_policy import CompiledPolicy
from access.policy.decision import Decision, Outcome
from access.policy.evaluate_trust import evaluate_trust
from access.policy.missing import missing_allow, missing_of_deny, missing_of_limit, open_question
from access.policy.question import Question, question
from access.policy.request import Request
from access.policy.resource_grant import ResourceGrant, judge_resource
from access.policy.statement import Statement
from access.policy.unknown_policy import UnknownPolicy
from access.policy.verdict import AnyPolicy, Verdict, judge

__all__ = ["AnyPolicy", "UnknownPolicy", "decide", "evaluate", "evaluate_trust"]

_NO_GRANT = ResourceGrant()


class _Limit(NamedTuple):
    """A policy that has to allow what the identity's policies allow."""

    kind: str
    policy: AnyPolicy
    verdict: Verdict

    @property
    def name(self) -> str:
        """As a message has it."""
        return f"the {self.kind} {self.policy.where}"


def evaluate(
    request: Request,
    *,
    policies: Sequence[AnyPolicy],
    boundary: AnyPolicy | None = None,
    session: AnyPolicy | None = None,
    resource_policy: CompiledPolicy | None = None,
) -> Decision:
    """Return what IAM answers to a request of an identity to its own account.

    A Deny in any of the policies denies. Else an identity policy has to allow, and so have the
    boundary and the session policy where there is one; the resource's policy can allow by itself
    (see ``judge_resource``). What hangs on something that is not known is undecided, unless it is
    denied anyhow. Policies of the organization and of VPC endpoints are not looked at.

    Args:
        request: What is asked; ``principal`` matters to the resource's policy only.
        policies: The identity's permissions policies.
        boundary: Its permissions boundary.
        session: The policy that its session was taken with.
        resource_policy: That of the resource, by ``compile_resource_policy``.

    Raises:
        AccessError: A principal, if it is asked for, that is not one.
    """
    return decide(
        question(request),
        policies=policies,
        boundary=boundary,
        session=session,
        resource_policy=resource_policy,
    )


def decide(
    asked: Question,
    *,
    policies: Sequence[AnyPolicy],
    boundary: AnyPolicy | None = None,
    session: AnyPolicy | None = None,
    resource_policy: CompiledPolicy | None = None,
) -> Decision:
    """Do what ``evaluate`` does, with a request that was made ready."""
    identity = judge(policies, asked)
    limits = []
    if boundary is not None:
        limits.append(_Limit("boundary", boundary, judge((boundary,), asked)))
    if session is not None:
        limits.append(_Limit("session policy", session, judge((session,), asked)))
    grant = _NO_GRANT if resource_policy is None else judge_resource(resource_policy, asked)
    verdicts = [identity, *[limit.verdict for limit in limits], grant.verdict]
    for verdict in verdicts:
        if verdict.deny is not None:
            return _denied(verdict.deny, asked)
    limit = min([limit.verdict.allows for limit in limits], default=YES)
    allowed = max(min(max(identity.allows, grant.limited), limit), grant.direct)
    if allowed == NO:
        return _not_allowed(max(identity.allows, grant.limited), limits, policies, asked)
    open_ones = [verdict.maybe_deny for verdict in verdicts if verdict.maybe_deny]
    by = (identity.allow if limit == YES else None) or grant.verdict.allow
    if allowed == YES and by is not None and not open_ones:
        return _allowed(by)
    if allowed != YES:
        open_ones += [v.maybe_allow for v in verdicts if v.maybe_allow and not v.allow]
    return _undecided(open_ones, asked)


def _allowed(by: Statement) -> Decision:
    return Decision(outcome=Outcome.ALLOWED, why=f"allowed by {by.name}", statement=by.named)


def _denied(by: Statement, asked: Question) -> Decision:
    return Decision(
        outcome=Outcome.DENIED,
        why=f"denied by {by.name}",
        statement=by.named,
        missing=(missing_of_deny(by, asked),),
    )


def _not_allowed(
    granted: Certainty, limits: Sequence[_Limit], policies: Sequence[AnyPolicy], asked: Question
) -> Decision:
    why = ""
    missing: list[str] = []
    if granted == NO:
        why = "no statement allows it"
        missing += missing_allow(policies, asked)
    for limit in limits:
        if limit.verdict.allows == NO:
            why = why or f"{limit.name} does not allow it"
            missing += missing_of_limit(limit.name, limit.policy, asked)
    return Decision(outcome=Outcome.DENIED, why=why, missing=tuple(missing))


def _undecided(open_ones: list[Statement | UnknownPolicy], asked: Question) -> Decision:
    hangs_on = tuple(dict.fromkeys(open_question(one, asked) for one in open_ones))
    hangs_on = hangs_on or ("it hangs on whether a grant to everyone goes beyond the limits",)
    first = next((one for one in open_ones if isinstance(one, Statement)), None)
    return Decision(
        outcome=Outcome.UNDECIDED,
        why=hangs_on[0],
        statement=first.named if first else None,
        missing=hangs_on,
    )
