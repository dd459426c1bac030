"""The capacity provider of ECS Managed Instances."""

from typing import Any

from sandbox.report import Check
from sandbox.verification.account import Account
from sandbox.verification.capacity.carrier import Carrier, carries
from sandbox.verification.capacity.provider import describe_provider
from stacks.config import EnvironmentConfig, ManagedInstancesConfig


def managed_instances(
    account: Account,
    environment: EnvironmentConfig,
    capacity: ManagedInstancesConfig,
    profile: dict[str, Any],
) -> Carrier:
    """Look at the provider; ECS launches hosts when tasks need them, which no emulator does."""
    name = environment.capacity_provider_name(capacity)
    provider = describe_provider(account, name)
    template = provider.get("managedInstancesProvider", {}).get("instanceLaunchTemplate", {})
    return Carrier(
        described=f"capacity provider {name}, {provider.get('status', 'missing')}",
        checks=[
            Check(
                what=f"capacity provider {name} is active",
                expected="ACTIVE",
                observed=provider.get("status", "missing"),
            ),
            Check(
                what=f"capacity provider {name} is in the cluster {environment.cluster_name}",
                expected=environment.cluster_name,
                observed=str(provider.get("cluster", "none")).rpartition("/")[2],
            ),
            carries(
                "the capacity provider",
                profile,
                {"Arn": template.get("ec2InstanceProfileArn", "no profile")},
            ),
        ],
    )
