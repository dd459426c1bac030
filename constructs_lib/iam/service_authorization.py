"""Which actions, resource types and condition keys the services of AWS have.

The facts come from AWS's service authorization reference, but for those of
``reference_exceptions.py``. ``service_authorization.json`` is made by
``scripts/make_service_authorization.py`` and names its source and version. One line is one service:

* ``actions``: groups of ``[resource types, condition keys, names]``, for most actions share the
  first two with others; what could contain no space is one string of words.
* ``resources``: name of the type to ``[ARN format, condition keys]``.
* ``keys`` (and ``global_keys``): type of the value to the condition keys of that type.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from constructs_lib.iam.reference_exceptions import ALSO_HAS, ALSO_TAKES, KEYS_ABSENT


@dataclass(frozen=True, slots=True)
class Action:
    """One action of a service."""

    service: str
    name: str
    resource_types: tuple[str, ...]
    """Names of the service's resource types; none for an action that takes only ``*``."""

    condition_keys: tuple[str, ...]
    """Those of the action itself; the resource types and every request have more."""

    @property
    def full_name(self) -> str:
        """The action as a policy names it, ``service:Name``."""
        return f"{self.service}:{self.name}"

    def absent_keys(self, resource_type: str) -> tuple[str, ...]:
        """Return the keys of the action that a request for this type of resource lacks."""
        return KEYS_ABSENT.get((self.full_name, resource_type), ())


@dataclass(frozen=True, slots=True)
class ResourceType:
    """One type of resource."""

    name: str
    arn_format: str
    """The ARN, with variables, as in ``arn:${Partition}:sqs:${Region}:${Account}:${QueueName}``."""

    condition_keys: tuple[str, ...]


# One object a prefix, so equality is identity, and a service can be the key of a cache.
@dataclass(frozen=True, slots=True, eq=False)
class Service:
    """What one service prefix stands for."""

    prefix: str
    actions: Mapping[str, Action]
    """By lower-case name: IAM takes an action's name in any case."""

    resource_types: Mapping[str, ResourceType]
    condition_keys: Mapping[str, str]
    """Name to type of the value, as in ``String`` or ``ArrayOfARN``."""


def find_service(prefix: str) -> Service | None:
    """Return the service of a prefix, in any case; None if the table has none."""
    return _service(prefix.lower())


@lru_cache(maxsize=1024)
def matching_actions(service: Service, pattern: str) -> tuple[Action, ...]:
    """Return the actions that a name stands for, in any case; ``*`` and ``?`` may stand in it."""
    pattern = pattern.lower()
    if "*" not in pattern and "?" not in pattern:
        action = service.actions.get(pattern)
        return () if action is None else (action,)
    glob = re.compile(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."))
    return tuple(action for name, action in service.actions.items() if glob.fullmatch(name))


@cache
def service_prefixes() -> frozenset[str]:
    """Return every prefix that an action can have, in lower case."""
    return frozenset(_table()["services"])


@cache
def global_condition_keys() -> Mapping[str, str]:
    """Return the condition keys that are no one service's, with the type of their value.

    Most are in every request; ``aws:RequestTag``, ``aws:ResourceTag`` and ``aws:TagKeys`` are only
    in those of the actions that name them.
    """
    return _name_to_type(_table()["global_keys"])


@cache
def all_condition_keys() -> frozenset[str]:
    """Return the condition keys of every service, and the global ones."""
    rows = _table()["services"].values()
    words = [keys for row in rows for keys in row["keys"].values()]
    return frozenset(key for keys in words for key in keys.split()) | set(global_condition_keys())


@cache
def _table() -> Mapping[str, Any]:
    text = files(__package__).joinpath("service_authorization.json").read_text(encoding="utf-8")
    table: dict[str, Any] = json.loads(text)
    return table


@cache
def _service(prefix: str) -> Service | None:
    row = _table()["services"].get(prefix)
    if row is None:
        return None
    actions = [
        Action(
            prefix,
            name,
            (*types, *ALSO_TAKES.get(f"{prefix}:{name}", ())),
            (*keys.split(), *ALSO_HAS.get(f"{prefix}:{name}", ())),
        )
        for types, keys, names in row["actions"]
        for name in names.split()
    ]
    return Service(
        prefix=prefix,
        actions={action.name.lower(): action for action in sorted(actions, key=lambda a: a.name)},
        resource_types=_resource_types(prefix, row["resources"]),
        condition_keys=_name_to_type(row["keys"]),
    )


def _resource_types(prefix: str, row: Mapping[str, Any]) -> Mapping[str, ResourceType]:
    added = {
        name: ResourceType(name, arn_format, ())
        for action, types in ALSO_TAKES.items()
        if action.startswith(f"{prefix}:")
        for name, arn_format in types.items()
    }
    return added | {
        name: ResourceType(name, arn_format, tuple(keys.split()))
        for name, (arn_format, keys) in row.items()
    }


def _name_to_type(row: Mapping[str, str]) -> Mapping[str, str]:
    return {key: kind for kind, keys in row.items() for key in keys.split()}
