"""What a cluster can have as capacity."""

import re
from collections.abc import Sequence

from aws_cdk import aws_ecs as ecs

from constructs_lib import AgentFeatures, ConfigurationError
from constructs_lib.capacity_provider_name import check_capacity_provider_name
from stacks.config.capacity import AutoScalingConfig, CapacityConfig, SingleInstanceConfig
from stacks.config.network import NetworkConfig

# Part of the names of capacity providers.
_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")


def check_capacity(
    where: str,
    capacity: Sequence[CapacityConfig],
    *,
    agent: AgentFeatures,
    account: str,
    region: str,
    cluster_name: str,
    role_path: str | None,
    network: NetworkConfig | None,
) -> None:
    """Refuse capacity that there cannot be, by itself or in its environment.

    Args:
        where: Name of the environment.
        capacity: Of its cluster.
        agent: What the agents on its hosts in AWS do.
        account: Of the environment.
        region: Of the environment.
        cluster_name: Begins the names of its capacity providers.
        role_path: Of its roles.
        network: Where its hosts in AWS run.

    Raises:
        ConfigurationError: Names the field.
    """
    if not capacity:
        raise ConfigurationError(
            f"{where}.capacity",
            expected="at least one, as in (SingleInstanceConfig(instance_type='t3.small'),)",
            got=capacity,
        )
    _check_names(where, capacity)
    for one in capacity:
        one.check(f"{where}.capacity.{one.name}", agent=agent, account=account, region=region)
        if one.has_provider:
            _check_provider_name(where, cluster_name, one)
        _check_network(f"{where}.network", network, one)
        if role_path not in (None, "/") and one.needs_bare_role:
            raise ConfigurationError(
                f"{where}.role_path",
                expected=f"none, because the hosts of {one.name!r} need a role without a path",
                got=role_path,
            )
    _check_together(where, capacity, agent)


def provider_name(cluster_name: str, capacity: CapacityConfig) -> str:
    """Return the name of a capacity provider, by which the services find it."""
    return f"{cluster_name}-{capacity.name}"


def _check_provider_name(where: str, cluster_name: str, capacity: CapacityConfig) -> None:
    try:
        check_capacity_provider_name(where, provider_name(cluster_name, capacity))
    except ConfigurationError:
        raise ConfigurationError(
            f"{where}.cluster_name",
            expected="up to 200 letters, digits, '-' or '_', and none of aws, ecs and fargate at "
            "the beginning, since the names of its capacity providers begin with it",
            got=cluster_name,
        ) from None


def _check_network(where: str, network: NetworkConfig | None, capacity: CapacityConfig) -> None:
    if capacity.is_in_aws and network is None:
        raise ConfigurationError(
            where,
            expected=f"a NetworkConfig, because the hosts of {capacity.name!r} are in AWS",
            got=None,
        )
    if (
        network is not None
        and network.cidr is not None
        and capacity.network_modes[0] is ecs.NetworkMode.AWS_VPC
    ):
        raise ConfigurationError(
            where,
            expected="an existing network (vpc_id and subnet_ids), because the tasks of "
            f"{capacity.name!r} have network interfaces, which reach nothing from public subnets",
            got=network.cidr,
        )


def _check_together(where: str, capacity: Sequence[CapacityConfig], agent: AgentFeatures) -> None:
    """Refuse kinds that would not be held apart, and features that no host could have."""
    kinds = {type(one) for one in capacity}
    if {SingleInstanceConfig, AutoScalingConfig} <= kinds:
        raise ConfigurationError(
            f"{where}.capacity",
            expected="no SingleInstanceConfig beside AutoScalingConfig, since ECS would place its "
            "services on the hosts of the group as well",
            got=tuple(one.name for one in capacity),
        )
    if {SingleInstanceConfig, AutoScalingConfig} & kinds:
        return
    # Nothing of ours runs on the hosts of AWS, and those outside have features of their own.
    for feature in ("spot_draining", "instance_tags", "session_manager", "cloudwatch_agent"):
        if getattr(agent, feature):
            raise ConfigurationError(
                f"{where}.agent.{feature}",
                expected="it off, because no host of this environment is set up by it",
                got=True,
            )


def _check_names(where: str, capacity: Sequence[CapacityConfig]) -> None:
    """Refuse names that could not be told apart, and a second of what a cluster has one of."""
    taken: set[str] = set()
    for one in capacity:
        if not _NAME.fullmatch(one.name):
            raise ConfigurationError(
                f"{where}.capacity.{one.name}.name",
                expected="1 to 32 lower-case letters, digits or '-', starting with a letter",
                got=one.name,
            )
        if one.name in taken:
            raise ConfigurationError(f"{where}.capacity", expected="each name once", got=one.name)
        taken.add(one.name)
    for kind in {type(one) for one in capacity if not one.has_provider}:
        names = tuple(one.name for one in capacity if isinstance(one, kind))
        if len(names) > 1:
            raise ConfigurationError(
                f"{where}.capacity",
                expected=f"at most one {kind.__name__} (AutoScalingConfig has any number of hosts)",
                got=names,
            )
