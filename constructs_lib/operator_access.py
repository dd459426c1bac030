"""What an operator may do with a cluster, ready-made."""

from enum import Enum


class OperatorAccess(Enum):
    """Two sets of permissions, each for one cluster."""

    READ_ONLY = "read-only"
    """To see how its services, tasks and hosts are, and read their logs and metrics.

    Neither data nor secrets.
    """

    BREAK_GLASS = "break-glass"
    """Beside that, to repair it: update services, run, stop and enter tasks, replace hosts."""
