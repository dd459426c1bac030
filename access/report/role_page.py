"""One role as the report shows it."""

import re
from dataclasses import dataclass

from access.contracts.violation import Violation
from access.records import Role, RoleKind
from access.report.contract_result import ContractResult, contract_results
from access.report.no_wider import NoWider, no_wider
from access.report.reach import Reach, reaches
from access.report.taker import Taker, takers
from access.report.unknown_policies import unknown_policies
from access.report.wildcards import IS_WILDCARD, Wildcards, wildcards

_KINDS = list(RoleKind)
_GROUPS = {
    RoleKind.CONTAINER_INSTANCE: "hosts",
    RoleKind.EXTERNAL_INSTANCE: "hosts",
    RoleKind.INFRASTRUCTURE: "hosts",
    RoleKind.TASK: "tasks",
    RoleKind.TASK_EXECUTION: "tasks",
    RoleKind.OPERATOR: "people",
    RoleKind.EXTERNAL_ACCOUNT: "people",
    RoleKind.DEPLOYER: "people",
    RoleKind.OTHER: "others",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class RolePage:
    """A role with all that is said of it."""

    role: Role
    title: str
    """Short, for people: the construct's path without what every path ends with."""

    anchor: str
    """Unique in the report; for links."""

    group: str
    """``hosts``, ``tasks``, ``people`` or ``others``: for its colour."""

    takers: tuple[Taker, ...]
    reaches: tuple[Reach, ...]
    unknown: tuple[str, ...]
    wildcards: tuple[Wildcards, ...]
    contract: tuple[ContractResult, ...]
    no_wider: NoWider | None
    violations: tuple[Violation, ...]
    """The contracts that it breaks, also those that it may break for a reason."""

    @property
    def has_contract(self) -> bool:
        """Whether anything is expected of it."""
        return bool(self.contract or self.no_wider)

    @property
    def other_reasons(self) -> dict[str, str]:
        """What was acknowledged and is no wildcard: rule to reason."""
        return {
            rule: why for rule, why in self.role.reasons.items() if not IS_WILDCARD.search(rule)
        }

    @property
    def order(self) -> tuple[int, str]:
        """By kind, then by name."""
        return _KINDS.index(self.role.kind), self.title

    @property
    def levels(self) -> dict[str, str]:
        """Letters of the access levels by service; without what is denied altogether."""
        return {reach.service: reach.levels for reach in self.reaches if reach.levels}


def role_page(
    role: Role,
    *,
    number: int,
    counterpart: Role | None = None,
    violations: tuple[Violation, ...] = (),
) -> RolePage:
    """Return the page of the role with this place in the inventory.

    Args:
        role: The role.
        number: Its place.
        counterpart: The same role in the environment that its contract names.
        violations: Those by this role.

    Raises:
        AccessError: A policy of the role that IAM would refuse.
    """
    title = role.name if role.id.startswith("arn:") else re.sub(r"/(Role|Resource)$", "", role.id)
    return RolePage(
        role=role,
        title=title,
        anchor=f"role-{number}-{re.sub(r'[^a-z0-9]+', '-', title.lower()).strip('-')}",
        group=_GROUPS[role.kind],
        takers=takers(role),
        reaches=reaches(role),
        unknown=unknown_policies(role),
        wildcards=wildcards(role),
        contract=contract_results(role),
        no_wider=no_wider(role, counterpart),
        violations=violations,
    )
