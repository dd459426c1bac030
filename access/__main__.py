"""`python -m access`: who can do what, from a cloud assembly or from an account."""

import os
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

from access.access_error import AccessError

_ERROR = 2
_INTERRUPTED = 130
_PIPE_CLOSED = 141

_ABOUT = """Who can do what: the roles of an assembly, or of an account, and proof.

Begin with `npx cdk synth -q`: it writes cdk.out, which all verbs read.
Nothing is changed in AWS.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Verb:
    summary: str
    example: str


_VERBS: Mapping[str, _Verb] = {
    "explain": _Verb(
        summary="whether a role may make a call, and which statement decides it",
        example="explain EcsService-dev-web/TaskRole s3:ListAllMyBuckets '*'",
    ),
    "report": _Verb(
        summary="write the roles of all environments into one page",
        example="report --html cdk.out/access-report.html",
    ),
    "diff": _Verb(
        summary="what roles gain and lose from one assembly to another",
        example="diff cdk.out.before cdk.out",
    ),
    "drift": _Verb(
        summary="what of a deployed account is not as the templates have it",
        example="drift --profile dev --environment dev",
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a verb and return its exit code; 2 for what whoever called has to mend.

    Args:
        arguments: Of the command line; those of the process if left out.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = _run(given)
        # Here and not at the end of Python, which has no exit code of ours for it. There may be no
        # output at all, as after `>&-`.
        print(end="", flush=True)
    except AccessError as error:
        print(f"error: {error}", file=sys.stderr)
        return _ERROR
    except BrokenPipeError:
        # Whoever reads has seen enough, as `| head` has.
        _write_no_more()
        return _PIPE_CLOSED
    except OSError as error:
        if error.filename is None:
            _write_no_more()
        what = AccessError(
            str(error.filename or "output"),
            expected="what can be read or written",
            got=error.strerror or type(error).__name__,
        )
        print(f"error: {what}", file=sys.stderr)
        return _ERROR
    except KeyboardInterrupt:
        return _INTERRUPTED
    return code


def _write_no_more() -> None:
    """Let Python not complain at its end of what is still to be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(given: Sequence[str]) -> int:
    # What a verb needs is loaded when it is asked for, as boto3 takes long.
    verb = given[0] if given and given[0] in _VERBS else None
    module = None if verb is None else import_module(f"access.commands.{verb}")
    parser = _parser(verb, module)
    if not given:
        parser.print_help(sys.stderr)
        return _ERROR
    arguments = parser.parse_args(given)
    run: Callable[[Namespace], int] = arguments.run
    return run(arguments)


def _parser(loaded: str | None, module: ModuleType | None) -> ArgumentParser:
    examples = "\n\n".join(
        f"  # {verb.summary}\n  python -m access {verb.example}" for verb in _VERBS.values()
    )
    parser = ArgumentParser(
        prog="python -m access",
        description=_ABOUT,
        epilog=f"examples:\n{examples}\n\n`python -m access VERB --help` says more of a verb.",
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    for name, verb in _VERBS.items():
        subparser = verbs.add_parser(
            name,
            help=verb.summary,
            description=None if module is None else str(module.SUMMARY),
            epilog=f"example:\n  python -m access {verb.example}",
            formatter_class=RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        if module is not None and name == loaded:
            module.add_arguments(subparser)
            subparser.set_defaults(run=module.run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
