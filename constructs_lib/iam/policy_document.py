"""Reads the statements of a policy, and who a statement speaks of."""

from collections.abc import Iterator
from typing import Any

from constructs_lib.iam.records import Document
from constructs_lib.iam.unresolved import as_list, is_function

NO_CERTAIN_KIND = "Principal"
"""Kind of the principal ``*``, and of one that only deployment knows."""


def statements(document: Document) -> list[dict[str, Any]]:
    """Return the statements of a policy; there may be one outside a list.

    One that only deployment knows, as in ``Fn::If``, is left out.
    """
    found = as_list(document.get("Statement", []))
    return [one for one in found if isinstance(one, dict) and "Effect" in one]


def principals(statement: dict[str, Any]) -> Iterator[tuple[str, object]]:
    """Yield kind and value of each principal of a statement."""
    principal = statement.get("Principal", {})
    if not isinstance(principal, dict) or is_function(principal):
        yield NO_CERTAIN_KIND, principal
        return
    for kind, values in principal.items():
        for value in as_list(values):
            yield kind, value
