"""What the values of templates will be."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from access.reading.place import Place
from access.reading.references import References
from access.reading.resource_names import PhysicalIds
from access.reading.template_conditions import holds
from access.reading.template_stack import TemplateStack
from access.reading.text_functions import NO_VALUE, TEXT_FUNCTIONS, Resolve

_DYNAMIC = re.compile(r"\{\{resolve:[^}]*\}\}")


class TemplateValues:
    """Says what values of an assembly's templates will be, as far as the assembly decides it.

    Names that CloudFormation will choose are made up, as ``made_up_name`` says.
    """

    def __init__(
        self, stacks: Sequence[TemplateStack], *, physical_ids: PhysicalIds | None = None
    ) -> None:
        """Read values of these stacks.

        Args:
            stacks: All stacks of the assembly.
            physical_ids: Of what is deployed.
        """
        references = References(stacks, physical_ids=physical_ids)
        self._physical_ids: PhysicalIds = physical_ids or {}
        self._functions: dict[str, Callable[[Resolve, Any, Place], Any]] = {
            **TEXT_FUNCTIONS,
            "Ref": references.ref,
            "Fn::GetAtt": references.get_att,
            "Fn::ImportValue": references.import_value,
            "Fn::GetStackOutput": references.stack_output,
            "Fn::If": _if,
        }

    def resolve(self, value: Any, place: Place) -> Any:
        """Return a value without references.

        Args:
            value: Of a property, or a part of one.
            place: Where it stands.

        Raises:
            AccessError: It has a function that is unknown here, or that nobody can answer before
                the deployment.
        """
        if isinstance(value, dict):
            return self._mapping(value, place)
        if isinstance(value, list):
            items = (self.resolve(item, place) for item in value)
            return [item for item in items if item is not NO_VALUE]
        if isinstance(value, str) and (found := _DYNAMIC.search(value)):
            place.refuse(expected="a value that the template has", got=found[0])
        return value

    def place(self, stack: TemplateStack, logical_id: str) -> Place:
        """Return where the values of a resource stand."""
        return Place(stack=stack, logical_id=logical_id)

    def physical_id(self, stack: TemplateStack, logical_id: str) -> str | None:
        """Return what CloudFormation calls a resource that is deployed; None if nobody said."""
        return self._physical_ids.get(stack.key(logical_id))

    def property_(self, stack: TemplateStack, logical_id: str, *path: str) -> Any:
        """Return a property of a resource; None if it has none.

        Raises:
            AccessError: As for ``resolve``.
        """
        found = self.properties(stack, logical_id, *path)
        return found[0] if found else None

    def properties(self, stack: TemplateStack, logical_id: str, *path: str) -> list[Any]:
        """Return what stands at the ends of a path; only that, and the way there, is resolved.

        Args:
            stack: The stack.
            logical_id: Of the resource.
            path: Names of properties; ``*`` is each item of a list.

        Raises:
            AccessError: As for ``resolve``.
        """
        place = self.place(stack, logical_id)
        found: list[Any] = [stack.resources[logical_id].get("Properties")]
        for name in path:
            steps = [step for value in found for step in _step(value, name)]
            # Of a function, only the result has what the rest of the path names.
            found = [self.resolve(one, place) if _is_function(one) else one for one in steps]
        resolved = [self.resolve(one, place) for one in found]
        return [one for one in resolved if one is not NO_VALUE and one is not None]

    def texts(self, stack: TemplateStack, logical_id: str, *path: str) -> list[str]:
        """Return the texts at the ends of a path.

        Raises:
            AccessError: As for ``resolve``; something is no text.
        """
        found = self.properties(stack, logical_id, *path)
        for one in found:
            if not isinstance(one, str):
                place = self.place(stack, logical_id)
                place.refuse(expected=f"a text in {'.'.join(path)}", got=one)
        return found

    def exists(self, stack: TemplateStack, logical_id: str) -> bool:
        """Whether the resource is made: it has no condition, or one that holds.

        Raises:
            AccessError: Nobody can tell before the deployment.
        """
        condition = stack.resources[logical_id].get("Condition")
        if condition is None:
            return True
        return holds(self.resolve, condition, self.place(stack, logical_id))

    def _mapping(self, value: dict[str, Any], place: Place) -> Any:
        if _is_function(value):
            ((name, argument),) = value.items()
            if name not in self._functions:
                known = ", ".join(sorted(self._functions))
                place.refuse(expected=f"a function that is known here ({known})", got=name)
            return self._functions[name](self.resolve, argument, place)
        for key in value:
            if key.startswith("Fn::"):
                place.refuse(expected=f"{key} alone in its mapping", got=sorted(value))
        resolved = {key: self.resolve(item, place) for key, item in value.items()}
        return {key: item for key, item in resolved.items() if item is not NO_VALUE}


def _step(value: Any, name: str) -> list[Any]:
    if name == "*":
        # One thing where a list belongs is looked at as well, rather than passed over.
        is_nothing = value is None or value is NO_VALUE
        return value if isinstance(value, list) else [] if is_nothing else [value]
    return [value[name]] if isinstance(value, dict) and name in value else []


def _is_function(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and len(value) == 1
        and all(key == "Ref" or key.startswith("Fn::") for key in value)
    )


def _if(resolve: Resolve, argument: Any, place: Place) -> Any:
    match argument:
        case [condition, first, second]:
            return resolve(first if holds(resolve, condition, place) else second, place)
    place.refuse(expected="Fn::If of [condition, value, value]", got=argument)
