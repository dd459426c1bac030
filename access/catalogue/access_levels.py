"""How much an action of AWS can do, and which actions a pattern stands for.

The facts come from AWS's service authorization reference ("Actions, resources, and condition keys
for AWS services"). ``actions.json`` is made by ``scripts/make_service_authorization.py`` and names
its source and version. One line is one service: level of access to the names of its actions, which
are one string of words.
"""

import json
import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files


class AccessLevel(StrEnum):
    """The levels of the IAM user guide, "Access levels in policy summaries"; least first."""

    LIST = "List"
    READ = "Read"
    TAGGING = "Tagging"
    WRITE = "Write"
    PERMISSIONS_MANAGEMENT = "Permissions management"


def access_level(action: str) -> AccessLevel | None:
    """Return the level of an action, in any case; None if AWS has no such action here."""
    found = _actions().get(action.lower())
    return found[1] if found else None


def spelled(action: str) -> str | None:
    """Return an action as AWS spells it; None if AWS has no such action here."""
    found = _actions().get(action.lower())
    return found[0] if found else None


def matching_actions(pattern: str) -> tuple[str, ...]:
    """Return the actions that a pattern stands for, as AWS spells them, sorted.

    Args:
        pattern: An action in any case; ``*`` and ``?`` may stand anywhere, as in ``s3:Get*``.
    """
    pattern = pattern.lower()
    if "*" not in pattern and "?" not in pattern:
        name = spelled(pattern)
        return (name,) if name else ()
    return _matching(pattern)


@lru_cache(maxsize=4096)
def _matching(pattern: str) -> tuple[str, ...]:
    # Nearly always one service is meant, which is 50 names in place of 22,000.
    service = pattern.partition(":")[0]
    names = _services().get(service, ()) if "*" not in service and "?" not in service else None
    matches = re.compile(_expression(pattern)).fullmatch
    return tuple(name for name in (_names() if names is None else names) if matches(name.lower()))


def _expression(pattern: str) -> str:
    return "".join({"*": ".*", "?": "."}.get(one) or re.escape(one) for one in pattern)


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    text = files("access.catalogue").joinpath("actions.json").read_text()
    services: Mapping[str, Mapping[str, str]] = json.loads(text)["services"]
    return services


@cache
def _actions() -> Mapping[str, tuple[str, AccessLevel]]:
    return {
        f"{service}:{name}".lower(): (f"{service}:{name}", AccessLevel(level))
        for service, levels in _table().items()
        for level, names in levels.items()
        for name in names.split()
    }


@cache
def _names() -> tuple[str, ...]:
    return tuple(sorted(name for name, _ in _actions().values()))


@cache
def _services() -> Mapping[str, tuple[str, ...]]:
    services: dict[str, list[str]] = {}
    for name in _names():
        services.setdefault(name.partition(":")[0].lower(), []).append(name)
    return {service: tuple(names) for service, names in services.items()}
