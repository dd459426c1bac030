"""What of an account is not as an assembly has it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from access.access_error import AccessError
from access.counted import counted
from access.drift.compare import compare
from access.drift.drift import Drift
from access.reading.account_inventory import account_inventory
from access.reading.assembly import read_assembly
from access.reading.aws_account import AwsAccount
from access.reading.manifest import read_stacks
from access.reading.physical_names import PhysicalNames, physical_names
from access.reading.template_stack import TemplateStack
from access.records import Role


@dataclass(frozen=True, kw_only=True, slots=True)
class Findings:
    """What was compared, and what came of it."""

    roles: tuple[Role, ...]
    """The roles that were compared, as their templates have them."""

    drifts: tuple[Drift, ...]
    not_compared: tuple[str, ...] = ()
    """What is not deployed; a line each."""

    notes: tuple[str, ...] = ()
    """What could not be read, and what else may look like drift; a line each."""


def find_drift(folder: Path, account: AwsAccount, *, environment: str | None = None) -> Findings:
    """Compare the roles of an assembly that are for an account with those that it has.

    Args:
        folder: Of the assembly.
        account: The one to look at; what the assembly has for others is left out.
        environment: Only the roles with this tag; all if None.

    Raises:
        AccessError: The assembly has nothing for the account, or no such environment; one of them
            cannot be read.
    """
    stacks = _stacks_for(folder, account)
    names = physical_names(account, stacks)
    every = read_assembly(folder, physical_ids=names.ids)
    own = [role for role in every.roles if role.account == account.number]
    roles = _of_environment(own, environment)
    deployed = tuple(role for role in roles if _is_deployed(role, names))
    live = account_inventory(account, regions=list(dict.fromkeys(one.region for one in stacks)))
    return Findings(
        roles=deployed,
        drifts=compare(replace(every, roles=deployed), live),
        not_compared=tuple(_not_compared(roles, deployed, names.absent)),
        notes=(*live.notes, *names.notes),
    )


def _stacks_for(folder: Path, account: AwsAccount) -> list[TemplateStack]:
    every = read_stacks(folder)
    stacks = [stack for stack in every if stack.account == account.number]
    if not stacks:
        others = ", ".join(sorted({stack.account for stack in every}))
        raise AccessError(
            str(folder),
            expected=f"stacks for {account.number}, the account of the credentials (--profile)",
            got=f"stacks for {others}" if others else "no stack",
        )
    return stacks


def _of_environment(roles: Sequence[Role], environment: str | None) -> list[Role]:
    if environment is None:
        return list(roles)
    chosen = [role for role in roles if role.environment == environment]
    if not chosen:
        there = sorted({role.environment for role in roles if role.environment is not None})
        raise AccessError(
            "--environment",
            expected=f"one that the assembly has for this account ({', '.join(there) or 'none'})",
            got=environment,
        )
    return chosen


def _is_deployed(role: Role, names: PhysicalNames) -> bool:
    if role.is_from_outside:
        return not _is_in(names.absent, role)
    return (role.account, role.region, role.stack, role.logical_id) in names.ids


def _not_compared(
    roles: Sequence[Role], deployed: Sequence[Role], absent: Sequence[TemplateStack]
) -> Iterator[str]:
    for stack in absent:
        number = sum(_is_in([stack], role) for role in roles)
        yield f"{stack.name} is not deployed ({counted(number, 'role')})"
    for role in roles:
        if role not in deployed and not _is_in(absent, role):
            yield f"{role.id} is not deployed yet, as its stack {role.stack} is"


def _is_in(stacks: Sequence[TemplateStack], role: Role) -> bool:
    return any((one.region, one.name) == (role.region, role.stack) for one in stacks)
