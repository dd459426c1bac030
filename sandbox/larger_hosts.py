"""A change that people make to an environment, for the sandbox to deploy."""

from dataclasses import replace

from stacks.config import (
    AutoScalingConfig,
    CapacityConfig,
    EnvironmentConfig,
    SingleInstanceConfig,
)

_SIZES = ("nano", "micro", "small", "medium", "large", "xlarge", "2xlarge", "4xlarge", "8xlarge")


def with_larger_hosts(environment: EnvironmentConfig) -> EnvironmentConfig:
    """Return the environment with every instance type of its hosts one size larger.

    What ECS or somebody else chooses the types for stays as it is, and so does the largest.
    """
    return replace(environment, capacity=tuple(_larger(one) for one in environment.capacity))


def _larger(capacity: CapacityConfig) -> CapacityConfig:
    match capacity:
        case SingleInstanceConfig():
            return replace(capacity, instance_type=_next(capacity.instance_type))
        case AutoScalingConfig():
            return replace(capacity, instance_types=tuple(map(_next, capacity.instance_types)))
        case _:
            return capacity


def _next(instance_type: str) -> str:
    family, _, size = instance_type.partition(".")
    if size not in _SIZES[:-1]:
        return instance_type
    return f"{family}.{_SIZES[_SIZES.index(size) + 1]}"
