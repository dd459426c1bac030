"""The task definitions that the services of an account use."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

from access.records import Inventory

TASKS = "task definition"


@dataclass(frozen=True, kw_only=True, slots=True)
class TasksInUse:
    """What services use, and which of them do not use what their template says."""

    roles: Mapping[tuple[str, str], str]
    """ARN and field of each task definition to the ARN of the role in it; empty without one."""

    moved: Mapping[str, tuple[tuple[str, str], ...]]
    """Family of a template's task definition to the services that have one of another family.

    Each with the task definition that it has.
    """


def tasks_in_use(template: Inventory, live: Inventory) -> TasksInUse:
    """Return the task definitions that services use, with both roles of each."""
    named = {
        (one.name, one.field): role.arn
        for role in live.roles
        for one in role.attachments
        if one.carrier == TASKS
    }
    names = {*live.task_definitions, *(name for name, _ in named)}
    both = itertools.product(names, ("taskRoleArn", "executionRoleArn"))
    moved: dict[str, tuple[tuple[str, str], ...]] = {}
    for service, wanted in sorted(template.services.items()):
        found = live.services.get(service)
        if found is not None and family(found) != family(wanted):
            moved[family(wanted)] = (*moved.get(family(wanted), ()), (service, found))
    return TasksInUse(roles=dict.fromkeys(both, "") | named, moved=moved)


def family(definition: str) -> str:
    """Return the ARN of a task definition without the revision."""
    return definition.rpartition(":")[0]
