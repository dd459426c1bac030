"""``SimulatePrincipalPolicy`` with condition keys, and of roles with a path.

Source: "ContextEntries" and "PolicySourceArn" of SimulatePrincipalPolicy in the IAM API reference.
The emulator takes no condition key into account, and the path of a role for a part of its name.
"""

from contextvars import ContextVar
from typing import Any

SUMMARY = "takes condition keys into account, and finds roles with a path"

_Request = dict[str, Any]
_Response = tuple[int, dict[str, str], bytes]

_Entries = dict[str, str | list[str]]

_entries: ContextVar[_Entries | None] = ContextVar("entries", default=None)


def install() -> None:
    """Evaluate simulated calls with the keys of the request."""
    from ministack.core import iam_evaluator
    from ministack.services import iam

    plain, evaluate = iam._IAM_HANDLERS["SimulatePrincipalPolicy"], iam_evaluator.evaluate

    def evaluate_with_entries(context: Any, policies: Any, *others: Any) -> Any:
        context.service_context |= _entries.get() or {}
        return evaluate(context, policies, *others)

    def simulate(request: _Request) -> _Response:
        arn = iam._p(request, "PolicySourceArn")
        prefix, _, name = arn.partition(":role/")
        if name:
            arn = f"{prefix}:role/{name.rpartition('/')[2]}"
        token = _entries.set(_context_entries(iam, request))
        try:
            answer: _Response = plain({**request, "PolicySourceArn": [arn]})
        finally:
            _entries.reset(token)
        return answer

    iam_evaluator.evaluate = evaluate_with_entries
    iam._IAM_HANDLERS["SimulatePrincipalPolicy"] = simulate


def _context_entries(iam: Any, request: _Request) -> _Entries:
    entries: _Entries = {}
    number = 1
    while name := iam._p(request, f"ContextEntries.member.{number}.ContextKeyName"):
        prefix = f"ContextEntries.member.{number}.ContextKeyValues.member"
        values: list[str] = []
        while value := iam._p(request, f"{prefix}.{len(values) + 1}"):
            values.append(value)
        entries[name.lower()] = values[0] if len(values) == 1 else values
        number += 1
    return entries
