"""An operator role: who takes it, under which rules, and what it allows."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from constructs_lib import OperatorAccess
from sandbox.identity import Identity
from sandbox.people import person
from sandbox.report import Check
from sandbox.verification.access.alarm import check_alarm
from sandbox.verification.access.assumable_role import AssumableRole
from sandbox.verification.access.ecs_calls import describe_service, update_service
from sandbox.verification.access.takers import (
    Taker,
    address,
    permission_set_taker,
    role_taker,
    session_tags,
    takers,
)
from sandbox.verification.calls import ALLOWED, DENIED, outcome, probe
from sandbox.verification.simulation import simulated
from stacks.config import OperatorConfig

_ELSEWHERE = "000000000001"
_FORM = "%Y-%m-%dT%H:%M:%SZ"
_CONTEXT = "(its trust policy with that context)"


def check_operator(role: AssumableRole, operator: OperatorConfig) -> Iterator[Check]:
    """Check row 9 of the job: everybody who is named gets in, by the rules, and nobody else."""
    is_open = _is_open(operator, datetime.now(UTC).strftime(_FORM))
    with takers(role.emulator, role.environment, operator) as named:
        for taker in named:
            yield role.check(
                f"{taker.who}, by the rules",
                ALLOWED if is_open else DENIED,
                taker.identity,
                taker.asks(operator),
                row=9,
            )
        yield from _check_moments(role, operator, named[0])
        yield from _check_rules(role, operator, named[0])
        if is_open:
            yield from _check_hours(role, operator, named[0])
            yield from _check_permissions(role, operator, named[0])
    yield from _check_others(role, operator)
    if operator.alarm:
        yield from check_alarm(role)


def _is_open(operator: OperatorConfig, moment: str) -> bool:
    rules = operator.rules
    return (rules.valid_from or moment) <= moment and moment < (rules.valid_until or "9")


def _check_rules(role: AssumableRole, operator: OperatorConfig, taker: Taker) -> Iterator[Check]:
    """One rule is broken at a time, so that no other hides it."""
    rules, asked = operator.rules, taker.asks(operator)

    def denied(what: str, **changed: object) -> Check:
        changed = {key: value for key, value in {**asked, **changed}.items() if value is not None}
        return role.check(f"{taker.who}, {what}", DENIED, taker.identity, changed)

    if rules.mfa and taker.person is not None:
        yield denied("without MFA", SerialNumber=None, TokenCode=None)
        yield denied("with a wrong code", **taker.person.wrong_mfa())
    if rules.source_identity:
        yield denied("without a source identity", SourceIdentity=None)
    if taker.is_named:
        key = "SourceIdentity" if rules.source_identity else "RoleSessionName"
        yield denied("under another name", **{key: "somebody-else"})
    for what, tags in _wrong_tags(operator):
        told = [{"Key": key, "Value": value} for key, value in tags.items()]
        yield denied(what, Tags=told or None)
    if rules.networks:
        yield role.check(
            *(f"{taker.who}, from another network", DENIED),
            taker.identity.calling_from(None),
            asked,
        )


def _wrong_tags(operator: OperatorConfig) -> Iterator[tuple[str, dict[str, str]]]:
    if not (asked := operator.rules.session_tags):
        return
    known = session_tags(operator)
    yield "without its tags", {}
    yield "with one more tag", {**known, "not-asked-for": "sandbox"}
    for key, values in asked.items():
        if "*" not in values:
            yield f"with another {key}", {**known, key: "-".join(["not", *values])}


def _check_moments(role: AssumableRole, operator: OperatorConfig, taker: Taker) -> Iterator[Check]:
    """Ask what the trust policy says at other times than now, which no call can bring about."""
    rules, whole = operator.rules, _context(operator, taker)

    def evaluated(what: str, expected: str, **changed: str) -> Check:
        context = {**whole, **{f"aws:{key}": value for key, value in changed.items()}}
        return role.evaluated(
            f"{taker.who}, {what} {_CONTEXT}", expected, caller_arn=taker.arn, context=context
        )

    if rules.mfa and taker.person is not None:
        seconds = rules.max_mfa_age_minutes * 60
        for age, expected in ((seconds - 1, ALLOWED), (seconds, DENIED)):
            yield evaluated(f"MFA {age} seconds ago", expected, MultiFactorAuthAge=str(age))
    for limit in filter(None, (rules.valid_from, rules.valid_until)):
        at = datetime.fromisoformat(limit)
        for moment in ((at - timedelta(seconds=1)).strftime(_FORM), limit):
            expected = ALLOWED if _is_open(operator, moment) else DENIED
            yield evaluated(f"at {moment}", expected, CurrentTime=moment)


def _context(operator: OperatorConfig, taker: Taker) -> dict[str, str]:
    """Return the condition keys of a call by the rules, at a time when the role is open."""
    rules = operator.rules
    tags = session_tags(operator)
    context = {
        "sts:SourceIdentity": taker.name,
        "sts:RoleSessionName": taker.name,
        **{f"aws:RequestTag/{key}": value for key, value in tags.items()},
        **{f"aws:PrincipalTag/{key}": value for key, value in taker.tags.items()},
    }
    if rules.mfa and taker.person is not None:
        context |= {"aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "0"}
    if taker.person is not None:
        context["aws:username"] = taker.name
    if (source_ip := address(operator)) is not None:
        context["aws:SourceIp"] = source_ip
    if rules.valid_from is not None:
        context["aws:CurrentTime"] = rules.valid_from
    elif rules.valid_until is not None:
        last = datetime.fromisoformat(rules.valid_until) - timedelta(seconds=1)
        context["aws:CurrentTime"] = last.strftime(_FORM)
    return context


def _check_others(role: AssumableRole, operator: OperatorConfig) -> Iterator[Check]:
    """Somebody else does all that the rules ask for."""
    operators, environment = operator.operators, role.environment
    source_ip = address(operator)
    with ExitStack() as stack:
        strangers: list[Taker] = []
        for who, account in (
            ("another user of the account", environment.account),
            ("a user of another account", _ELSEWHERE),
            *((f"a user of {one} without the tags", one) for one in operators.accounts),
        ):
            name = f"not-in-{environment.name}-{len(strangers)}"
            user = stack.enter_context(
                person(role.emulator, name=name, account=account, region=role.region)
            )
            strangers.append(
                Taker(who=who, identity=user.identity, arn=user.arn, name=name, person=user)
            )
        if not operators.are_users_only:
            strangers.append(
                stack.enter_context(
                    role_taker(
                        *(role.emulator, "another role of the account"),
                        name=f"not-in-{environment.name}",
                        account=environment.account,
                        region=role.region,
                    )
                )
            )
        strangers += [
            stack.enter_context(
                permission_set_taker(
                    *(role.emulator, f"a permission set {named}_Admin"),
                    *(f"{named}_Admin", environment),
                )
            )
            for named in operators.permission_sets
        ]
        for one in strangers:
            stranger = replace(one, identity=one.identity.calling_from(source_ip))
            yield role.check(
                f"{stranger.who}, by the rules",
                DENIED,
                stranger.identity,
                stranger.asks(operator),
            )


def _check_hours(role: AssumableRole, operator: OperatorConfig, taker: Taker) -> Iterator[Check]:
    """Ask for the longest session, and for one that is a second longer."""
    seconds = operator.rules.session_hours * 3600
    for asked, expected in ((seconds, ALLOWED), (seconds + 1, "error ValidationError")):
        is_longer = "" if expected == ALLOWED else ": refused as too long"
        yield role.check(
            f"{taker.who}, for {asked} seconds{is_longer}",
            expected,
            taker.identity,
            {**taker.asks(operator), "DurationSeconds": asked},
        )


def _check_permissions(
    role: AssumableRole, operator: OperatorConfig, taker: Taker
) -> Iterator[Check]:
    session = role.session(taker.identity, taker.asks(operator))
    if session is None:
        return
    if operator.access is not None:
        yield from _check_access(role, operator.access, session)
        clusters = role.account.arn("ecs", "cluster/")
        own = role.environment.cluster_name
        for name, expected in ((own, ALLOWED), (f"not-{own}", DENIED)):
            yield probe(session, "ecs:DescribeClusters", f"{clusters}{name}", expected)
    yield Check(
        what="iam:CreateUser",
        expected=DENIED,
        observed=outcome(lambda: session.client("iam").create_user(UserName="sandbox-probe")),
    )
    if not operator.permissions:
        yield probe(session, "s3:ListAllMyBuckets", "*", DENIED)
    yield from role.expectations(session, operator.must_allow, operator.must_deny)


def _check_access(
    role: AssumableRole, access: OperatorAccess, session: Identity
) -> Iterator[Check]:
    """Ask what the ready-made permissions allow: in this cluster, and in no other."""
    own, account = role.environment.cluster_name, role.account
    group = f"{access.value} access to the cluster, and to no other"
    repairs = ALLOWED if access is OperatorAccess.BREAK_GLASS else DENIED
    for cluster, is_own in ((own, True), (f"not-{own}", False)):
        yield describe_service(
            *(session, account, cluster, "sandbox"), ALLOWED if is_own else DENIED, group=group
        )
        yield update_service(
            *(session, account, cluster, "sandbox"), repairs if is_own else DENIED, group=group
        )
    for action, kind, expected in (
        ("ecs:DescribeTasks", "task", ALLOWED),
        ("ecs:StopTask", "task", repairs),
        ("ecs:ExecuteCommand", "task", repairs),
        ("ecs:UpdateContainerInstancesState", "container-instance", repairs),
        ("ecs:DeleteService", "service", DENIED),
    ):
        for cluster, outcome_there in ((own, expected), (f"not-{own}", DENIED)):
            yield simulated(
                *(account, role.live, action, account.arn("ecs", f"{kind}/{cluster}/sandbox")),
                outcome_there,
                context={"ecs:cluster": account.arn("ecs", f"cluster/{cluster}")},
                group=group,
            )
    yield simulated(
        *(account, role.live, "secretsmanager:GetSecretValue"),
        account.arn("secretsmanager", "secret:sandbox-AbCdEf"),
        DENIED,
        group="no secrets, and no roles of others",
    )
    yield simulated(
        *(account, role.live, "iam:PassRole", role.live.arn, DENIED),
        context={"iam:PassedToService": "ecs-tasks.amazonaws.com"},
        group="no secrets, and no roles of others",
    )
