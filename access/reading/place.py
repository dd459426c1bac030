"""Where a value stands in a template."""

from dataclasses import dataclass, replace
from typing import NoReturn

from access.access_error import AccessError
from access.reading.template_stack import TemplateStack


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A resource, output or parameter, and the references that led to it."""

    stack: TemplateStack
    logical_id: str
    trail: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Name it as a person finds it."""
        return f"{self.stack.file}, {self.logical_id}"

    def follow(self, stack: TemplateStack, logical_id: str, what: str = "") -> "Place":
        """Return the place that a reference leads to.

        Raises:
            AccessError: The reference leads back to where it came from.
        """
        step = f"{stack.name}.{logical_id}.{what}"
        if step in self.trail:
            raise AccessError(
                str(self), expected="references that end somewhere", got=" -> ".join(self.trail)
            )
        return replace(self, stack=stack, logical_id=logical_id, trail=(*self.trail, step))

    def refuse(self, *, expected: str, got: object) -> NoReturn:
        """Say that a value here cannot be known.

        Raises:
            AccessError: Always.
        """
        raise AccessError(str(self), expected=expected, got=got)
