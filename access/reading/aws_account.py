"""An account that somebody may read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class AwsAccount:
    """Where to ask, and how."""

    number: str
    """Its twelve digits."""

    region: str
    """For what is in a region; IAM is in none."""

    client: Callable[[str, str], Any]
    """The boto3 client of a service in a region: ``client("ecs", "eu-west-1")``."""
