"""`diff`: what roles gain and lose from one assembly to another."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from access.diffing.as_markdown import as_markdown
from access.diffing.as_text import as_text
from access.diffing.role_difference import role_differences
from access.reading.assembly import read_assembly

SUMMARY = """Say what each role may do, or by whom it may be taken, in the one assembly and
not in the other. Only the meaning counts: statements in another order, or split
over several policies, are no difference. Each change says how much it is: the
access level of its actions (List, Read, Tagging, Write, Permissions
management), or that it is of the trust policy or the boundary.

Exit code: 0 nothing gained (something may be lost), 1 something gained,
2 error.
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Add what ``run`` takes."""
    parser.add_argument("old", type=Path, metavar="OLD", help="folder of the assembly before")
    parser.add_argument("new", type=Path, metavar="NEW", help="folder of the assembly after")
    parser.add_argument(
        "--markdown", action="store_true", help="as a comment on a pull request shows it"
    )


def run(arguments: Namespace) -> int:
    """Print the changes, and return the exit code that they have.

    Raises:
        AccessError: An assembly, or a policy in it, cannot be read.
    """
    found = role_differences(read_assembly(arguments.old), read_assembly(arguments.new))
    print(as_markdown(found) if arguments.markdown else as_text(found))
    return 1 if any(one.difference.gained for one in found) else 0
