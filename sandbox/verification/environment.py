"""All that is checked of one environment."""

from pathlib import Path

from sandbox.emulator_process import Emulator
from sandbox.report import RoleReport
from sandbox.verification.account import Account
from sandbox.verification.assuming import ordinary_user
from sandbox.verification.deployed_stack import DeployedStack
from sandbox.verification.host import verify_host
from sandbox.verification.task import verify_task
from stacks.config import EnvironmentConfig


def verify_environment(
    emulator: Emulator, environment: EnvironmentConfig, assembly: Path
) -> list[RoleReport]:
    """Check every role of a deployed environment.

    Args:
        emulator: Where it was deployed to.
        environment: What it was meant to be.
        assembly: Folder of the templates that it was deployed from.
    """
    here = {"account": environment.account, "region": environment.region}
    account = Account(emulator, **here)

    def stack(name: str) -> DeployedStack:
        return DeployedStack(account.root, assembly, name, **here)

    with ordinary_user(emulator, name=f"user-of-{environment.name}", **here) as user:
        host = verify_host(account, user, environment, stack(environment.cluster_stack_name))
        tasks = [
            report
            for service in environment.services
            for report in verify_task(
                account,
                user,
                environment,
                service,
                stack(environment.service_stack_name(service)),
            )
        ]
    return [host, *tasks]
