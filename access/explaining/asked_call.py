"""The call that a person asks about."""

import re
from collections.abc import Sequence
from difflib import get_close_matches

from access.access_error import AccessError
from access.catalogue.access_levels import matching_actions, spelled
from access.records import Call

_ACTION = re.compile(r"([A-Za-z0-9-]+:)?[A-Za-z0-9]+")
_MOST_NEAR = 3
_ARN = re.compile(r"arn:[^:*?]+:[^:*?]+:[^:]*:[^:]*:.+", re.DOTALL)


def asked_call(
    action: str, resource: str, *, context: Sequence[str] = (), absent: Sequence[str] = ()
) -> Call:
    """Return the call, spelled as AWS spells it.

    Args:
        action: One action.
        resource: ARN of one resource; ``*`` for an action that takes none.
        context: ``key=value``; a key that is named again has several values.
        absent: Keys that the request certainly does not have.

    Raises:
        AccessError: No action of AWS; several actions or resources; no ``key=value``; a key that
            is there and absent.
    """
    known = spelled(action)
    if known is None:
        _refuse_action(action)
    if resource != "*" and (not _ARN.fullmatch(resource) or re.search(r"[*?]", resource)):
        raise AccessError(
            "RESOURCE",
            expected="the ARN of one resource, without wildcards, or '*' for an action without one",
            got=resource,
        )
    given: dict[str, list[str]] = {}
    spellings: dict[str, str] = {}
    for pair in context:
        key, is_pair, value = pair.partition("=")
        if not key or not is_pair:
            raise AccessError(
                "--context", expected="key=value, as in aws:SourceVpc=vpc-1", got=pair
            )
        given.setdefault(spellings.setdefault(key.lower(), key), []).append(value)
    for key in absent:
        if key.lower() in spellings:
            raise AccessError("--absent", expected="a key without --context", got=key)
    return Call(
        action=str(known), resource=resource, context={**given, **dict.fromkeys(absent, None)}
    )


def _refuse_action(action: str) -> None:
    """An action that AWS does not have would always be denied, which answers another question."""
    expected = "one action of AWS, without wildcards, as in s3:GetObject"
    if near := _near(action):
        expected = f"{expected} (did you mean {', '.join(near)}?)"
    raise AccessError("ACTION", expected=expected, got=action)


def _near(action: str) -> list[str]:
    if not _ACTION.fullmatch(action):
        return []
    service, _, name = action.rpartition(":")
    of_service = matching_actions(f"{service}:*") if service else ()
    # Of a service that there is not, or without one: who has an action of this name.
    candidates = of_service or matching_actions(f"*:{name}")
    near = get_close_matches(action, candidates, n=_MOST_NEAR, cutoff=0.6)
    return near or ([] if of_service else list(candidates[:_MOST_NEAR]))
