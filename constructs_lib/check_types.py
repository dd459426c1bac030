"""Compares the values of a configuration with the types that its fields declare."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from constructs_lib.configuration_error import ConfigurationError


def check_types(where: str, config: object) -> None:
    """Refuse a value of another type than its field declares, at any depth.

    The type checker reports the same mistakes, but nobody has to run it before ``cdk synth``.

    Args:
        where: Name of the configuration, for the message.
        config: An instance of a dataclass.

    Raises:
        ConfigurationError: A field holds a value of another type.
    """
    hints = get_type_hints(type(config))
    for field in fields(config):  # type: ignore[arg-type]  # callers pass dataclasses only
        path, value = f"{where}.{field.name}", getattr(config, field.name)
        if not _conforms(value, hints[field.name]):
            raise ConfigurationError(path, expected=_in_words(hints[field.name]), got=value)
        for position, item in enumerate(value if isinstance(value, tuple) else (value,)):
            if is_dataclass(item):
                check_types(path + _step(value, position, item), item)


def _step(value: object, position: int, item: object) -> str:
    """``.web`` for the service of that name in a tuple, ``[0]`` for an item without a name."""
    if not isinstance(value, tuple):
        return ""
    return f".{item.name}" if hasattr(item, "name") else f"[{position}]"


def _conforms(value: object, hint: Any) -> bool:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return any(_conforms(value, argument) for argument in arguments)
    if origin is tuple:
        return isinstance(value, tuple) and all(_conforms(item, arguments[0]) for item in value)
    if origin is Mapping:
        return isinstance(value, Mapping)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, hint)


def _in_words(hint: Any) -> str:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return " or ".join(_in_words(argument) for argument in arguments)
    if origin is tuple:
        return f"a tuple of {_in_words(arguments[0])}, as in (a, b) or (a,)"
    if hint is type(None):
        return "None"
    return str(getattr(hint, "__name__", hint))
