"""What a kind of capacity comes to, once it is deployed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from constructs_lib import OperatingSystem
from sandbox.report import Check


@dataclass(frozen=True, kw_only=True, slots=True)
class Carrier:
    """Capacity that carries the instance profile, with the hosts that run with it."""

    described: str
    """In a few lines, for the table."""

    checks: Sequence[Check]

    types: Sequence[str] = ()
    """Instance types that the hosts may have."""

    group: str | None = None
    """Name of the Auto Scaling group that the hosts are in."""

    instances: Sequence[dict[str, Any]] = ()
    """The running hosts, as EC2 describes them."""

    operating_system: OperatingSystem = OperatingSystem.AMAZON_LINUX_2023
    """Of the hosts."""


def carries(what: str, profile: dict[str, Any], carried: dict[str, Any] | None) -> Check:
    """Check that something names the profile, by ARN or by name."""
    named = carried or {}
    is_name = "Arn" not in named
    return Check(
        what=f"{what} carries the profile",
        expected=profile["InstanceProfileName"] if is_name else profile["Arn"],
        observed=str(named.get("Name" if is_name else "Arn", "no profile")),
        row=5,
    )


def check_metadata(what: str, metadata: dict[str, Any], *, hops: int) -> list[Check]:
    """Check how far from a host its credentials can be had."""
    return [
        Check(
            what=f"{what}: tokens required (IMDSv2)",
            expected="required",
            observed=metadata.get("HttpTokens", "not said"),
        ),
        Check(
            what=f"{what}: hops {hops}",
            expected=str(hops),
            observed=str(metadata.get("HttpPutResponseHopLimit", "not said")),
        ),
    ]
