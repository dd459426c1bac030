"""A statement that allows something, as data."""

from collections.abc import Mapping
from typing import Any


def allow(
    sid: str,
    action: str | list[str],
    resource: str | list[str],
    condition: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the statement.

    Args:
        sid: Says what it is for.
        action: What is allowed.
        resource: On what.
        condition: Operator to key to value; always if left out.
    """
    statement = {"Sid": sid, "Effect": "Allow", "Action": action, "Resource": resource}
    return statement if condition is None else {**statement, "Condition": condition}
