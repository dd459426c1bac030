"""Whether a resource of a policy can be of a type, by the type's ARN format.

Both have holes: a resource its wildcards, a format its variables. They fit if some ARN is covered
by both.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_PIECE = re.compile(r"\$\{(?P<variable>[^}]*)\}|(?P<star>\*)|.", re.DOTALL)

# Any other variable may hold '/' and ':', as many names do, and as no type's check suffers from.
# Each of these keeps apart what is often confused; the key is the ARN's service and the variable.
_CANNOT_CONTAIN = {
    # bucket/* is objects, not a bucket.
    ("s3", "BucketName"): "/",
    ("s3", "AccessPointName"): "/",
    # table/NAME/index/* and table/NAME/stream/* are no tables.
    ("dynamodb", "TableName"): "/",
    # cluster/NAME/* is nothing; container instances and tasks have a prefix of their own.
    ("ecs", "ClusterName"): "/",
    # An SQS queue has neither a path nor a qualifier.
    ("sqs", "QueueName"): "/:",
}
# "/my/parameter" has the ARN ...:parameter/my/parameter; with '//' it is none.
_CANNOT_START_WITH = {("ssm", "ParameterNameWithoutLeadingSlash"): "/"}
# The root path of an API is empty.
_MAY_BE_EMPTY = {("execute-api", "ApiSpecificResourcePath")}
# A resource of AWS or of a global service has no account, or no region, whatever the format says:
# arn:aws:ssm:eu-west-1::parameter/aws/service/... for arn:${Partition}:ssm:${Region}:${Account}:...
_SEGMENTS = {"Partition": False, "Region": True, "Account": True, "AccountId": True}


@dataclass(frozen=True, slots=True)
class _Atom:
    """One step of a format: a certain character, or, without one, a variable."""

    literal: str = ""
    without: str = ""
    """Characters that the variable cannot hold."""

    repeats: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class _Places:
    """A format as sets of places between its atoms; a set is a number, a place one of its bits.

    Bit 0 is the place before the first atom, bit n the one behind the n-th.
    """

    enter: dict[str, int]
    """Character to the places behind the atoms that it can begin; ``""`` is any other character."""

    stay: dict[str, int]
    """Character to the places behind the variables that it can continue; ``""`` likewise."""

    skip: int
    """The places behind the variables that may be empty."""

    end: int


@lru_cache(maxsize=4096)
def fits(resource: str, arn_format: str) -> bool:
    """Whether some ARN of the format is covered by the resource.

    It takes time that grows with the length of the resource, whatever its wildcards.

    Args:
        resource: An ARN in which ``*`` stands for any characters and ``?`` for one.
        arn_format: An ARN in which ``${Name}`` stands for one or more characters, and ``${*}`` for
            an asterisk.
    """
    format_ = _places(arn_format)
    everywhere = (format_.end << 1) - 1
    reached = 1 | format_.skip & 2
    for character in resource:
        if character == "*":
            # Some string leads from the first place reached to any later one.
            reached = everywhere & -(reached & -reached)
            continue
        if character == "?":
            entered, stayed = everywhere, format_.stay[""]
        else:
            key = character if character in format_.enter else ""
            entered, stayed = format_.enter[key], format_.stay[key]
        reached = (reached << 1) & entered | reached & stayed
        if not reached:
            return False
        # Two variables that may be empty are never neighbours.
        reached |= (reached << 1) & format_.skip
    return bool(reached & format_.end)


@lru_cache(maxsize=4096)
def _places(arn_format: str) -> _Places:
    atoms = _atoms(arn_format)
    characters = {character for atom in atoms for character in atom.literal + atom.without} | {""}
    return _Places(
        enter={c: _behind(_accepts(atom, c) for atom in atoms) for c in characters},
        stay={c: _behind(atom.repeats and _accepts(atom, c) for atom in atoms) for c in characters},
        skip=_behind(atom.optional for atom in atoms),
        end=1 << len(atoms),
    )


def _behind(chosen: Iterable[bool]) -> int:
    return sum(1 << place for place, is_chosen in enumerate(chosen, start=1) if is_chosen)


def _accepts(atom: _Atom, character: str) -> bool:
    if atom.literal:
        return atom.literal == character
    return not character or character not in atom.without


def _atoms(arn_format: str) -> list[_Atom]:
    service = arn_format.split(":")[2]
    atoms: list[_Atom] = []
    for piece in _PIECE.finditer(arn_format):
        name = piece["variable"]
        if name == "*":
            atoms.append(_Atom(literal="*"))
        elif piece["star"]:
            atoms.append(_Atom(repeats=True, optional=True))
        elif name is None:
            atoms.append(_Atom(literal=piece[0]))
        elif name in _SEGMENTS:
            atoms.append(_Atom(without=":/", repeats=True, optional=_SEGMENTS[name]))
        else:
            atoms += _variable(service, name)
    return atoms


def _variable(service: str, name: str) -> list[_Atom]:
    if (service, name) in _CANNOT_START_WITH:
        first = _Atom(without=_CANNOT_START_WITH[service, name])
        return [first, _Atom(repeats=True, optional=True)]
    without = _CANNOT_CONTAIN.get((service, name), "")
    return [_Atom(without=without, repeats=True, optional=(service, name) in _MAY_BE_EMPTY)]
