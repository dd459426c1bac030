"""`explain`: whether a role may make a call, and which statement decides it."""

from argparse import ArgumentParser, Namespace

from access.commands.source import add_source, read_source
from access.explaining.asked_call import asked_call
from access.explaining.explanation import explain
from access.explaining.find_role import find_role
from access.explaining.show import as_json, as_text
from access.policy.decision import Outcome

SUMMARY = """Say whether a role may make a call, which statement of which policy decides it,
what would have to be different for it to be allowed, who may take the role, and
where it is attached.

Exit code: 0 allowed, 1 denied, 3 undecided (it hangs on what was not given),
2 error.
"""

_CODES = {Outcome.ALLOWED: 0, Outcome.DENIED: 1, Outcome.UNDECIDED: 3}


def add_arguments(parser: ArgumentParser) -> None:
    """Add what ``run`` takes."""
    parser.add_argument(
        "role",
        metavar="ROLE",
        help="path of its construct, or a part that only one has; its name in IAM, or its ARN",
    )
    parser.add_argument("action", metavar="ACTION", help="as in s3:GetObject")
    parser.add_argument(
        "resource",
        metavar="RESOURCE",
        nargs="?",
        default="*",
        help="ARN of one resource; '*', if left out, is for an action that takes none",
    )
    parser.add_argument(
        "--context",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="a condition key of the request; again for another key, or another value of the same",
    )
    parser.add_argument(
        "--absent",
        metavar="KEY",
        action="append",
        default=[],
        help="a condition key that the request certainly does not have",
    )
    parser.add_argument("--json", action="store_true", help="the same as a JSON object")
    add_source(parser)


def run(arguments: Namespace) -> int:
    """Print the answer, and return the exit code that it has.

    Raises:
        AccessError: What the arguments name is not there, or cannot be read.
    """
    call = asked_call(
        arguments.action,
        arguments.resource,
        context=arguments.context,
        absent=arguments.absent,
    )
    inventory = read_source(arguments)
    role = find_role(inventory.roles, arguments.role)
    explanation = explain(role, call, not_read=inventory.notes)
    print(as_json(explanation) if arguments.json else as_text(explanation))
    return _CODES[explanation.decision.outcome]
