"""What is known of a value while parts of it are not: a text in which ``*`` stands for those."""

import re
from typing import Any

# Tokens of the CDK (a list's token starts with '#'), variables of Fn::Sub and of policies.
_HOLE = re.compile(r"[$#]\{[^}]*\}")


def as_glob(value: Any) -> str:
    """Return a string, or an intrinsic function of CloudFormation, with ``*`` for what is unknown.

    ``Fn::Join`` and ``Fn::Sub`` keep their literal parts; any other function is ``*``.
    """
    if isinstance(value, str):
        return _HOLE.sub("*", value)
    match value:
        case {"Fn::Join": [str() as separator, [*parts]]}:
            return separator.join(as_glob(part) for part in parts)
        case {"Fn::Sub": str() as text} | {"Fn::Sub": [str() as text, *_]}:
            return as_glob(text)
        case _:
            return "*"


def has_unknown_parts(value: Any) -> bool:
    """Whether some part of the value is known only at deployment, or in a request."""
    return not isinstance(value, str) or _HOLE.search(value) is not None


def as_list(value: Any) -> list[Any]:
    """Return the values of an element of a statement, which may be one value or a list of them."""
    return list(value) if isinstance(value, (list, tuple)) else [value]
