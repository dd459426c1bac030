"""Environments that run on an emulator, and the CDK CLI to change them with."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import mkdtemp
from typing import TypeVar

from app import build_app
from sandbox.cdk_cli import CdkCli
from sandbox.emulator_process import Emulator
from sandbox.verification.account import Account
from sandbox.verification.deployed_stack import DeployedStack
from stacks.config import EnvironmentConfig

Say = Callable[[str, str], None]
"""Told what is being done: for which environment, and what."""

_Item = TypeVar("_Item")

_CDK_JSON = Path(__file__).parent.parent / "cdk.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class Deployment:
    """Environments that run on an emulator, or are about to."""

    emulator: Emulator
    folder: Path
    """For all that the sandbox writes."""
    assembly: Path
    """Folder of the templates that they are deployed from."""
    environments: Sequence[EnvironmentConfig]

    def changed_to(self, environments: Sequence[EnvironmentConfig]) -> "Deployment":
        """Return the deployment with other environments, synthesized and not yet deployed."""
        return replace(
            self, assembly=synthesize(environments, self.folder), environments=environments
        )

    def account(self, environment: EnvironmentConfig) -> Account:
        """Return the account and region of an environment."""
        return Account(self.emulator, account=environment.account, region=environment.region)

    def stack(self, environment: EnvironmentConfig, name: str) -> DeployedStack:
        """Return a deployed stack of an environment."""
        return DeployedStack(
            self.account(environment).root,
            self.assembly,
            name,
            account=environment.account,
            region=environment.region,
        )

    def cdk(
        self, environment: EnvironmentConfig, *, session: Mapping[str, str] | None = None
    ) -> CdkCli:
        """Return the CDK CLI in the account and region of an environment.

        Args:
            environment: Where it works.
            session: Who runs it, with the credentials that STS gave; the root if left out.
        """
        return CdkCli(
            self.emulator,
            account=environment.account,
            region=environment.region,
            folder=Path(mkdtemp(dir=self.folder, prefix="cdk-")),
            outside=os.environ,
            session=session,
        )

    def deploy(self, environment: EnvironmentConfig, stacks: Sequence[str], *, say: Say) -> None:
        """Deploy stacks of an environment, and no other that they need."""
        say(environment.name, f"cdk deploy {' '.join(stacks)}")
        self.cdk(environment).run(
            *("deploy", "--app", str(self.assembly), "--require-approval", "never"),
            *("--exclusively", *stacks),
        )

    def destroy(self, environment: EnvironmentConfig, *, say: Say) -> None:
        """Delete every stack of an environment."""
        say(environment.name, f"cdk destroy {' '.join(environment.stack_names)}")
        self.cdk(environment).run(
            *("destroy", "--app", str(self.assembly), "--force", *environment.stack_names)
        )


def synthesize(environments: Sequence[EnvironmentConfig], folder: Path) -> Path:
    """Write the templates of the environments into a new folder in the one that is given."""
    assembly = Path(mkdtemp(dir=folder, prefix="assembly-"))
    context = json.loads(_CDK_JSON.read_text())["context"]
    build_app(environments, outdir=assembly, context=context).synth()
    return assembly


def for_each(items: Sequence[_Item], work: Callable[[_Item], None], emulator: Emulator) -> None:
    """Work on all items at the same time; if one fails, or the user stops us, end them all."""
    with ThreadPoolExecutor(len(items)) as pool:
        try:
            list(pool.map(work, items))
        except BaseException:
            # The pool waits for its threads, and those wait for the CLI: end that first.
            emulator.kill()
            raise
