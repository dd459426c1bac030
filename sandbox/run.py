"""The main job on this machine: synthesize, deploy, verify, change, delete."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from aws_cdk.region_info import RegionInfo

from constructs_lib import ConfigurationError
from sandbox.change_and_delete import change_and_delete
from sandbox.changed_by_hand import change_by_hand
from sandbox.deployment import Deployment, Say, for_each, synthesize
from sandbox.emulator.additions import SUMMARIES
from sandbox.emulator_process import PARTITION, running_emulator
from sandbox.outside_roles import attach_permissions
from sandbox.prerequisites import create_prerequisites
from sandbox.report import RoleReport
from sandbox.verification.calls import check_callable
from sandbox.verification.environment import verify_environment
from stacks.config import EnvironmentConfig
from stacks.config.check_environments import check_environments


def deploy_and_verify(environments: Sequence[EnvironmentConfig], *, say: Say) -> list[RoleReport]:
    """Deploy the environments to an emulator of their own, and check every role.

    Then change roles by hand and put them back; change the hosts, and delete the environments
    again, and check what became of them.

    Raises:
        ConfigurationError: A wrong value in an environment; nothing was started.
        SandboxError: The emulator, the CDK CLI or a deployment failed.
    """
    with deployed(environments, say=say) as deployment:
        reports = [
            *verify(deployment, say=say),
            *change_by_hand(deployment, say=say),
            *change_and_delete(deployment, say=say),
        ]
    names = [one.name for one in environments]
    return sorted(reports, key=lambda report: names.index(report.environment))


@contextmanager
def deployed(environments: Sequence[EnvironmentConfig], *, say: Say) -> Iterator[Deployment]:
    """Deploy the environments, each in its own account, all at the same time.

    The emulator and all that ran against it are gone afterwards, however the block is left.
    """
    _check(environments)
    with tempfile.TemporaryDirectory(prefix="ecs-iam-roles-") as temporary:
        folder = Path(temporary)
        say("sandbox", f"synthesizing {', '.join(one.name for one in environments)}")
        assembly = synthesize(environments, folder)

        say("sandbox", "starting the emulator: MiniStack, enforcing IAM")
        (folder / "emulator").mkdir()
        with running_emulator(folder / "emulator", outside=os.environ) as emulator:
            say("sandbox", f"the emulator listens on {emulator.endpoint}")
            for name, summary in SUMMARIES.items():
                say("sandbox", f"added to it: {name}: {summary}")
            deployment = Deployment(
                emulator=emulator, folder=folder, assembly=assembly, environments=environments
            )
            for_each(
                _by_account_and_region(environments),
                lambda sharing: _prepare(deployment, sharing, say),
                emulator,
            )
            for_each(environments, lambda one: _deploy(deployment, one, say), emulator)
            yield deployment


def verify(deployment: Deployment, *, say: Say) -> list[RoleReport]:
    """Check every role of the deployed environments by calling AWS's APIs."""
    reports: dict[str, list[RoleReport]] = {}

    def check(environment: EnvironmentConfig) -> None:
        say(environment.name, "verifying every role through AWS's APIs")
        reports[environment.name] = verify_environment(
            deployment.emulator, environment, deployment.assembly
        )
        say(environment.name, "every role has been looked at")

    for_each(deployment.environments, check, deployment.emulator)
    return [report for one in deployment.environments for report in reports[one.name]]


def _check(environments: Sequence[EnvironmentConfig]) -> None:
    """Refuse what the sandbox could not verify, before anything is started."""
    check_environments(environments)
    for environment in environments:
        if RegionInfo.get(environment.region).partition != PARTITION:
            raise ConfigurationError(
                f"{environment.name}.region",
                expected=f"a region of the partition {PARTITION!r}, the only one of the sandbox",
                got=environment.region,
            )
        named = [
            *((f"services.{one.name}", one) for one in environment.services),
            *((f"access.operators.{one.name}", one) for one in environment.access.operators),
            *(
                (f"access.external_accounts.{one.name}", one)
                for one in environment.access.external_accounts
            ),
        ]
        for where, one in named:
            for field in ("must_allow", "must_deny"):
                for position, expectation in enumerate(getattr(one, field)):
                    check_callable(
                        f"{environment.name}.{where}.{field}[{position}]", expectation, environment
                    )


def _by_account_and_region(
    environments: Sequence[EnvironmentConfig],
) -> list[list[EnvironmentConfig]]:
    """Group those that share an account and region: they share what is there before them."""
    groups: dict[tuple[str, str], list[EnvironmentConfig]] = {}
    for environment in environments:
        groups.setdefault((environment.account, environment.region), []).append(environment)
    return list(groups.values())


def _prepare(deployment: Deployment, sharing: Sequence[EnvironmentConfig], say: Say) -> None:
    """Bring an account and region to where an environment presumes it: bootstrapped, with data."""
    who = ", ".join(environment.name for environment in sharing)
    place = f"aws://{sharing[0].account}/{sharing[0].region}"
    say(who, f"cdk bootstrap {place}")
    deployment.cdk(sharing[0]).run("bootstrap", place)

    say(who, "creating what it presumes: network, policies, images, secrets, parameters")
    create_prerequisites(deployment.emulator, sharing, deployment.assembly)


def _deploy(deployment: Deployment, environment: EnvironmentConfig, say: Say) -> None:
    """Deploy an environment, and give roles from outside what their contracts ask for."""
    deployment.deploy(environment, environment.stack_names, say=say)
    for name in environment.stack_names:
        stack = deployment.stack(environment, name)
        if stack.contracts:
            say(environment.name, f"attaching what {name} asks of roles from outside")
            attach_permissions(deployment.account(environment).root, stack)
