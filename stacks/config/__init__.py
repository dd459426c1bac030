"""What an environment can say about itself."""

from stacks.config.access import (
    AccessConfig,
    DeployerConfig,
    ExternalAccountConfig,
    OperatorConfig,
)
from stacks.config.boundary import BoundaryConfig, ExistingBoundary
from stacks.config.capacity import (
    AutoScalingConfig,
    CapacityConfig,
    ExternalInstancesConfig,
    ManagedInstancesConfig,
    SingleInstanceConfig,
)
from stacks.config.container import ContainerConfig, ParameterVariable, SecretVariable
from stacks.config.environment import EnvironmentConfig
from stacks.config.expectation import Expectation
from stacks.config.network import NetworkConfig
from stacks.config.service import ServiceConfig

__all__ = [
    "AccessConfig",
    "AutoScalingConfig",
    "BoundaryConfig",
    "CapacityConfig",
    "ContainerConfig",
    "DeployerConfig",
    "EnvironmentConfig",
    "ExistingBoundary",
    "Expectation",
    "ExternalAccountConfig",
    "ExternalInstancesConfig",
    "ManagedInstancesConfig",
    "NetworkConfig",
    "OperatorConfig",
    "ParameterVariable",
    "SecretVariable",
    "ServiceConfig",
    "SingleInstanceConfig",
]
