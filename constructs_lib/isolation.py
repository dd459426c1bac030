"""How far containers are kept away from the role of their host."""

from enum import Enum


class Isolation(Enum):
    """Whether containers can reach the container-instance role.

    Its credentials are handed out by the instance metadata service, to whatever can reach that.
    """

    ENFORCED = "enforced"
    """The host lets no container reach it: IMDSv2 within one hop, no way to it for a task.

    Privileged containers are disabled, since nothing could hold them. The rest is up to the task
    definition: no host network mode, no ``pidMode`` of the host, no added capability, no volume
    of the host's root or of Docker's socket; and in awsvpc mode, where the task's own route is
    what is closed, ``NET_RAW`` dropped, which Docker gives otherwise.
    """

    EXCEPT_HOST_NETWORK = "except host network"
    """As ``ENFORCED``, but tasks in host network mode are accepted, and do reach it."""

    OFF = "off"
    """Every container reaches it, and may be privileged."""

    @property
    def is_on(self) -> bool:
        """Whether containers with a network of their own are kept away."""
        return self is not Isolation.OFF

    @property
    def metadata_hops(self) -> int:
        """How far from the host its credentials can be had, in network hops.

        The bridge of containers is one more hop than the host itself.
        """
        return 1 if self.is_on else 2
