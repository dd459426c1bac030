"""What deserves a look first."""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from enum import Enum

from access.contracts.trust_rules import TRUST_RULES
from access.contracts.violation import Severity, Violation
from access.records import RoleKind
from access.report.role_page import RolePage

_KNOWN_POLICIES = "known-policies"
_ON_TRUST = {rule.rule for rule in TRUST_RULES}


class Weight(Enum):
    """How much a remark weighs."""

    WRONG = "wrong"
    OPEN = "open"
    """Somebody has to decide, or to say why."""

    NOTE = "note"


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """One sentence on the roles that it is true of."""

    weight: Weight
    text: str
    roles: tuple[RolePage, ...]
    """Empty for what is true of the whole report."""

    details: tuple[str, ...] = ()
    """Sentences: which statement it is, what to do, or why it is accepted."""


_Said = tuple[Weight, str, tuple[str, ...]]


def remarks(pages: Iterable[RolePage], *, not_read: Sequence[str] = ()) -> tuple[Remark, ...]:
    """Return what stands out of roles, the heaviest first.

    Args:
        pages: The roles.
        not_read: Notes of the inventory.
    """
    found: dict[_Said, list[RolePage]] = {
        (Weight.OPEN, _sentence(note), ()): [] for note in not_read
    }
    for page in pages:
        for said in _of(page):
            found.setdefault(said, []).append(page)
    order = list(Weight)
    return tuple(
        Remark(weight=weight, text=text, roles=tuple(roles), details=details)
        for (weight, text, details), roles in sorted(
            found.items(), key=lambda one: order.index(one[0][0])
        )
    )


def _of(page: RolePage) -> Iterator[_Said]:
    for violation in page.violations:
        yield _of_violation(violation)
    for weight, text in _texts(page, {violation.rule for violation in page.violations}):
        yield weight, text, ()


def _of_violation(violation: Violation) -> _Said:
    text = _sentence(violation.what)
    if violation.reason is not None:
        return Weight.NOTE, text, (f"Accepted ({violation.rule}): {violation.reason}",)
    weight = Weight.OPEN if violation.severity is Severity.WARNING else Weight.WRONG
    written = f": {violation.statement_json}" if violation.statement_json else ""
    statement = [_sentence(f"{violation.statement}{written}")] if violation.statement else []
    return weight, text, (*statement, f"To do ({violation.rule}): {violation.fix}.")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith((".", "}")) else ".")


def _texts(page: RolePage, broken: Set[str]) -> Iterator[tuple[Weight, str]]:
    if not broken & _ON_TRUST:
        yield from _of_trust(page)
    if _KNOWN_POLICIES not in broken:
        for line in page.unknown:
            yield Weight.OPEN, line
    unexplained = sum(len(group.values) for group in page.wildcards if group.reason is None)
    if unexplained:
        wildcards = "a wildcard" if unexplained == 1 else f"{unexplained} wildcards"
        yield Weight.OPEN, f"No reason is given for {wildcards}."
    if page.role.environment is None and page.role.stack:
        yield Weight.NOTE, "No tag environment, so it stands under its account."
    if page.role.boundary is None and page.role.kind is not RoleKind.OTHER:
        yield Weight.NOTE, "No permissions boundary."
    if page.role.is_from_outside:
        yield Weight.NOTE, "Made elsewhere: what is shown is what it has to be."


def _of_trust(page: RolePage) -> Iterator[tuple[Weight, str]]:
    for taker in page.takers:
        if taker.kind == "anyone" and not taker.is_denied:
            weight = Weight.OPEN if taker.conditions else Weight.WRONG
            under = " under conditions" if taker.conditions else ""
            yield weight, f"{taker.name.capitalize()} may take it{under}."
    if not any(not taker.is_denied for taker in page.takers):
        yield Weight.NOTE, "Nobody may take it."
