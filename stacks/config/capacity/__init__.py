"""The kinds of capacity that an environment's cluster can have."""

from stacks.config.capacity.auto_scaling import AutoScalingConfig
from stacks.config.capacity.external_instances import ExternalInstancesConfig
from stacks.config.capacity.managed_instances import ManagedInstancesConfig
from stacks.config.capacity.single_instance import SingleInstanceConfig

CapacityConfig = (
    SingleInstanceConfig | AutoScalingConfig | ManagedInstancesConfig | ExternalInstancesConfig
)
"""One of them. Each says of itself:

- ``has_provider``: whether services find it by a capacity provider.
- ``is_in_aws``: whether its hosts carry the instance profile and need a network of AWS.
- ``needs_bare_role``: whether the role of its hosts can have no path.
- ``compatibility``: what task definitions have to be made for.
- ``network_modes``: which networks tasks can have; the first is theirs if they name none.
"""

__all__ = [
    "AutoScalingConfig",
    "CapacityConfig",
    "ExternalInstancesConfig",
    "ManagedInstancesConfig",
    "SingleInstanceConfig",
]
