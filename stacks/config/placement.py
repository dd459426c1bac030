"""What a service can run on."""

from aws_cdk import aws_ecs as ecs

from constructs_lib import ConfigurationError, Isolation
from stacks.config.capacity import CapacityConfig


def check_network_mode(
    where: str,
    mode: ecs.NetworkMode,
    *,
    capacity: CapacityConfig,
    isolation: Isolation,
    has_public_subnets_only: bool,
) -> None:
    """Refuse a network of tasks that their capacity, isolation or subnets cannot carry.

    Sources: "Task IAM role" in the Amazon ECS developer guide: a container in the network of its
    host cannot be kept from its role; "Task networking for Amazon EC2": a task's network interface
    gets no public address, so in a public subnet it reaches nothing outside; "Networking for
    external instances" and "Networking for Amazon ECS Managed Instances": the modes there are (the
    CDK can make no service there that has the network of its host).

    Args:
        where: For the message.
        mode: Of the service.
        capacity: What it runs on.
        isolation: Of the environment.
        has_public_subnets_only: Whether the environment's network is one of its own.

    Raises:
        ConfigurationError: Names the mode.
    """
    if mode not in capacity.network_modes:
        modes = " or ".join(one.name for one in capacity.network_modes)
        raise ConfigurationError(
            where, expected=f"{modes}, as {capacity.name!r} has no other network", got=mode.name
        )
    if mode is ecs.NetworkMode.HOST and isolation is Isolation.ENFORCED and capacity.is_in_aws:
        raise ConfigurationError(
            where,
            expected="BRIDGE or AWS_VPC, because a container in the network of its host can "
            "take the host's role (isolation=Isolation.EXCEPT_HOST_NETWORK accepts that)",
            got=mode.name,
        )
    if mode is ecs.NetworkMode.AWS_VPC and has_public_subnets_only:
        raise ConfigurationError(
            where,
            expected="BRIDGE, because the environment's own network has public subnets only, "
            "in which an awsvpc task reaches nothing outside (name an existing network)",
            got=mode.name,
        )
