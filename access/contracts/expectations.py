"""What the configuration says that a role has to allow and to deny."""

from collections.abc import Iterator

from access.contracts import unknown_policies
from access.contracts.asked_role import AskedRole
from access.contracts.violation import PREFIX, Severity, Violation
from access.policy.decision import Decision, Outcome
from access.records import Call

_MOST_NAMED = 3


def expectation_violations(asked: AskedRole) -> Iterator[Violation]:
    """Yield the calls of the contract that are not decided as it says.

    What hangs on a condition key that the call does not name counts as broken. Where a policy whose
    text is not known here leaves it open, ``known-policies`` says so, and nothing more is said of a
    call that only such a policy could allow if that was accepted. What a role from outside lacks is
    a warning: its owner may have given it more than is asked for.
    """
    for call in asked.role.contract.must_allow:
        known = asked.known.may(call)
        if known.outcome is not Outcome.ALLOWED and not _is_left_to_others(asked, call, known):
            yield _not_allowed(asked, call, known)
    for call in asked.role.contract.must_deny:
        if (open_ := asked.not_denied(call)) is not None:
            yield asked.violation(
                "must-deny",
                f"must deny {_shown(call)}, says must_deny, but {_outcome(open_)}: {open_.why}",
                fix=_key_or(open_, "narrow the statement, or take the call out of must_deny"),
                statement=open_.statement,
            )


def _is_left_to_others(asked: AskedRole, call: Call, known: Decision) -> bool:
    """Whether only a policy that is not known could allow it, and somebody answers for that."""
    return PREFIX + unknown_policies.RULE in asked.role.reasons and _may_be_by_others(
        asked, call, known
    )


def _may_be_by_others(asked: AskedRole, call: Call, known: Decision) -> bool:
    is_denied = known.outcome is Outcome.DENIED
    return is_denied and asked.access.may(call).outcome is Outcome.UNDECIDED


def _not_allowed(asked: AskedRole, call: Call, known: Decision) -> Violation:
    missing = "; ".join(known.missing[:_MOST_NAMED])
    fix = _key_or(known, f"allow it ({missing}), or take the call out of must_allow")
    if _may_be_by_others(asked, call, known):
        others = ", ".join(policy.arn or policy.where for policy in asked.unknown)
        fix = (
            "allow it in a policy that the app makes; or see that it is allowed by "
            f"{others}, and accept {unknown_policies.RULE} with that, which accepts this as well"
        )
    return asked.violation(
        "must-allow",
        f"must allow {_shown(call)}, says must_allow, but {_outcome(known)}: {known.why}",
        fix=fix,
        statement=known.statement,
        severity=Severity.WARNING if asked.role.is_from_outside else Severity.ERROR,
    )


def _shown(call: Call) -> str:
    text = f"{call.action} on {call.resource}"
    if call.context:
        keys = (
            f"{key} = {' or '.join(values)}" if values else f"no {key}"
            for key, values in call.context.items()
        )
        text += f" with {', '.join(keys)}"
    return text


def _outcome(decision: Decision) -> str:
    return {
        Outcome.ALLOWED: "it is allowed",
        Outcome.DENIED: "it is denied",
        Outcome.UNDECIDED: "it cannot be decided",
    }[decision.outcome]


def _key_or(decision: Decision, otherwise: str) -> str:
    if decision.outcome is Outcome.UNDECIDED:
        return "say what the call has, as in Expectation(..., context={'s3:prefix': 'daily/'})"
    return otherwise
