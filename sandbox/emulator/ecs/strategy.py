"""Rules for a capacity provider strategy of a cluster, a service or a task.

Source of the messages: dask/dask-cloudprovider#328 (a provider of no cluster),
terraform-aws-modules/terraform-aws-ecs#27 (no weight); of the rules: "CapacityProviderStrategyItem"
in the ECS API reference.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sandbox.emulator.ecs.refusal import EcsRefusal

_NOT_ASSOCIATED = (
    "The specified capacity provider strategy cannot contain a capacity provider that is not "
    "associated with the cluster. Associate the capacity provider with the cluster or specify a "
    "valid capacity provider and try again."
)
_NO_WEIGHT = (
    "There are no capacity providers with a weight value greater than zero defined in the "
    "capacity provider strategy. At least one capacity provider must have a weight value greater "
    "than zero specified."
)
_MIXED = (
    "A capacity provider strategy cannot contain a mix of capacity providers using Auto Scaling "
    "groups, Managed Instances and Fargate."
)

FARGATE = ("FARGATE", "FARGATE_SPOT")
"""The capacity providers that every account has."""


def check_strategy(
    strategy: Sequence[Mapping[str, Any]],
    *,
    associated: Collection[str],
    providers: Mapping[str, Mapping[str, Any]],
) -> None:
    """Refuse a strategy that ECS could not follow.

    Args:
        strategy: Its items; a provider is a name or an ARN.
        associated: Names of the cluster's providers.
        providers: All of the account and region, by name.
    """
    names = [item["capacityProvider"].rsplit("/", 1)[-1] for item in strategy]
    if not set(names) <= set(associated):
        raise EcsRefusal("InvalidParameterException", _NOT_ASSOCIATED)
    if len({_kind(name, providers) for name in names}) > 1:
        raise EcsRefusal("InvalidParameterException", _MIXED)
    if len(names) > 1 and not any(int(item.get("weight", 0)) for item in strategy):
        raise EcsRefusal("InvalidParameterException", _NO_WEIGHT)


def _kind(name: str, providers: Mapping[str, Mapping[str, Any]]) -> str:
    if name in FARGATE:
        return "FARGATE"
    return str(providers[name]["type"])
