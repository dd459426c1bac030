"""Whether roles keep to what the configuration says of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from access.policy.decision import Decision, Outcome
from access.policy.role_access import RoleAccess
from access.records import Call, Role


@dataclass(frozen=True, kw_only=True, slots=True)
class ContractResult:
    """One expectation of a role's contract, with the answer."""

    is_allowed_expected: bool
    call: Call
    decision: Decision

    @property
    def is_kept(self) -> bool:
        """False as well if the answer is undecided."""
        expected = Outcome.ALLOWED if self.is_allowed_expected else Outcome.DENIED
        return self.decision.outcome is expected

    @property
    def word(self) -> str:
        """``kept``, ``broken`` or ``undecided``."""
        if self.decision.outcome is Outcome.UNDECIDED:
            return "undecided"
        return "kept" if self.is_kept else "broken"


def contract_results(role: Role) -> tuple[ContractResult, ...]:
    """Return what must be allowed, then what must be denied, each with what IAM would answer."""
    return tuple(_results(role))


def _results(role: Role) -> Iterator[ContractResult]:
    contract = role.contract
    if not (contract.must_allow or contract.must_deny):
        return
    access = RoleAccess(role)
    for is_allowed_expected, calls in ((True, contract.must_allow), (False, contract.must_deny)):
        for call in calls:
            yield ContractResult(
                is_allowed_expected=is_allowed_expected, call=call, decision=access.may(call)
            )
