"""What a cluster can have as capacity."""

import re
from collections.abc import Sequence

from constructs_lib import AgentFeatures, ConfigurationError
from constructs_lib.capacity_provider_name import check_capacity_provider_name
from stacks.config.capacity import (
    AutoScalingConfig,
    CapacityConfig,
    ExternalInstancesConfig,
    ManagedInstancesConfig,
)

# Part of the names of capacity providers.
_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")


def check_capacity(
    where: str,
    capacity: Sequence[CapacityConfig],
    *,
    agent: AgentFeatures,
    cluster_name: str,
    role_path: str | None,
    has_network: bool,
) -> None:
    """Refuse capacity that there cannot be, by itself or in its environment.

    Args:
        where: Name of the environment.
        capacity: Of its cluster.
        agent: What the agents on its hosts in AWS do.
        cluster_name: Begins the names of its capacity providers.
        role_path: Of its roles.
        has_network: Whether there is a place for hosts in AWS.

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
        one.check(f"{where}.capacity.{one.name}", agent=agent)
        is_external = isinstance(one, ExternalInstancesConfig)
        if isinstance(one, (AutoScalingConfig, ManagedInstancesConfig)):
            check_capacity_provider_name(
                f"{where}.cluster_name, with which the names of its capacity providers begin",
                f"{cluster_name}-{one.name}",
            )
        if not is_external and not has_network:
            raise ConfigurationError(
                f"{where}.network",
                expected=f"a NetworkConfig, because the hosts of {one.name!r} are in AWS",
                got=None,
            )
        if role_path not in (None, "/") and (
            is_external or isinstance(one, ManagedInstancesConfig)
        ):
            raise ConfigurationError(
                f"{where}.role_path",
                expected=f"none, because the hosts of {one.name!r} need a role without a path",
                got=role_path,
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
        # The kinds without a provider are one for each cluster.
        is_provider = isinstance(one, (AutoScalingConfig, ManagedInstancesConfig))
        for name in (one.name, *(() if is_provider else (type(one).__name__,))):
            if name in taken:
                raise ConfigurationError(
                    f"{where}.capacity", expected=f"{name} once", got=f"{name} twice"
                )
            taken.add(name)
