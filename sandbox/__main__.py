"""Deploys every environment to an AWS on this machine, checks it, changes it and deletes it."""

import argparse
import json
import signal
import sys
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console

from access.access_error import AccessError
from app import UnreadableEnvironmentsError, declared_environments, refusal
from constructs_lib import ConfigurationError
from sandbox.run import deploy_and_verify
from sandbox.sandbox_error import SandboxError
from sandbox.terminal import Terminal
from stacks.config.compared_with_none import compared_with_none

_CHECK_FAILED, _COULD_NOT_CHECK = 1, 2


def main() -> int:
    """Run the main job; 0 if every check passed."""
    try:
        declared = declared_environments()
    except UnreadableEnvironmentsError as error:
        print(f"\n{error}\n", file=sys.stderr)
        return _COULD_NOT_CHECK
    names = [environment.name for environment in declared]
    parser = argparse.ArgumentParser(
        prog="python -m sandbox",
        description=__doc__,
        epilog="exit status: 0 every check passed, 1 a check failed, 2 it could not be checked",
    )
    parser.add_argument(
        "environments",
        nargs="*",
        metavar="ENVIRONMENT",
        help=f"deploy only these ({', '.join(names)}); all of them if left out",
    )
    parser.add_argument(
        "--report",
        type=Path,
        metavar="FILE",
        default=Path("cdk.out/sandbox-report.json"),
        help="machine-readable copy of what was found (default: %(default)s)",
    )
    arguments = parser.parse_args()
    if unknown := set(arguments.environments) - set(names):
        parser.error(f"expected one of {', '.join(names)}, got {', '.join(sorted(unknown))}")
    wanted = arguments.environments or names
    # What another environment is compared with is not there without it; `cdk synth` compares.
    chosen = [
        one if one.no_wider_than in wanted else compared_with_none(one)
        for one in declared
        if one.name in wanted
    ]

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(_COULD_NOT_CHECK))
    arguments.report.unlink(missing_ok=True)
    terminal = Terminal(Console(highlight=False))
    try:
        reports = deploy_and_verify(chosen, say=terminal.say)
    except (
        AccessError,
        ConfigurationError,
        SandboxError,
        BotoCoreError,
        ClientError,
        OSError,
    ) as error:
        print(f"\n{error}\n", file=sys.stderr)
        return _COULD_NOT_CHECK
    except RuntimeError as error:
        print(f"\n{refusal(error)}\n", file=sys.stderr)
        return _COULD_NOT_CHECK
    except KeyboardInterrupt:
        # Ctrl-C ends the CDK's Node as well, which its Python side then cannot close in peace.
        sys.unraisablehook = lambda _: None
        print("\nstopped; nothing is left running", file=sys.stderr)
        return _COULD_NOT_CHECK

    terminal.show(reports)
    arguments.report.parent.mkdir(parents=True, exist_ok=True)
    arguments.report.write_text(json.dumps([one.as_data() for one in reports], indent=2) + "\n")
    print(f"machine-readable copy: {arguments.report}")
    return 0 if all(one.passed for report in reports for one in report.checks) else _CHECK_FAILED


if __name__ == "__main__":
    sys.exit(main())
