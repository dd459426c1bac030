"""An operator role: who takes it, under which rules, and what it allows."""

from collections.abc import Iterator
from datetime import UTC, datetime

from constructs_lib import OperatorAccess
from sandbox.people import person
from sandbox.report import Check
from sandbox.verification.access.at_the_door import AtTheDoor
from sandbox.verification.access.takers import Taker, takers
from sandbox.verification.calls import ALLOWED, DENIED, outcome, probe
from sandbox.verification.simulation import simulated
from stacks.config import OperatorConfig

_ELSEWHERE = "000000000001"


def check_operator(role: AtTheDoor, operator: OperatorConfig) -> Iterator[Check]:
    """Check row 9 of the job: everybody who is named gets in, by the rules, and nobody else."""
    with takers(role.emulator, role.environment, operator) as named:
        is_open = _is_open(operator)
        for taker in named:
            yield role.door.check(
                f"{taker.who}, by the rules",
                ALLOWED if is_open else DENIED,
                taker.identity,
                taker.asks(operator),
                row=9,
            )
        yield from _check_rules(role, operator, named[0])
        yield from _check_others(role, operator)
        if is_open:
            yield from _check_permissions(role, operator, named[0])


def _is_open(operator: OperatorConfig) -> bool:
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    rules = operator.rules
    return (rules.valid_from or now) <= now and now < (rules.valid_until or "9")


def _check_rules(role: AtTheDoor, operator: OperatorConfig, taker: Taker) -> Iterator[Check]:
    """One rule is broken at a time, so that no other hides it."""
    rules, asked = operator.rules, taker.asks(operator)

    def denied(what: str, **changed: object) -> Check:
        changed = {key: value for key, value in {**asked, **changed}.items() if value is not None}
        return role.door.check(f"{taker.who}, {what},", DENIED, taker.identity, changed)

    if rules.mfa and taker.person is not None:
        yield denied("without MFA", SerialNumber=None, TokenCode=None)
        yield denied("with a wrong code", **taker.person.wrong_mfa())
        seconds = rules.max_mfa_age_minutes * 60
        for age, expected in ((seconds - 1, ALLOWED), (seconds, DENIED)):
            yield role.evaluated(
                f"{taker.who}, MFA {age} seconds ago (its trust policy with that context)",
                expected,
                caller_arn=taker.person.arn,
                context={
                    "aws:MultiFactorAuthPresent": "true",
                    "aws:MultiFactorAuthAge": str(age),
                    "sts:SourceIdentity": taker.name,
                    "sts:RoleSessionName": taker.name,
                    "aws:username": taker.name,
                },
            )
    if rules.source_identity:
        yield denied("without a source identity", SourceIdentity=None)
    if taker.person is not None and role.is_users_own_name(operator):
        key = "SourceIdentity" if rules.source_identity else "RoleSessionName"
        yield denied("under another name", **{key: "somebody-else"})
    if rules.session_tags:
        yield denied("without its tags", Tags=None)


def _check_others(role: AtTheDoor, operator: OperatorConfig) -> Iterator[Check]:
    """Somebody else does all that the rules ask for."""
    for who, account in (
        ("another user of the account", role.environment.account),
        ("a user of another account", _ELSEWHERE),
    ):
        name = f"not-in-{role.environment.name}-{operator.name}"
        with person(role.emulator, name=name, account=account, region=role.region) as other:
            stranger = Taker(who=who, identity=other.identity, name=name, person=other)
            yield role.door.check(
                f"{who}, by the rules", DENIED, other.identity, stranger.asks(operator)
            )


def _check_permissions(role: AtTheDoor, operator: OperatorConfig, taker: Taker) -> Iterator[Check]:
    session = role.door.enter(taker.identity, taker.asks(operator))
    if session is None:
        return
    if operator.access is not None:
        yield from _check_access(role, operator.access)
        clusters = role.account.arn("ecs", "cluster/")
        own = role.environment.cluster_name
        for name, expected in ((own, ALLOWED), (f"not-{own}", DENIED)):
            yield probe(session, "ecs:DescribeClusters", f"{clusters}{name}", expected)
    yield Check(
        what="iam:CreateUser",
        expected=DENIED,
        observed=outcome(lambda: session.client("iam").create_user(UserName="sandbox-probe")),
    )
    yield from role.expectations(session, operator.must_allow, operator.must_deny)


def _check_access(role: AtTheDoor, access: OperatorAccess) -> Iterator[Check]:
    """Ask what the ready-made permissions allow: in this cluster, and in no other."""
    own, account = role.environment.cluster_name, role.account
    repairs = ALLOWED if access is OperatorAccess.BREAK_GLASS else DENIED
    for action, kind, expected in (
        ("ecs:DescribeServices", "service", ALLOWED),
        ("ecs:DescribeTasks", "task", ALLOWED),
        ("ecs:UpdateService", "service", repairs),
        ("ecs:StopTask", "task", repairs),
        ("ecs:ExecuteCommand", "task", repairs),
        ("ecs:UpdateContainerInstancesState", "container-instance", repairs),
        ("ecs:DeleteService", "service", DENIED),
    ):
        for cluster, outcome_there in ((own, expected), (f"not-{own}", DENIED)):
            yield simulated(
                *(account, role.role, action, account.arn("ecs", f"{kind}/{cluster}/sandbox")),
                outcome_there,
                context={"ecs:cluster": account.arn("ecs", f"cluster/{cluster}")},
                group=f"{access.value} access to the cluster, and to no other",
            )
    yield simulated(
        *(account, role.role, "secretsmanager:GetSecretValue"),
        account.arn("secretsmanager", "secret:sandbox-AbCdEf"),
        DENIED,
        group="no secrets, and no roles of others",
    )
    yield simulated(
        *(account, role.role, "iam:PassRole", role.role.arn, DENIED),
        context={"iam:PassedToService": "ecs-tasks.amazonaws.com"},
        group="no secrets, and no roles of others",
    )
