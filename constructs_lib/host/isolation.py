"""How far containers are kept away from the role of their host."""

from enum import Enum


class Isolation(Enum):
    """Whether containers can reach the container-instance role.

    Its credentials are handed out by the instance metadata service, to whatever can reach that.
    """

    ENFORCED = "enforced"
    """No container reaches it: IMDSv2 within one network hop, closed to awsvpc and bridge tasks.

    Privileged containers are disabled, since nothing could hold them, and no task may use the
    network of its host, since that is where the agent reaches the service.
    """

    EXCEPT_HOST_NETWORK = "except host network"
    """As ``ENFORCED``, but tasks in host network mode are accepted, and do reach it."""

    OFF = "off"
    """Every container reaches it, and may be privileged."""

    @property
    def is_on(self) -> bool:
        """Whether containers with a network of their own are kept away."""
        return self is not Isolation.OFF
