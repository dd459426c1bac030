"""The actions that a policy statement names."""

import re
from dataclasses import dataclass
from functools import lru_cache

from constructs_lib.iam.mistake import Mistake
from constructs_lib.iam.service_authorization import (
    Action,
    find_service,
    matching_actions,
    service_prefixes,
)
from constructs_lib.iam.wording import did_you_mean

_ACTION = re.compile(r"(?P<service>[^:]*):(?P<name>[A-Za-z0-9*?-]+)")
_EVERY_ACTION = {"*", "*:*"}


@dataclass(frozen=True, slots=True)
class ActionPattern:
    """What a statement writes as an action, and the actions that it stands for."""

    written: str
    actions: tuple[Action, ...]
    """None for ``*``, which is every action of every service."""

    @property
    def is_every_action(self) -> bool:
        """Whether it stands for actions of every service."""
        return not self.actions

    @property
    def has_wildcard(self) -> bool:
        """Whether it may stand for more than one action."""
        return "*" in self.written or "?" in self.written


@lru_cache(maxsize=4096)
def parse_action(element: str, written: str) -> ActionPattern | Mistake:
    """Return what an action stands for, or why it stands for nothing.

    Args:
        element: ``Action`` or ``NotAction``.
        written: ``service:Name``, in any case and with wildcards in the name, or ``*``.
    """
    if written in _EVERY_ACTION:
        return ActionPattern(written, ())
    match = _ACTION.fullmatch(written)
    if match is None:
        expected = "an action with its service prefix, as in 's3:GetObject'"
        return Mistake(element, expected, written)
    service = find_service(match["service"])
    if service is None:
        hint = did_you_mean(match["service"], service_prefixes(), cutoff=0.5)
        expected = "the prefix of a service in the table of AWS's service authorization reference"
        return Mistake(element, expected + hint, written)
    actions = matching_actions(service, match["name"])
    if not actions:
        names = (action.full_name for action in service.actions.values())
        expected = f"an action of {service.prefix}{did_you_mean(written, names)}"
        return Mistake(element, expected, written)
    return ActionPattern(written, actions)
