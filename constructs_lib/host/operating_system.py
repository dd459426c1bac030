"""What a container instance can run."""

from enum import Enum


class OperatingSystem(Enum):
    """An image that AWS makes for the container instances of ECS."""

    AMAZON_LINUX_2023 = "Amazon Linux 2023"
    BOTTLEROCKET = "Bottlerocket"
