"""``SimulatePrincipalPolicy`` with condition keys, boundaries, further policies and paths of roles.

Source: "ContextEntries", "PolicyInputList" and "PolicySourceArn" of SimulatePrincipalPolicy in the
IAM API reference; the boundary of the principal counts ("Testing IAM policies with the IAM policy
simulator" in the IAM user guide). The emulator takes none of the first three into account, and the
path of a role for a part of its name.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

SUMMARY = (
    "takes condition keys, boundaries and further policies into account, and finds roles with a "
    "path"
)

_Request = dict[str, Any]
_Response = tuple[int, dict[str, str], bytes]

_Entries = dict[str, str | list[str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Simulation:
    """What the emulator leaves out of a simulated call."""

    principal: str
    entries: _Entries
    policies: list[Any]
    """Beside those of the principal."""
    limits: list[Any]
    """The boundary of the principal."""


_simulation: ContextVar[_Simulation | None] = ContextVar("simulation", default=None)


def install() -> None:
    """Evaluate simulated calls with the whole request, and with the boundary."""
    from ministack.core import iam_evaluator
    from ministack.services import iam

    plain, evaluate = iam._IAM_HANDLERS["SimulatePrincipalPolicy"], iam_evaluator.evaluate
    build = iam._build_simulate_results_real

    def evaluate_in_full(context: Any, policies: Any, *limits: Any) -> Any:
        if (simulation := _simulation.get()) is not None:
            context.principal_arn = simulation.principal
            context.service_context |= simulation.entries
            limits = (*limits, *simulation.limits)
        return evaluate(context, policies, *limits)

    def build_with_policies(
        actions: Any, resource: str, principal: str, account: str, policies: list[Any]
    ) -> Any:
        simulation = _simulation.get()
        further = [] if simulation is None else simulation.policies
        return build(actions, resource, principal, account, [*policies, *further])

    def simulate(request: _Request) -> _Response:
        arn = iam._p(request, "PolicySourceArn")
        head, _, name = arn.rpartition("/")
        is_role = ":role/" in arn
        simulation = _Simulation(
            principal=arn,
            entries=_context_entries(iam, request),
            policies=[
                iam_evaluator.parse_policy_document(document)
                for document in _listed(iam, request, "PolicyInputList.member")
            ],
            limits=iam_evaluator._permissions_boundary(
                iam._roles if is_role else iam._users, name, arn.split(":")[4]
            ),
        )
        if is_role:
            arn = f"{head.partition(':role')[0]}:role/{name}"
        token = _simulation.set(simulation)
        try:
            answer: _Response = plain({**request, "PolicySourceArn": [arn]})
        finally:
            _simulation.reset(token)
        return answer

    iam_evaluator.evaluate = evaluate_in_full
    iam._build_simulate_results_real = build_with_policies
    iam._IAM_HANDLERS["SimulatePrincipalPolicy"] = simulate


def _context_entries(iam: Any, request: _Request) -> _Entries:
    entries: _Entries = {}
    number = 1
    while name := iam._p(request, f"ContextEntries.member.{number}.ContextKeyName"):
        values = _listed(iam, request, f"ContextEntries.member.{number}.ContextKeyValues.member")
        entries[name.lower()] = values[0] if len(values) == 1 else values
        number += 1
    return entries


def _listed(iam: Any, request: _Request, field: str) -> list[str]:
    values: list[str] = []
    while value := iam._p(request, f"{field}.{len(values) + 1}"):
        values.append(value)
    return values
