"""Where a command reads roles: from an assembly, or from an account."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from access.access_error import AccessError
from access.reading.assembly import read_assembly
from access.records import Inventory

_DEFAULT = Path("cdk.out")


def add_source(parser: ArgumentParser) -> None:
    """Add the arguments that ``read_source`` takes."""
    group = parser.add_argument_group("where to read the roles")
    one = group.add_mutually_exclusive_group()
    one.add_argument(
        "--assembly",
        type=Path,
        metavar="FOLDER",
        help=f"what `npx cdk synth` wrote ({_DEFAULT} if left out)",
    )
    one.add_argument("--live", action="store_true", help="the account of the AWS credentials")
    group.add_argument("--profile", help="with --live: a profile of the AWS configuration")
    group.add_argument("--region", help="with --live: where clusters and tasks are looked for")


def read_source(arguments: Namespace) -> Inventory:
    """Return the roles of what the arguments name.

    Raises:
        AccessError: It cannot be read; a profile or region without ``--live``.
    """
    if arguments.live:
        # boto3 takes long to load.
        live = import_module("access.reading.live_account")
        read_account: Callable[..., Inventory] = live.read_account
        return read_account(profile=arguments.profile, region=arguments.region)
    for name in ("profile", "region"):
        if (value := getattr(arguments, name)) is not None:
            raise AccessError(f"--{name}", expected="--live beside it", got=value)
    return read_assembly(_DEFAULT if arguments.assembly is None else arguments.assembly)
