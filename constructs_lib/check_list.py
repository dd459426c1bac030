"""Refuses what is no list of the kind that a prop takes."""

from collections.abc import Iterable

from constructs_lib.configuration_error import ConfigurationError


def check_list(where: str, values: object, kind: type | tuple[type, ...]) -> None:
    """Refuse a single value where several belong, and a value of another kind.

    The type checker reports the same, but nobody has to run it, and a text would be read letter by
    letter.

    Args:
        where: Name of the prop, for the message.
        values: What was given for it.
        kind: Of each value.

    Raises:
        ConfigurationError: No list, or a value of another type in it.
    """
    kinds = kind if isinstance(kind, tuple) else (kind,)
    names = " or ".join(one.__name__ for one in kinds)
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise ConfigurationError(where, expected=f"a list of {names}, as in [...]", got=values)
    for position, value in enumerate(values):
        if not isinstance(value, kinds):
            raise ConfigurationError(f"{where}[{position}]", expected=names, got=value)
