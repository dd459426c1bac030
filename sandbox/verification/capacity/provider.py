"""A capacity provider, as ECS tells it."""

from typing import Any

from sandbox.report import Check
from sandbox.verification.account import Account
from stacks.config import EnvironmentConfig


def describe_provider(account: Account, name: str) -> dict[str, Any]:
    """Return the provider; nothing if ECS knows none of that name."""
    providers = account.root.client("ecs").describe_capacity_providers(capacityProviders=[name])[
        "capacityProviders"
    ]
    found: dict[str, Any] = providers[0] if providers else {}
    return found


def check_associated(account: Account, environment: EnvironmentConfig, name: str) -> list[Check]:
    """Check that the provider is there, and that the cluster has it."""
    (cluster,) = account.root.client("ecs").describe_clusters(clusters=[environment.cluster_name])[
        "clusters"
    ]
    return [
        Check(
            what=f"capacity provider {name} is active",
            expected="ACTIVE",
            observed=describe_provider(account, name).get("status", "missing"),
        ),
        Check(
            what=f"capacity provider {name} is in the cluster {environment.cluster_name}",
            expected="yes",
            observed="yes" if name in cluster.get("capacityProviders", []) else "no",
        ),
    ]
