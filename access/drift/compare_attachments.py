"""What delivers one role."""

from collections.abc import Iterator

from access.drift.drift import Drift, DriftKind
from access.drift.put_back import PutBack
from access.drift.tasks_in_use import TASKS, TasksInUse, family
from access.records import Role

# A role is put into these under its own name; a task definition never changes, only its user does.
_HOLDERS = {("instance profile", "Roles"), ("capacity provider", "infrastructureRoleArn")}


def compare_attachments(
    template: Role, live: Role, *, carriers: frozenset[str], in_use: TasksInUse
) -> Iterator[Drift]:
    """Return what no longer delivers the role, and what does so besides.

    A task definition of the template that no service uses is not looked for: it may be for tasks
    that somebody starts.

    Args:
        template: The role as its template has it.
        live: The same role in the account.
        carriers: What was looked at in the account.
        in_use: What services use.
    """
    wanted, found = _held(template, carriers), _held(live, carriers)
    for key in sorted(wanted - found):
        yield _detached(template, *key)
    for key in sorted(found - wanted):
        yield _elsewhere(template, *key)
    if TASKS in carriers:
        yield from _compare_tasks(template, live, in_use)


def _held(role: Role, carriers: frozenset[str]) -> set[tuple[str, str]]:
    return {
        (one.carrier, one.name.rsplit("/", 1)[-1])
        for one in role.attachments
        if (one.carrier, one.field) in _HOLDERS and one.carrier in carriers
    }


def _detached(role: Role, carrier: str, name: str) -> Drift:
    steps: tuple[PutBack, ...] = ()
    if carrier == "instance profile":
        steps = (PutBack(operation="AddRoleToInstanceProfile", arguments=_in(role, name)),)
    return Drift(
        kind=DriftKind.DETACHED,
        role=role,
        what=f"the {carrier} {name} of the template does not have it{_hint(role, steps)}",
        put_back=steps,
    )


def _elsewhere(role: Role, carrier: str, name: str) -> Drift:
    steps: tuple[PutBack, ...] = ()
    if carrier == "instance profile":
        steps = (PutBack(operation="RemoveRoleFromInstanceProfile", arguments=_in(role, name)),)
    return Drift(
        kind=DriftKind.ATTACHED_ELSEWHERE,
        role=role,
        what=f"the {carrier} {name} has it, and the template does not say so",
        put_back=steps,
    )


def _compare_tasks(template: Role, live: Role, in_use: TasksInUse) -> Iterator[Drift]:
    wanted = {(family(one.name), one.field) for one in template.attachments if one.carrier == TASKS}
    for of_template in sorted({name for name, _ in wanted}):
        for service, definition in in_use.moved.get(of_template, ()):
            yield Drift(
                kind=DriftKind.DETACHED,
                role=template,
                what=f"the service {service} uses the task definition {definition}, and its "
                f"template has another: {of_template}{_hint(template, ())}",
            )
    for (definition, field), role in sorted(in_use.roles.items()):
        if role != live.arn and (family(definition), field) in wanted:
            yield Drift(
                kind=DriftKind.DETACHED,
                role=template,
                what=f"a service uses the task definition {definition}, whose {field} is "
                f"{role or 'empty, or no role that there is'}{_hint(template, ())}",
            )
    for one in live.attachments:
        if one.carrier == TASKS and (family(one.name), one.field) not in wanted:
            yield Drift(
                kind=DriftKind.ATTACHED_ELSEWHERE,
                role=template,
                what=f"a service uses the task definition {one.name}, whose {one.field} it is, and "
                "the template does not say so",
            )


def _in(role: Role, profile: str) -> dict[str, str | bool]:
    return {"InstanceProfileName": profile, "RoleName": role.name}


def _hint(role: Role, steps: tuple[PutBack, ...]) -> str:
    if steps:
        return ""
    stack = f" {role.stack}" if role.stack else ""
    return f"; `npx cdk deploy --revert-drift{stack}` is to put it back"
