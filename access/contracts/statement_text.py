"""A statement as IAM has it."""

import json

from access.policy.decision import DecidingStatement
from access.policy.written_statement import written_statement
from access.records import Role

_LONGEST = 1200


def statement_text(role: Role, statement: DecidingStatement | None) -> str | None:
    """Return the JSON of a statement of a role's policies, or of its trust policy, in one line.

    Very long ones are cut, which an ellipsis shows. None if there is no such statement.
    """
    written = written_statement(role, statement)
    if written is None:
        return None
    text = json.dumps(written)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
