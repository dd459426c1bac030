"""Shares statements out over as many managed policies as they need."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from constructs_lib.iam.limits import MANAGED_POLICY_CHARACTERS, policy_characters

Statement = Mapping[str, Any]


def split_statements(
    statements: Sequence[Statement], *, limit: int = MANAGED_POLICY_CHARACTERS
) -> dict[str, list[int]]:
    """Return the positions of the statements by the key of the policy that each belongs to.

    All of them are in one policy, ``""``, as long as they fit. One that is full splits in two: by
    the next bit of each statement's hash, about half of its statements move to a new policy, whose
    key begins with that of the old. So a statement that is added changes one policy, and if that
    was full makes more of it; all others stay as they are, in whatever order the statements come.

    Args:
        statements: Each on one resource and small enough for a policy of its own; references of
            CloudFormation in it are resolved, since the text of an unresolved one changes from run
            to run.
        limit: Characters that fit into one policy.

    Raises:
        ValueError: A statement that is too long for any policy.
    """
    first_of_its_kind: dict[str, int] = {}
    for position, statement in enumerate(statements):
        if _characters([statement]) > limit:
            raise ValueError(json.dumps(statement))
        first_of_its_kind.setdefault(json.dumps(statement, sort_keys=True), position)
    by_bits = {
        f"{int(hashlib.sha256(text.encode()).hexdigest(), 16):0256b}": position
        for text, position in first_of_its_kind.items()
    }

    def split(members: list[str], depth: int, key: str) -> dict[str, list[int]]:
        positions = [by_bits[bits] for bits in members]
        if _characters([statements[position] for position in positions]) <= limit:
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


def one_for_each_resource(statement: Statement) -> list[Statement]:
    """Return the statement on each of its resources, so that a long list can be divided."""
    resources = statement.get("Resource")
    if not isinstance(resources, list):
        return [statement]
    return [{**statement, "Resource": resource} for resource in resources]


def alike(statements: Iterable[Statement]) -> list[list[int]]:
    """Return the positions of statements that differ in their resources only, put together."""
    groups: dict[str, list[int]] = {}
    for position, statement in enumerate(statements):
        rest = {key: value for key, value in statement.items() if key != "Resource"}
        kind = json.dumps(rest if "Resource" in statement else statement, sort_keys=True)
        groups.setdefault(kind, []).append(position)
    return list(groups.values())


def together(statements: Sequence[Statement], positions: Sequence[int]) -> dict[str, Any]:
    """Return one statement for several that are alike."""
    first = dict(statements[positions[0]])
    if len(positions) > 1:
        first["Resource"] = [statements[position]["Resource"] for position in positions]
    return first


def _characters(statements: Sequence[Statement]) -> int:
    document = {
        "Version": "2012-10-17",
        "Statement": [together(statements, positions) for positions in alike(statements)],
    }
    return policy_characters(document, at_most=True)
