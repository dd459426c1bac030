"""What is wrong with a part of a policy statement."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mistake:
    """Reads as ``expected <expected>, got <got>``, as the errors of this library do."""

    element: str
    """``Action``, ``NotAction``, ``Resource``, ``NotResource`` or ``Condition``."""

    expected: str
    got: str
