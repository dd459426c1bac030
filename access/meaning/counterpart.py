"""The same role in another environment, and one role in the terms of the other."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from access.records import Policy, Role

# What tells two of a kind apart and says nothing else: ids of EC2 and of file systems, UUIDs and
# keys of several regions, what Secrets Manager adds to a name, what stands for a name that
# CloudFormation chooses.
_IDS = (
    (re.compile(r"\b([a-z]{1,8})-(?:[0-9a-f]{17}|[0-9a-f]{8})\b"), r"<\1>"),
    (re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "<uuid>"),
    (re.compile(r"\bmrk-[0-9a-f]{32}\b"), "<key>"),
    (re.compile(r"(:secret:[^*?]+)-[A-Za-z0-9]{6}\b"), r"\1-<suffix>"),
    (re.compile(r"[A-Za-z0-9-]+-([A-Za-z0-9]{1,24})[A-Za-z0-9]*-EXAMPLE[0-9A-F]*"), r"<\1>"),
)
# A name that was not cut says of which stack it is: it is another one, if it is not the same.
_WHOLE_NAME = re.compile(r"-EXAMPLE(?![0-9A-F])")


def general_id(role: Role) -> str:
    """Return the id with ``*`` for the environment, as in ``EcsService-*-web/TaskRole/Role``.

    The same role of two environments has the same; a role without an environment keeps its id.
    """
    if not role.environment:
        return role.id
    return _word(role.environment).sub("*", role.id)


def in_terms_of(role: Role, other: Role) -> Role:
    """Return ``role`` as it would be where ``other`` is.

    The account, the region, the environment, the cluster, and the role's own ARN and name become
    those of ``other``, wherever they stand as a word of their own. An id that says nothing, as of a
    subnet or of a key, becomes the one at the same place in ``other``, if there are as many.
    """
    words = _words(role, other)
    pattern = re.compile("|".join(f"(?:{_word(word).pattern})" for word in words) or r"(?!)")
    moved = _changed(role, lambda text: pattern.sub(lambda found: words[found[0]], text))
    ids = _ids(moved, other)
    moved = _changed(moved, lambda text: ids.get(text, text))
    return replace(
        moved,
        id=other.id,
        name=other.name,
        arn=other.arn,
        account=other.account,
        region=other.region,
        environment=other.environment,
        cluster=other.cluster,
    )


def _word(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])")


def _words(role: Role, other: Role) -> dict[str, str]:
    """Return what to replace; the longest first, as one may be in another."""
    pairs = [
        (role.arn, other.arn),
        (role.name, other.name),
        (role.account, other.account),
        (role.region, other.region),
        (role.environment, other.environment),
        (role.cluster, other.cluster),
    ]
    found = {one: two for one, two in reversed(pairs) if one and two and one != two}
    return {word: found[word] for word in sorted(found, key=lambda word: (-len(word), word))}


def _ids(role: Role, other: Role) -> dict[str, str]:
    """Return which text with an id in it is which of the other, where that can be told."""
    here, there = list(_texts(role)), list(_texts(other))
    mine, its = _by_shape(here, without=there), _by_shape(there, without=here)
    return {
        text: counterpart
        for shape, texts in mine.items()
        if len(texts) == len(its.get(shape, ()))
        for text, counterpart in zip(texts, its[shape], strict=True)
        if not (_WHOLE_NAME.search(text) and _WHOLE_NAME.search(counterpart))
    }


def _by_shape(texts: list[str], *, without: list[str]) -> dict[str, list[str]]:
    shapes: dict[str, list[str]] = {}
    for text in dict.fromkeys(texts):
        shape = text
        for pattern, stands in _IDS:
            shape = pattern.sub(stands, shape)
        if shape != text and text not in without:
            shapes.setdefault(shape, []).append(text)
    return shapes


def _texts(role: Role) -> Iterator[str]:
    for policy in role.policies_and_boundary:
        yield from _texts_in(policy.document)
        if policy.arn:
            yield policy.arn
    yield from _texts_in(role.trust)


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts_in(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _texts_in(each)


def _changed(role: Role, change: Callable[[str], str]) -> Role:
    return replace(
        role,
        trust=_value(role.trust, change),
        policies=tuple(_policy(policy, change) for policy in role.policies),
        boundary=_policy(role.boundary, change) if role.boundary else None,
    )


def _policy(policy: Policy, change: Callable[[str], str]) -> Policy:
    return replace(
        policy,
        document=_value(policy.document, change),
        arn=change(policy.arn) if policy.arn else None,
    )


def _value(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        # A key of a condition may have an id in it, as the name of an identity provider does.
        return {change(key): _value(each, change) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_value(each, change) for each in value]
    return value
