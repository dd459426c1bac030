"""A policy whose text nobody here knows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UnknownPolicy:
    """It may allow or deny anything, as a policy of AWS that is not in the assembly."""

    where: str
    """ARN, or what else tells a person which it is."""
