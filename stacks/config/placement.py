"""What a service can run on."""

from aws_cdk import aws_ecs as ecs

from constructs_lib import ConfigurationError, Isolation
from stacks.config.capacity import CapacityConfig, ExternalInstancesConfig, ManagedInstancesConfig


def default_network_mode(capacity: CapacityConfig) -> ecs.NetworkMode:
    """Return the network of tasks that name none: their host's bridge, where there is one."""
    is_managed = isinstance(capacity, ManagedInstancesConfig)
    return ecs.NetworkMode.AWS_VPC if is_managed else ecs.NetworkMode.BRIDGE


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
    external instances" and "Networking for Amazon ECS Managed Instances": the modes there are.

    Args:
        where: For the message.
        mode: Of the service.
        capacity: What it runs on.
        isolation: Of the environment.
        has_public_subnets_only: Whether the environment's network is one of its own.

    Raises:
        ConfigurationError: Names the mode.
    """
    if mode is ecs.NetworkMode.AWS_VPC and isinstance(capacity, ExternalInstancesConfig):
        raise ConfigurationError(
            where, expected="BRIDGE or HOST, as there are outside AWS", got=mode.name
        )
    if mode is ecs.NetworkMode.BRIDGE and isinstance(capacity, ManagedInstancesConfig):
        raise ConfigurationError(
            where,
            expected="AWS_VPC or HOST, as there are on Managed Instances (or leave it out)",
            got=mode.name,
        )
    if (
        mode is ecs.NetworkMode.HOST
        and isolation is Isolation.ENFORCED
        and not isinstance(capacity, ExternalInstancesConfig)
    ):
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
