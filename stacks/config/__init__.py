"""What an environment can say about itself."""

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
    "AutoScalingConfig",
    "CapacityConfig",
    "ContainerConfig",
    "EnvironmentConfig",
    "Expectation",
    "ExternalInstancesConfig",
    "ManagedInstancesConfig",
    "NetworkConfig",
    "ParameterVariable",
    "SecretVariable",
    "ServiceConfig",
    "SingleInstanceConfig",
]
