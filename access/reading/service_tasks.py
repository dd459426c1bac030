"""Which task definition each service of ECS has."""

from collections.abc import Sequence
from contextlib import suppress

from access.access_error import AccessError
from access.reading.template_stack import TemplateStack
from access.reading.template_values import TemplateValues


def service_tasks(stacks: Sequence[TemplateStack], values: TemplateValues) -> dict[str, str]:
    """Return the task definitions, by the ARN of the service.

    A service is left out whose task definition is not in the assembly, or that has none of its own.

    Args:
        stacks: All stacks of the assembly.
        values: Of their templates.

    Raises:
        AccessError: Whether a service is made cannot be known.
    """
    found: dict[str, str] = {}
    for stack in stacks:
        for logical_id, _ in stack.of_type("AWS::ECS::Service"):
            if not values.exists(stack, logical_id):
                continue
            # It delivers no role by itself, so what cannot be known here is no matter.
            with suppress(AccessError):
                for definition in values.texts(stack, logical_id, "TaskDefinition"):
                    place = values.place(stack, logical_id)
                    found[values.resolve({"Ref": logical_id}, place)] = definition
    return found
