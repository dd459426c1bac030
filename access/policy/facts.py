"""What is known of a request's context."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Final

from access.policy.request import OtherKeys


class Unknown(Enum):
    """The type of ``UNKNOWN``."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN

KnownValues = dict[str, tuple[str, ...] | None]
"""Condition keys in lower case; None for a key that the request certainly does not have."""

Values = tuple[str, ...] | None | Unknown


class Facts:
    """Condition keys and their values."""

    __slots__ = ("_known", "_other")

    def __init__(self, known: KnownValues, *, other_keys: OtherKeys) -> None:
        """Take over keys and values as ``known_values`` returns them."""
        self._known = known
        self._other: Values = UNKNOWN if other_keys is OtherKeys.UNKNOWN else None

    def get(self, lower_key: str) -> Values:
        """Return the values of a key, given in lower case."""
        return self._known.get(lower_key, self._other)


def known_values(context: Mapping[str, Sequence[str] | None]) -> KnownValues:
    """Return a context with its keys in lower case.

    Their case does not count (IAM user guide, "IAM JSON policy elements: Condition"). A single text
    stands for a list of one; a key with no values counts as absent.
    """
    return {
        key.lower(): (values,) if isinstance(values, str) else tuple(values or ()) or None
        for key, values in context.items()
    }
