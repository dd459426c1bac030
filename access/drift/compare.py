"""What an account has that its templates have not, and the other way round."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from access.drift.compare_attachments import compare_attachments
from access.drift.compare_policies import compare_boundary, compare_policies
from access.drift.document_difference import document_difference
from access.drift.drift import Drift, DriftKind
from access.drift.put_back import PutBack, as_argument
from access.drift.tasks_in_use import TasksInUse, tasks_in_use
from access.meaning.change import LOST
from access.meaning.difference import difference
from access.records import Inventory, Role

# What matters of a difference between a contract and the role: it may have been so ever since.
_LACKING = {LOST.may: "may not", LOST.within_boundary: "may not", LOST.freed: "is denied"}


def compare(template: Inventory, live: Inventory) -> tuple[Drift, ...]:
    """Return every difference between the roles of the template and those of the account.

    Roles are the same if their name is: the names of the template have to be those that
    CloudFormation chose. Roles that no template has are left out. What several roles share, such
    as a boundary that says something else now, is told once.

    Of a role from outside, others decide: it has to be there, with the trust policy of its
    contract, and may do what the contract asks for.

    Raises:
        AccessError: A policy of a role from outside that cannot be read.
    """
    by_name = {role.name: role for role in live.roles}
    in_use = tasks_in_use(template, live)
    carriers = live.carriers
    if carriers is None:
        both = (*template.roles, *live.roles)
        carriers = frozenset(one.carrier for role in both for one in role.attachments)
    found: dict[tuple[DriftKind, object], list[Drift]] = {}
    for role in template.roles:
        for drift in _compare_role(role, by_name, carriers, in_use):
            shared = drift.put_back and drift.put_back[0].operation == "CreatePolicyVersion"
            key = str(drift.put_back[0]) if shared else (role.id, drift.what)
            found.setdefault((drift.kind, key), []).append(drift)
    return tuple(_once(same) for same in found.values())


def _once(same: Sequence[Drift]) -> Drift:
    first, others = same[0], len(same) - 1
    if not others:
        return first
    counted = "1 other role has" if others == 1 else f"{others} other roles have"
    return replace(first, what=f"{first.what}; {counted} it as well")


def _compare_role(
    role: Role, by_name: Mapping[str, Role], carriers: frozenset[str], in_use: TasksInUse
) -> Iterator[Drift]:
    live = by_name.get(role.name)
    if live is None or live.arn != role.arn:
        yield _gone(role, live)
        return
    if difference := document_difference(role.trust, live.trust):
        step = PutBack(
            operation="UpdateAssumeRolePolicy",
            arguments={"RoleName": role.name, "PolicyDocument": as_argument(role.trust)},
        )
        yield Drift(
            kind=DriftKind.TRUST_CHANGED,
            role=role,
            what=f"its trust policy {difference}",
            put_back=(step,),
        )
    if role.is_from_outside:
        yield from _compare_contract(role, live)
        return
    yield from compare_policies(role, live)
    yield from compare_boundary(role, live)
    yield from compare_attachments(role, live, carriers=carriers, in_use=in_use)


def _gone(role: Role, other: Role | None) -> Drift:
    hint = "whoever makes it has to make it again"
    if not role.is_from_outside:
        stack = f" {role.stack}" if role.stack else ""
        hint = f"`npx cdk deploy --revert-drift{stack}` is to make it again"
    # Whoever makes one again by hand may forget the path, which trust policies and carriers name.
    named = role.name if other is None else f"{role.arn} ({other.arn} has its name)"
    return Drift(kind=DriftKind.ROLE_MISSING, role=role, what=f"there is no role {named}; {hint}")


def _compare_contract(role: Role, live: Role) -> Iterator[Drift]:
    if any(policy.document is None for policy in live.policies):
        return
    known = tuple(policy for policy in role.policies if policy.document is not None)
    limit = live.boundary if live.boundary and live.boundary.document is not None else None
    asked_for = replace(role, policies=known, boundary=None)
    for change in difference(asked_for, replace(live, trust=role.trust, boundary=limit)).lost:
        if change.what in _LACKING:
            what = replace(change, what=_LACKING[change.what]).short
            yield Drift(
                kind=DriftKind.POLICY_MISSING,
                role=role,
                what=f"{what}, which its contract asks for ({change.statement}); whoever makes it "
                "has to allow it",
            )
