"""Writes who can do what, for people."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from access.commands.source import add_source, read_source
from access.counted import counted
from access.report.html import report_html
from access.report.markdown import report_markdown
from access.report.write_whole import write_whole

SUMMARY = """Write who may take each role, where it is attached, what it reaches, its
wildcards and the reasons for them, its contract, and how environments differ:
one HTML file that needs nothing else, or Markdown.

Exit code: 0 written, whatever it says; 2 error.
"""

_NAME = "access-report.html"
_FOLDER = Path("cdk.out")
_PRINTED = "-"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the command takes."""
    add_source(parser)
    parser.add_argument(
        "--html",
        type=Path,
        metavar="FILE",
        help=f"write one HTML file; without FILEs, {_NAME} in the assembly's folder, or here "
        "with --live",
    )
    parser.add_argument("--markdown", metavar="FILE", help="write Markdown; '-' prints it")


def run(arguments: Namespace) -> int:
    """Write the reports that are asked for; return 0.

    Raises:
        AccessError: The source cannot be read, or a file cannot be written; what was there is
            still there.
    """
    inventory = read_source(arguments)
    wrote = []
    if arguments.html is not None or arguments.markdown is None:
        wrote.append(arguments.html or _folder(arguments) / _NAME)
        write_whole(wrote[-1], report_html(inventory))
    if arguments.markdown == _PRINTED:
        print(report_markdown(inventory), end="")
    elif arguments.markdown is not None:
        wrote.append(Path(arguments.markdown))
        write_whole(wrote[-1], report_markdown(inventory))
    environments = {role.environment or role.account for role in inventory.roles}
    for path in wrote:
        # Whoever pipes Markdown on gets nothing else.
        print(
            f"Wrote {path}: {counted(len(inventory.roles), 'role')} of "
            f"{counted(len(environments), 'environment')}.",
            file=sys.stderr if arguments.markdown == _PRINTED else sys.stdout,
        )
    return 0


def _folder(arguments: Namespace) -> Path:
    # What is live does not belong to an assembly, which may not be there.
    return Path() if arguments.live else arguments.assembly or _FOLDER
