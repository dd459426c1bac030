"""The kinds of capacity that an environment's cluster can have."""

from stacks.config.capacity.auto_scaling import AutoScalingConfig
from stacks.config.capacity.external_instances import ExternalInstancesConfig
from stacks.config.capacity.managed_instances import ManagedInstancesConfig
from stacks.config.capacity.single_instance import SingleInstanceConfig

CapacityConfig = (
    SingleInstanceConfig | AutoScalingConfig | ManagedInstancesConfig | ExternalInstancesConfig
)
"""One of them."""

__all__ = [
    "AutoScalingConfig",
    "CapacityConfig",
    "ExternalInstancesConfig",
    "ManagedInstancesConfig",
    "SingleInstanceConfig",
]
