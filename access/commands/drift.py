"""`drift`: what of a deployed account is not as the templates have it."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

from access.counted import counted
from access.drift.drift import Drift
from access.drift.find_drift import Findings, find_drift
from access.reading.live_account import open_account

SUMMARY = """Compare the roles of an account with those of the assembly that was deployed to
it: trust policies, permissions policies, permissions boundaries, and what the
roles are attached to. Each difference comes with the commands of the AWS CLI
that undo it. This only reads; it calls iam:GetAccountAuthorizationDetails,
sts:GetCallerIdentity, cloudformation:ListStackResources and GetTemplate, and,
to see where roles are used, ecs:List* and ecs:Describe*.

A `cdk deploy` of an unchanged template does not undo what was changed by hand:
CloudFormation compares the template with the one before, and sees no change.
`cdk deploy --revert-drift` has it compare with what is there ("Using
drift-aware change sets" in its user guide), and may also take off what another
stack attached to a role. Users report that its drift detection overlooks
policies added to a role (aws-cloudformation/cloudformation-coverage-roadmap
issues 936 and 2489). So run this again after it. The commands printed here
change nothing but what they name.

Compare with the assembly of what is deployed: what was changed in the code
since is drift as well. Not compared are tags, the longest session, and roles
that no template has.

Exit code: 0 no drift, 1 drift, 2 error.
"""

_DRIFT = 1


def add_arguments(parser: ArgumentParser) -> None:
    """Add what ``run`` takes."""
    parser.add_argument(
        "--assembly",
        type=Path,
        metavar="FOLDER",
        default=Path("cdk.out"),
        help="what `npx cdk synth` wrote (%(default)s if left out)",
    )
    parser.add_argument("--profile", help="a profile of the AWS configuration")
    parser.add_argument("--region", help="where to begin, if the profile has none")
    parser.add_argument(
        "--environment",
        metavar="ENVIRONMENT",
        help="only roles with this tag `environment`; all that the account is to have if left out",
    )


def run(arguments: Namespace) -> int:
    """Print every difference, and return 1 if there is one.

    Raises:
        AccessError: The assembly or the account cannot be read, or have nothing in common.
    """
    account = open_account(profile=arguments.profile, region=arguments.region)
    findings = find_drift(arguments.assembly, account, environment=arguments.environment)
    source = f"account {account.number} with {arguments.assembly}"
    print("\n".join(_lines(findings, source)))
    return _DRIFT if findings.drifts else 0


def _lines(findings: Findings, source: str) -> Iterator[str]:
    stacks = {role.stack for role in findings.roles}
    compared = f"{counted(len(findings.roles), 'role')} of {counted(len(stacks), 'stack')}"
    yield f"compared {compared}: {source}"
    for one in findings.not_compared:
        yield f"not compared: {one}"
    for note in findings.notes:
        yield f"note: {note}"
    for drift in findings.drifts:
        yield ""
        yield from _of(drift)
    yield ""
    if findings.drifts:
        yield counted(len(findings.drifts), "difference")
    elif findings.roles:
        yield "no drift: every role is as its template has it"
    else:
        yield "nothing is deployed that could be compared"


def _of(drift: Drift) -> Iterator[str]:
    yield f"{drift.kind}: {drift.role.id} ({drift.role.arn})"
    yield f"  {drift.what}"
    for step in drift.put_back:
        yield f"  put back: {step}"
