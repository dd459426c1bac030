"""What would have to be different for a request to be allowed."""

from collections.abc import Sequence

from access.counted import first_few
from access.policy.certainty import MAYBE, NO, YES
from access.policy.compiled_policy import CompiledPolicy
from access.policy.facts import UNKNOWN
from access.policy.question import Question
from access.policy.statement import Statement
from access.policy.unknown_policy import UnknownPolicy
from access.policy.verdict import AnyPolicy

_MOST_SHOWN = 3
_MOST_LINES = 5


def missing_allow(policies: Sequence[AnyPolicy], asked: Question) -> tuple[str, ...]:
    """Say what lacks for one of the policies to allow, nearest first.

    A condition that is not met is nearer than a resource that is not named, and that is nearer
    than an action that nothing names.
    """
    unmet, elsewhere = [], []
    for policy in policies:
        if isinstance(policy, UnknownPolicy):
            unmet.append(f"{policy.where} would allow it, if it does: its text is not known here")
            continue
        for statement in policy.about(asked.lower_action):
            if not statement.allows:
                continue
            if statement.covers(asked.resource, asked.facts) == NO:
                elsewhere.append(_elsewhere(statement, asked))
            else:
                unmet.append(
                    f"{statement.name} would allow it if {_condition(statement, asked, 'were')}"
                )
    lines = (unmet + elsewhere)[:_MOST_LINES]
    return tuple(lines) or (f"no statement names {asked.action}",)


def missing_of_limit(name: str, policy: AnyPolicy, asked: Question) -> tuple[str, ...]:
    """Say that a boundary or session policy has to allow it, and what of it nearly does."""
    wanted = f"{name} has to allow {asked.action} on {asked.resource}"
    if isinstance(policy, CompiledPolicy) and not policy.about(asked.lower_action):
        return (wanted,)
    return (wanted, *missing_allow((policy,), asked))


def missing_of_deny(statement: Statement | UnknownPolicy, asked: Question) -> str:
    """Say what would have to be different for a Deny not to apply."""
    if isinstance(statement, UnknownPolicy):
        return f"{statement.where} must not deny it: its text is not known here"
    if not statement.conditions:
        return f"{statement.name} must not deny {asked.action} on {asked.resource}"
    tests = " and ".join(test.wanted("is") for test in statement.conditions)
    return f"{statement.name} denies it where {tests}"


def open_question(statement: Statement | UnknownPolicy, asked: Question) -> str:
    """Say on what a statement hangs."""
    if isinstance(statement, UnknownPolicy):
        return f"the text of {statement.where} is not known here"
    return f"{statement.name} hangs on whether {_condition(statement, asked, 'is')}"


def _elsewhere(statement: Statement, asked: Question) -> str:
    shown = first_few(statement.resources, most=_MOST_SHOWN)
    which = "all but " if statement.excludes_resources else ""
    return f"{statement.name} allows {asked.action} on {which}{shown}, not on {asked.resource}"


def _condition(statement: Statement, asked: Question, verb: str) -> str:
    """Say what does not hold; if nothing fails, what is not known."""
    held = [(test, test.holds(asked.facts)) for test in statement.conditions]
    chosen = [test for test, holds in held if holds == NO] or [
        test for test, holds in held if holds == MAYBE
    ]
    parts = []
    for test in chosen:
        unsaid = asked.facts.get(test.lower_key) is UNKNOWN
        parts.append(test.wanted(verb) + (", which the request does not say" if unsaid else ""))
    if statement.covers(asked.resource, asked.facts) != YES:
        parts.append(f"{', '.join(statement.resources)} {verb} {asked.resource}")
    return " and ".join(parts) or f"whoever asks {verb} whom it names"
