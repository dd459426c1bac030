"""Shares statements out over as many managed policies as they need."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from constructs_lib.iam.limits import MANAGED_POLICY_CHARACTERS, policy_characters

Statement = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A statement on one resource."""

    statement: Statement
    """As the template will have it, for its size."""

    kind: str
    """What it says beside the resource: parts of one kind can be put together."""

    identity: str
    """All that it says, the same from run to run: what is the same is the same part."""


def part(
    statement: Statement, *, kind_number: int = 0, number: int = 0, is_whole: bool = False
) -> Part:
    """Return a part, told from others by its text.

    Args:
        statement: Resolved, for the text of a reference changes from run to run.
        kind_number: Which one of those it is that read alike beside the resource and are not.
        number: Which one of those it is that read alike and are not.
        is_whole: Whether it is a statement of its own, not to be put together with others.
    """
    beside = {key: value for key, value in statement.items() if key != "Resource"}
    identity = f"{json.dumps(statement, sort_keys=True)}{_ordinal(number)}"
    kind = f"{json.dumps(beside, sort_keys=True)}{_ordinal(kind_number)}"
    return Part(statement, identity if is_whole else kind, identity)


def _ordinal(number: int) -> str:
    return f" #{number}" if number else ""


def split_parts(
    parts: Sequence[Part], *, limit: int = MANAGED_POLICY_CHARACTERS
) -> dict[str, list[int]]:
    """Return the positions of the parts by the key of the policy that each belongs to.

    All of them are in one policy, ``""``, as long as they fit. One that is full splits in two: by
    the next bit of each part's hash, about half of its parts move to a new policy, whose key
    begins with that of the old. So a part that is added changes one policy, and if that was full
    makes more of it; all others stay as they are, in whatever order the parts come.

    Args:
        parts: What to divide; one that comes twice is kept once.
        limit: Characters that fit into one policy.

    Raises:
        ValueError: A part that is too long for any policy.
    """
    first_of_its_kind: dict[str, int] = {}
    for position, one in enumerate(parts):
        if _characters([one]) > limit:
            raise ValueError(json.dumps(one.statement))
        first_of_its_kind.setdefault(one.identity, position)
    by_bits = {
        f"{int(hashlib.sha256(identity.encode()).hexdigest(), 16):0256b}": position
        for identity, position in first_of_its_kind.items()
    }

    def split(members: list[str], depth: int, key: str) -> dict[str, list[int]]:
        positions = [by_bits[bits] for bits in members]
        if _characters([parts[position] for position in positions]) <= limit:
            return {key: positions}
        staying = [bits for bits in members if bits[depth] == "0"]
        moving = [bits for bits in members if bits[depth] == "1"]
        if not staying or not moving:
            return split(members, depth + 1, key)
        return split(staying, depth + 1, key) | split(moving, depth + 1, moving[0][: depth + 1])

    return split(list(by_bits), 0, "") if by_bits else {}


def origin(key: str, keys: Collection[str]) -> str | None:
    """Return the policy that a policy split off from; none for the first."""
    while key:
        key = key[:-1].rstrip("0")
        if key in keys:
            return key
    return None


def alike(parts: Iterable[Part]) -> list[list[int]]:
    """Return the positions of parts that differ in their resources only, put together."""
    groups: dict[str, list[int]] = {}
    for position, one in enumerate(parts):
        groups.setdefault(one.kind, []).append(position)
    return list(groups.values())


def together(statements: Sequence[Statement], positions: Sequence[int]) -> dict[str, Any]:
    """Return one statement for several that are alike."""
    first = dict(statements[positions[0]])
    if len(positions) > 1:
        first["Resource"] = [statements[position]["Resource"] for position in positions]
    return first


def _characters(parts: Sequence[Part]) -> int:
    statements = [one.statement for one in parts]
    document = {
        "Version": "2012-10-17",
        "Statement": [together(statements, positions) for positions in alike(parts)],
    }
    return policy_characters(document, at_most=True)
