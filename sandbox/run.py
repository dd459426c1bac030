"""The main job on this machine: synthesize, deploy, verify."""

import json
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from aws_cdk.region_info import RegionInfo

from app import build_app
from constructs_lib import ConfigurationError
from sandbox.cdk_cli import CdkCli
from sandbox.emulator.additions import SUMMARIES
from sandbox.emulator_process import PARTITION, Emulator, running_emulator
from sandbox.prerequisites import create_prerequisites
from sandbox.report import RoleReport
from sandbox.verification import verify_environment
from sandbox.verification.calls import check_callable
from stacks.config import EnvironmentConfig
from stacks.config.check_environments import check_environments

Say = Callable[[str, str], None]
"""Told what is being done: for which environment, and what."""

_Item = TypeVar("_Item")

_CDK_JSON = Path(__file__).parent.parent / "cdk.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class Deployment:
    """Environments that run on an emulator."""

    emulator: Emulator
    assembly: Path
    """Folder of the templates that they were deployed from."""
    environments: Sequence[EnvironmentConfig]


def deploy_and_verify(environments: Sequence[EnvironmentConfig], *, say: Say) -> list[RoleReport]:
    """Deploy the environments to an emulator of their own, and check every role.

    Raises:
        ConfigurationError: A wrong value in an environment; nothing was started.
        SandboxError: The emulator, the CDK CLI or a deployment failed.
    """
    with deployed(environments, say=say) as deployment:
        return verify(deployment, say=say)


@contextmanager
def deployed(environments: Sequence[EnvironmentConfig], *, say: Say) -> Iterator[Deployment]:
    """Deploy the environments, each in its own account, all at the same time.

    The emulator and all that ran against it are gone afterwards, however the block is left.
    """
    _check(environments)
    with tempfile.TemporaryDirectory(prefix="ecs-iam-roles-") as temporary:
        folder = Path(temporary)
        assembly = folder / "assembly"
        say("sandbox", f"synthesizing {', '.join(one.name for one in environments)}")
        context = json.loads(_CDK_JSON.read_text())["context"]
        build_app(environments, outdir=assembly, context=context).synth()

        say("sandbox", "starting the emulator: MiniStack, enforcing IAM")
        (folder / "emulator").mkdir()
        with running_emulator(folder / "emulator", outside=os.environ) as emulator:
            say("sandbox", f"the emulator listens on {emulator.endpoint}")
            for name, summary in SUMMARIES.items():
                say("sandbox", f"added to it: {name}: {summary}")
            deployment = Deployment(emulator=emulator, assembly=assembly, environments=environments)
            _for_each(
                _by_account_and_region(environments),
                lambda sharing: _prepare(emulator, sharing, folder, say),
                emulator,
            )
            _for_each(
                environments,
                lambda one: _deploy(deployment, one, folder / f"deploy-{one.name}", say),
                emulator,
            )
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

    _for_each(deployment.environments, check, deployment.emulator)
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
        for service in environment.services:
            where = f"{environment.name}.services.{service.name}"
            for field in ("must_allow", "must_deny"):
                for position, expectation in enumerate(getattr(service, field)):
                    check_callable(f"{where}.{field}[{position}]", expectation, environment)


def _by_account_and_region(
    environments: Sequence[EnvironmentConfig],
) -> list[list[EnvironmentConfig]]:
    """Group those that share an account and region: they share what is there before them."""
    groups: dict[tuple[str, str], list[EnvironmentConfig]] = {}
    for environment in environments:
        groups.setdefault((environment.account, environment.region), []).append(environment)
    return list(groups.values())


def _for_each(items: Sequence[_Item], work: Callable[[_Item], None], emulator: Emulator) -> None:
    """Work on all items at the same time; if one fails, or the user stops us, end them all."""
    with ThreadPoolExecutor(len(items)) as pool:
        try:
            list(pool.map(work, items))
        except BaseException:
            # The pool waits for its threads, and those wait for the CLI: end that first.
            emulator.kill()
            raise


def _prepare(
    emulator: Emulator, sharing: Sequence[EnvironmentConfig], folder: Path, say: Say
) -> None:
    """Bring an account and region to where an environment presumes it: bootstrapped, with data."""
    who = ", ".join(environment.name for environment in sharing)
    account, region = sharing[0].account, sharing[0].region
    home = folder / f"{account}-{region}"
    cdk = CdkCli(emulator, account=account, region=region, folder=home, outside=os.environ)
    say(who, f"cdk bootstrap aws://{account}/{region}")
    cdk.run("bootstrap", f"aws://{account}/{region}")

    say(who, "creating what it presumes: network, policies, images, secrets, parameters")
    create_prerequisites(emulator, sharing)


def _deploy(deployment: Deployment, environment: EnvironmentConfig, folder: Path, say: Say) -> None:
    name, account, region = environment.name, environment.account, environment.region
    cdk = CdkCli(
        deployment.emulator, account=account, region=region, folder=folder, outside=os.environ
    )
    stacks = environment.stack_names
    say(name, f"cdk deploy {' '.join(stacks)}")
    cdk.run(*("deploy", "--app", str(deployment.assembly), "--require-approval", "never"), *stacks)
