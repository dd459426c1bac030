"""A deployer's role: whose tokens it takes, and what it hands to whom."""

from collections.abc import Iterator, Sequence
from itertools import product

from constructs_lib import WebIdentity
from sandbox.identity import Identity
from sandbox.report import Check
from sandbox.verification.access.assumable_role import AssumableRole
from sandbox.verification.access.ecs_calls import (
    describe_service,
    register_task_definition,
    update_service,
)
from sandbox.verification.access.takers import role_taker
from sandbox.verification.assuming import EC2, ECS, ECS_TASKS, SSM
from sandbox.verification.calls import ALLOWED, DENIED, outcome
from sandbox.verification.simulation import simulated
from sandbox.verification.web_identity_token import make_token
from stacks.config import DeployerConfig

_SERVICES = (EC2, ECS, ECS_TASKS, SSM, "cloudformation.amazonaws.com")


def check_deployer(
    role: AssumableRole, deployer: DeployerConfig, passed: Sequence[tuple[str, str]]
) -> Iterator[Check]:
    """Check who gets in, which of the CDK's roles they take, and which roles they hand to whom.

    Args:
        role: Of the deployer.
        deployer: What it was meant to be.
        passed: Every role of the environment, with the service that it is for.
    """
    session: Identity | None = None
    for workflow in deployer.workflows:
        identity = workflow.web_identity
        for subject in identity.subjects:
            token = _token(role, identity, subject)
            yield role.check_token(subject, ALLOWED, role.account.root, token)
            session = role.session_for_token(role.account.root, token)
        yield from _check_other_tokens(role, deployer, identity)
    for arn in deployer.trusted_roles:
        account, name = arn.split(":")[4], arn.rpartition("/")[2]
        for who, expected in ((name, ALLOWED), (f"not-{name}", DENIED)):
            with role_taker(
                *(role.emulator, f"the role {who} of {account}"),
                name=who,
                account=account,
                region=role.region,
                path=f"/{arn.split(':role/')[1].removesuffix(name)}",
            ) as caller:
                yield role.check(caller.who, expected, caller.identity)
                if expected == ALLOWED:
                    session = session or role.session(caller.identity)
    if session is not None:
        yield from _check_bootstrap_roles(role, session, only_diff=deployer.only_diff)
        yield from _check_calls(role, deployer, passed, session)
    yield from _check_passing(role, deployer, passed)


def _token(role: AssumableRole, identity: WebIdentity, subject: str, audience: str = "") -> str:
    return make_token(
        role.emulator,
        issuer=identity.issuer,
        audience=audience or identity.audience,
        subject=subject,
    )


def _check_other_tokens(
    role: AssumableRole, deployer: DeployerConfig, identity: WebIdentity
) -> Iterator[Check]:
    """Tokens of the same issuer, each wrong in one thing."""
    subject = identity.subjects[0]
    root = role.account.root
    first, _, rest = subject.partition("/")
    project = ":".join(subject.split(":")[:2])
    others = {
        f"{first}/not-{rest}": "another repository",
        f"{first}-of-others/{rest}": "the same name of another owner",
        f"{project}:pull_request": "a pull request, as of a fork",
        f"{project}:ref:refs/heads/not-main": "another branch",
        f"{project}:environment:not-this": "another environment",
        f"{subject}-2": "a name that begins alike",
    }
    own = {one for each in deployer.workflows for one in each.web_identity.subjects}
    for other, who in others.items():
        if other not in own:
            token = _token(role, identity, other)
            yield role.check_token(f"{who}, {other}", DENIED, root, token)
    token = _token(role, identity, subject, audience="somebody-else")
    yield role.check_token(f"{subject} for another audience", DENIED, root, token)
    header, payload, signature = _token(role, identity, subject).split(".")
    forged = f"{header}.{payload}.{signature[::-1]}"
    yield role.check_token(f"{subject}, signed by somebody else", DENIED, root, forged)


def _check_bootstrap_roles(
    role: AssumableRole, session: Identity, *, only_diff: bool
) -> Iterator[Check]:
    deploys = DENIED if only_diff else ALLOWED
    for purpose, expected in (
        ("lookup", ALLOWED),
        ("deploy", deploys),
        ("file-publishing", deploys),
        ("image-publishing", deploys),
        ("cfn-exec", DENIED),
    ):
        arn = role.account.cdk_role(purpose)
        yield Check(
            what=f"sts:AssumeRole, the CDK's {purpose} role",
            expected=expected,
            observed=outcome(
                lambda arn=arn: session.client("sts").assume_role(  # type: ignore[misc]
                    RoleArn=arn, RoleSessionName="sandbox"
                )
            ),
        )


def _check_calls(
    role: AssumableRole,
    deployer: DeployerConfig,
    passed: Sequence[tuple[str, str]],
    session: Identity,
) -> Iterator[Check]:
    """Deploy without CloudFormation: in the cluster, families and roles of the environment."""
    environment, account = role.environment, role.account
    own, deploys = environment.cluster_name, environment.services and not deployer.only_diff
    may = ALLOWED if deploys else DENIED
    group = "it deploys to its cluster, and to no other"
    for cluster, expected in ((own, may), (f"not-{own}", DENIED)):
        for call in (describe_service, update_service):
            yield call(session, account, cluster, "sandbox", expected, group=group)
    task_role = next((arn for arn, service in passed if service == ECS_TASKS), None)
    if task_role is None:
        return
    for service in environment.services:
        family = environment.family(service)
        for named, arn, what, expected in (
            (family, task_role, "with a task role of the environment", may),
            (family, role.live.arn, "with its own role", DENIED),
            (family, account.cdk_role("cfn-exec"), "with the CDK's cfn-exec role", DENIED),
            (f"{family}-of-others", task_role, "of another family", DENIED),
        ):
            yield register_task_definition(
                session, account, named, arn, expected, what=what, group=group
            )


def _check_passing(
    role: AssumableRole, deployer: DeployerConfig, passed: Sequence[tuple[str, str]]
) -> Iterator[Check]:
    """Ask for every role of the environment and every service, and for roles of others."""
    others = [role.live.arn, *(f"{arn}-of-others" for arn, _ in passed[:1])]
    pairs = product([*dict.fromkeys(arn for arn, _ in passed), *others], _SERVICES)
    for arn, service in pairs:
        may = (arn, service) in passed and not deployer.only_diff
        yield simulated(
            *(role.account, role.live, "iam:PassRole", arn, ALLOWED if may else DENIED),
            context={"iam:PassedToService": service},
            group="it hands no role to anybody"
            if deployer.only_diff
            else "it hands each role to its own service, and no other role",
        )
