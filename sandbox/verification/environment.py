"""All that is checked of one environment."""

from pathlib import Path
from typing import Any

from sandbox.emulator_process import Emulator
from sandbox.people import person
from sandbox.report import RoleReport
from sandbox.verification.access.verify import verify_access
from sandbox.verification.account import Account
from sandbox.verification.deployed_stack import DeployedStack
from sandbox.verification.external import verify_external
from sandbox.verification.host import verify_host
from sandbox.verification.infrastructure import verify_infrastructure
from sandbox.verification.task import verify_task
from stacks.config import EnvironmentConfig, ExternalInstancesConfig, ManagedInstancesConfig


def verify_environment(
    emulator: Emulator, environment: EnvironmentConfig, assembly: Path
) -> list[RoleReport]:
    """Check every role of a deployed environment.

    Args:
        emulator: Where it was deployed to.
        environment: What it was meant to be.
        assembly: Folder of the templates that it was deployed from.
    """
    here: dict[str, Any] = {"account": environment.account, "region": environment.region}
    account = Account(emulator, **here)

    def stack(name: str) -> DeployedStack:
        return DeployedStack(account.root, assembly, name, **here)

    cluster = stack(environment.cluster_stack_name)
    with person(emulator, name=f"user-of-{environment.name}", **here) as user:
        reports = []
        if environment.has_hosts_in_aws:
            reports.append(verify_host(account, user.identity, environment, cluster))
        for capacity in environment.capacity:
            match capacity:
                case ManagedInstancesConfig():
                    reports.append(
                        verify_infrastructure(
                            account, user.identity, environment, capacity, cluster
                        )
                    )
                case ExternalInstancesConfig():
                    reports.append(
                        verify_external(account, user.identity, environment, capacity, cluster)
                    )
        others = [cluster]
        for service in environment.services:
            of_service = stack(environment.service_stack_name(service))
            reports += verify_task(account, user.identity, environment, service, of_service)
            others.append(of_service)
    if environment.access:
        access = stack(environment.access_stack_name)
        reports += verify_access(emulator, account, environment, access, others)
    return reports
