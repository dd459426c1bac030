"""The answer to whether a role may make a call, with all that a person asks next."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from access.explaining.takers import takers
from access.policy.decision import Decision, Outcome
from access.policy.role_access import RoleAccess
from access.policy.written_statement import written_statement
from access.records import Call, Role


@dataclass(frozen=True, kw_only=True, slots=True)
class Explanation:
    """A role, a call, and the decision."""

    role: Role
    call: Call
    decision: Decision
    statement: Any
    """The deciding statement as it is written; None if none decided."""

    taken_by: tuple[str, ...]
    attached_to: tuple[str, ...]
    notes: tuple[str, ...]
    """What limits the answer."""


def explain(role: Role, call: Call, *, not_read: Sequence[str] = ()) -> Explanation:
    """Ask whether a role may make a call.

    Condition keys that the call does not name may have any value: what hangs on them is undecided.

    Args:
        role: Who calls.
        call: What is asked for.
        not_read: Notes of the inventory that has the role.

    Raises:
        AccessError: One of the role's policies is one that IAM would refuse.
    """
    decision = RoleAccess(role).may(call)
    return Explanation(
        role=role,
        call=call,
        decision=decision,
        statement=written_statement(role, decision.statement),
        taken_by=takers(role.trust),
        attached_to=tuple(f"{one.carrier} {one.name}, as {one.field}" for one in role.attachments),
        notes=(*_notes(role), *_on_keys(role, call, decision.outcome), *not_read),
    )


def _notes(role: Role) -> list[str]:
    notes = [
        f"nobody here knows what {policy.where} says"
        for policy in role.policies_and_boundary
        if policy.document is None
    ]
    if role.is_from_outside:
        notes.append("made elsewhere: this is what its contract asks for, and it may have more")
    return notes


def _on_keys(role: Role, call: Call, outcome: Outcome) -> Iterator[str]:
    documents = [policy.document for policy in role.policies_and_boundary]
    if None in documents:
        return
    text = json.dumps(documents).lower()
    for key in call.context:
        if key.lower() not in text:
            yield f"no policy of the role asks for {key}: it changes nothing"
    if outcome is Outcome.UNDECIDED:
        yield "say what the request has with --context KEY=VALUE, or that it has not: --absent KEY"
