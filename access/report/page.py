"""The whole report, as data."""

import re
from dataclasses import dataclass
from itertools import pairwise

from access.contracts.check import check_contracts
from access.contracts.violation import Violation
from access.meaning.counterpart import general_id
from access.reading.made_up_name import is_made_up
from access.records import Inventory, Role
from access.report.comparison import Comparison, compared
from access.report.picture import Picture, picture
from access.report.remarks import Remark, Weight, remarks
from access.report.role_page import RolePage, role_page

_LARGEST_PICTURE = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class EnvironmentPage:
    """The roles of one environment."""

    name: str
    anchor: str
    accounts: tuple[str, ...]
    regions: tuple[str, ...]
    roles: tuple[RolePage, ...]
    services: tuple[str, ...]
    """All that its roles reach."""

    picture: Picture | None
    """None for more roles than a picture can show."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """All that a report says."""

    source: str
    environments: tuple[EnvironmentPage, ...]
    comparisons: tuple[Comparison, ...]
    """Each environment with the one before it."""

    remarks: tuple[Remark, ...]

    @property
    def roles(self) -> tuple[RolePage, ...]:
        """Those of every environment."""
        return tuple(page for environment in self.environments for page in environment.roles)

    @property
    def to_look_at(self) -> int:
        """How many remarks are more than a note."""
        return sum(remark.weight is not Weight.NOTE for remark in self.remarks)

    @property
    def weights(self) -> str:
        """How many remarks are wrong, and how many open, in words."""
        weights = [remark.weight for remark in self.remarks]
        return f"{weights.count(Weight.WRONG)} wrong, {weights.count(Weight.OPEN)} open"

    @property
    def computed_from(self) -> str:
        """What the report rests on, and what it leaves out."""
        text = (
            f"Computed from the documents of {self.source} alone: no service control policy, no "
            "policy of a resource, no session policy. Those only take away, save for a resource's "
            "policy, which may give as well."
        )
        if any(one.role.stack and is_made_up(one.role.name) for one in self.roles):
            text += " A name with EXAMPLE at its end stands for one that CloudFormation chooses."
        return text

    @property
    def has_unknown_actions(self) -> bool:
        """Whether a policy names an action that the table of AWS does not have."""
        return any("?" in levels for page in self.roles for levels in page.levels.values())

    @property
    def expectations(self) -> int:
        """How many expectations the contracts of the roles have."""
        return sum(len(page.contract) + bool(page.no_wider) for page in self.roles)

    @property
    def kept(self) -> int:
        """How many of them are kept."""
        calls = sum(result.is_kept for page in self.roles for result in page.contract)
        limits = [page.no_wider.word for page in self.roles if page.no_wider]
        return calls + sum(word != "broken" for word in limits)

    @property
    def wildcards(self) -> int:
        """How many wildcards there are."""
        return sum(len(group.values) for page in self.roles for group in page.wildcards)

    @property
    def unexplained(self) -> int:
        """How many of them have no reason."""
        groups = [group for page in self.roles for group in page.wildcards]
        return sum(len(group.values) for group in groups if group.reason is None)


def page(inventory: Inventory) -> Page:
    """Return the report on an inventory; environments in the order of their first roles.

    Raises:
        AccessError: A policy that IAM would refuse.
    """
    by_name: dict[str, list[RolePage]] = {}
    broken: dict[tuple[str, str], tuple[Violation, ...]] = {}
    for violation in check_contracts(inventory):
        key = _key(violation.role)
        broken[key] = (*broken.get(key, ()), violation)
    by_place = {(role.environment, general_id(role)): role for role in inventory.roles}
    for number, role in enumerate(inventory.roles, start=1):
        counterpart = by_place.get((role.contract.no_wider_than, general_id(role)))
        violations = broken.get(_key(role), ())
        one = role_page(role, number=number, counterpart=counterpart, violations=violations)
        by_name.setdefault(_environment(role), []).append(one)
    environments = tuple(_environment_page(name, pages) for name, pages in by_name.items())
    return Page(
        source=inventory.source,
        environments=environments,
        comparisons=tuple(_compared(*pair) for pair in pairwise(environments)),
        remarks=remarks(
            (each for one in environments for each in one.roles), not_read=inventory.notes
        ),
    )


def _key(role: Role) -> tuple[str, str]:
    return role.id, role.arn


def _environment(role: Role) -> str:
    return role.environment or f"account {role.account}"


def _environment_page(name: str, pages: list[RolePage]) -> EnvironmentPage:
    ordered = tuple(sorted(pages, key=lambda one: one.order))
    return EnvironmentPage(
        name=name,
        anchor=f"environment-{re.sub(r'[^a-z0-9]+', '-', name.lower())}",
        accounts=tuple(dict.fromkeys(one.role.account for one in pages)),
        regions=tuple(dict.fromkeys(one.role.region for one in pages)),
        roles=ordered,
        services=tuple(sorted({service for one in pages for service in one.levels})),
        picture=picture(ordered) if len(ordered) <= _LARGEST_PICTURE else None,
    )


def _compared(first: EnvironmentPage, second: EnvironmentPage) -> Comparison:
    return compared(
        first.name,
        [one.role for one in first.roles],
        second.name,
        [one.role for one in second.roles],
    )
