"""What an operator may do with a cluster, ready-made."""

from enum import Enum


class OperatorAccess(Enum):
    """Two sets of permissions, each for one cluster."""

    READ_ONLY = "read-only"
    """To see how its services, tasks and hosts are, and read their logs and metrics.

    No secrets. Task definitions, with plain environment variables, hosts and metrics are those of
    the whole account and region, because AWS takes no resource for them.
    """

    BREAK_GLASS = "break-glass"
    """Beside that, to repair it: update services, run, stop and enter tasks, replace hosts."""
