"""What is known of a value while parts of it are not: a text in which ``*`` stands for those."""

import re
from collections.abc import Mapping
from typing import Any

# Tokens of the CDK (a list's token starts with '#'), variables of Fn::Sub and of policies.
_HOLE = re.compile(r"[$#]\{[^}]*\}")

# One segment of an ARN each, whatever their values; a hole could be any number of segments.
_PSEUDO_PARAMETERS = {"Partition": "aws", "Region": "region", "AccountId": "123456789012"}
_PSEUDO_PARAMETER = re.compile(
    r"\$\{(?:Token\[AWS\.(?P<token>Partition|Region|AccountId)\.[0-9]+\]"
    r"|AWS::(?P<variable>Partition|Region|AccountId))\}"
)


def as_glob(value: Any) -> str:
    """Return a string, or an intrinsic function of CloudFormation, with ``*`` for what is unknown.

    ``Fn::Join`` and ``Fn::Sub`` keep their literal parts; any other function is ``*``.
    """
    if isinstance(value, str):
        return _HOLE.sub("*", _PSEUDO_PARAMETER.sub(_filled_in, value))
    match value:
        case {"Ref": str() as name} if name.removeprefix("AWS::") in _PSEUDO_PARAMETERS:
            return _PSEUDO_PARAMETERS[name.removeprefix("AWS::")]
        case {"Fn::Join": [str() as separator, [*parts]]}:
            return separator.join(as_glob(part) for part in parts)
        case {"Fn::Sub": str() as text} | {"Fn::Sub": [str() as text, *_]}:
            return as_glob(text)
        case _:
            return "*"


def _filled_in(match: re.Match[str]) -> str:
    return _PSEUDO_PARAMETERS[match["token"] or match["variable"]]


def has_unknown_parts(value: Any) -> bool:
    """Whether some part of the value is known only at deployment, or in a request."""
    return not isinstance(value, str) or _HOLE.search(value) is not None


def as_list(value: Any) -> list[Any]:
    """Return the values of an element of a statement, which may be one value or a list of them."""
    return list(value) if isinstance(value, (list, tuple)) else [value]


def is_function(value: Mapping[str, Any]) -> bool:
    """Whether a map is an intrinsic function of CloudFormation, or has one in it as a key."""
    return any(key == "Ref" or key.startswith("Fn::") for key in value)
