"""Checks of which environment may do no more than which other."""

from collections.abc import Sequence

from constructs_lib import ConfigurationError
from stacks.config.environment import EnvironmentConfig


def check_comparisons(environments: Sequence[EnvironmentConfig]) -> None:
    """Refuse an environment that is compared with none that there is, or with itself.

    Raises:
        ConfigurationError: Names the environment that is not declared, or the circle; a reason to
            be wider of an environment that is compared with none.
    """
    for environment in environments:
        _check_reasons(environment)
    measures = {one.name: one.no_wider_than for one in environments}
    for name, measure in measures.items():
        if measure is None:
            continue
        where = f"{name}.no_wider_than"
        others = [one for one in measures if one != name]
        if measure not in others:
            raise ConfigurationError(
                where,
                expected=f"the name of another environment ({', '.join(others) or 'none is here'})",
                got=measure,
            )
        circle = _followed(name, measures)
        if circle[-1] == name:
            raise ConfigurationError(
                where,
                expected="no circle, in which nobody could be given anything",
                got=" -> ".join(circle),
            )


def _check_reasons(environment: EnvironmentConfig) -> None:
    """Refuse a reason to be wider than nothing: it would wait for a day when it is needed."""
    if environment.no_wider_than is not None:
        return
    reasons = [
        ("hosts_wider_because", environment.hosts_wider_because),
        *(
            (f"services.{one.name}.wider_because", one.wider_because)
            for one in environment.services
        ),
        *(
            (f"access.{place}.wider_because", role.wider_because)
            for place, role in environment.access.places()
        ),
    ]
    for field, reason in reasons:
        if reason is not None:
            raise ConfigurationError(
                f"{environment.name}.{field}",
                expected=f"None, as {environment.name}.no_wider_than names no environment",
                got=reason,
            )


def _followed(name: str, measures: dict[str, str | None]) -> list[str]:
    """Return the environment and what it is compared with in turn, until the first comes again."""
    path = [name]
    while (following := measures.get(path[-1])) is not None:
        is_known = following in path
        path.append(following)
        if is_known:
            break
    return path
