"""Checks of the ceilings that an environment names, and of what its services choose of them."""

from collections.abc import Sequence

from constructs_lib import ConfigurationError
from stacks.config.boundary import Boundary


def check_boundaries(where: str, boundaries: Sequence[Boundary], *, environment: str) -> None:
    """Check each boundary, and that each name is there once.

    Args:
        where: Name of the environment's field.
        boundaries: What the environment names.
        environment: Name of the environment.

    Raises:
        ConfigurationError: Names the boundary.
    """
    taken: set[str] = set()
    for boundary in boundaries:
        boundary.check(f"{where}.{boundary.name}", environment=environment)
        if boundary.name.lower() in taken:
            raise ConfigurationError(where, expected="each name once", got=boundary.name)
        taken.add(boundary.name.lower())


def check_chosen_boundary(where: str, name: str | None, boundaries: Sequence[Boundary]) -> None:
    """Refuse a boundary that does not exist; none passes.

    Raises:
        ConfigurationError: Names the boundary, and those that there are.
    """
    names = [boundary.name for boundary in boundaries]
    if name is not None and name not in names:
        raise ConfigurationError(
            where,
            expected=f"a boundary of its environment ({', '.join(names) or 'it has none'}; "
            "another is added to permissions_boundaries of the environment)",
            got=name,
        )
