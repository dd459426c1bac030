"""Shows an explanation, to people and to programs."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from access.explaining.explanation import Explanation
from access.policy.decision import DecidingStatement

_INDENT = 11


def as_text(explanation: Explanation) -> str:
    """Return a few lines that can be read in a terminal and through a pipe."""
    return "\n".join(
        f"{label:<{_INDENT}}{value}" for label, values in _lines(explanation) for value in values
    )


def as_json(explanation: Explanation) -> str:
    """Return the same as a JSON object."""
    role, call, decision = explanation.role, explanation.call, explanation.decision
    shown = {
        "role": {
            "id": role.id,
            "arn": role.arn,
            "kind": role.kind.value,
            "environment": role.environment,
        },
        "action": call.action,
        "resource": call.resource,
        "context": call.context,
        "outcome": decision.outcome.value,
        "why": decision.why,
        "statement": _deciding(decision.statement, explanation.statement),
        "missing": decision.missing,
        "takenBy": explanation.taken_by,
        "attachedTo": explanation.attached_to,
        "notes": explanation.notes,
    }
    return json.dumps(shown, indent=2)


def _lines(explanation: Explanation) -> Iterator[tuple[str, Sequence[str]]]:
    role, call, decision = explanation.role, explanation.call, explanation.decision
    where = f", environment {role.environment}" if role.environment else ""
    yield "role", [role.id]
    # One that was read from an account has no other id.
    yield "", [] if role.arn == role.id else [role.arn]
    yield "kind", [f"{role.kind.value}{where}"]
    yield "call", [f"{call.action} on {call.resource}"]
    for key, values in call.context.items():
        yield "  with", [f"{key} absent" if values is None else f"{key} = {', '.join(values)}"]
    yield "answer", [decision.outcome.value.upper()]
    yield "why", [decision.why]
    if explanation.statement is not None:
        yield "statement", [json.dumps(explanation.statement)]
    # What is undecided lacks only what it hangs on.
    missing = [line for line in decision.missing if line != decision.why]
    yield from _several("missing", missing)
    yield from _several("taken by", explanation.taken_by or ["nobody"])
    yield from _several("attached", explanation.attached_to or ["nowhere in what was read"])
    yield from _several("note", explanation.notes)


def _several(label: str, values: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """The label stands at the first only."""
    for index, value in enumerate(values):
        yield "" if index else label, [value]


def _deciding(deciding: DecidingStatement | None, written: Any) -> dict[str, Any] | None:
    if deciding is None:
        return None
    return {
        "policy": deciding.policy,
        "index": deciding.index,
        "sid": deciding.sid,
        "effect": deciding.effect,
        "written": written,
    }
