"""Each check of the roles of people sees what it is there for: a role is broken by hand."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from sandbox.deployment import Deployment
from sandbox.report import RoleReport
from sandbox.run import deployed, verify
from sandbox.verification.access.verify import verify_access
from stacks.config import (
    AccessConfig,
    DeployerConfig,
    EnvironmentConfig,
    ExternalAccountConfig,
    OperatorConfig,
)
from stacks.config.access import AccessRoleConfig
from stacks.environments import DEV
from tests.sandbox.access_environments import ALL_KINDS, ELSEWHERE, NEIGHBOUR
from tests.sandbox.conftest import silent
from tests.sandbox.test_verification import EVERYTHING, Live

_READ_ONLY, _BREAK_GLASS = DEV.access.operators
_DEPLOYER, _DIFFER = DEV.access.deployers
_AUDITOR, _ = ALL_KINDS.access.external_accounts
_TRUST, _INLINE = "trust policy as in the template", "inline policies as in the template"
_BUILDS = "repo:example-organisation/ecs-iam-roles"
_HOST = "token.actions.githubusercontent.com"


def _only(role: AccessRoleConfig) -> AccessConfig:
    match role:
        case OperatorConfig():
            return AccessConfig(operators=(role,))
        case ExternalAccountConfig():
            return AccessConfig(external_accounts=(role,))
        case DeployerConfig():
            return AccessConfig(deployers=(role,))


def failures(
    deployment: Deployment, role: AccessRoleConfig, environment: EnvironmentConfig = DEV
) -> set[str]:
    """What fails of one role."""
    of_services = map(environment.service_stack_name, environment.services)
    stacks = [
        deployment.stack(environment, name)
        for name in (environment.access_stack_name, environment.cluster_stack_name, *of_services)
    ]
    (report,) = verify_access(
        deployment.emulator,
        deployment.account(environment),
        replace(environment, access=_only(role)),
        stacks[0],
        stacks[1:],
    )
    return {
        f"{one.what} {one.observed}" if one.expected == "denied" else one.what
        for one in report.checks
        if not one.passed
    }


@pytest.fixture
def live(dev: Deployment) -> Live:
    return Live(dev)


@pytest.mark.parametrize("role", [*DEV.access.roles()], ids=lambda role: role.name)
def test_finds_nothing_in_what_was_deployed(dev: Deployment, role: AccessRoleConfig) -> None:
    assert failures(dev, role) == set()


def _without_mfa(statement: Any) -> None:
    for key in ("Bool", "NumericLessThan"):
        del statement["Condition"][key]


def _mfa_if_exists(statement: Any) -> None:
    """What lets in everybody whose credentials tell nothing of MFA: all access keys."""
    condition = statement["Condition"]
    for key in ("Bool", "NumericLessThan"):
        condition[f"{key}IfExists"] = condition.pop(key)


def _mfa_of_any_age(statement: Any) -> None:
    del statement["Condition"]["NumericLessThan"]


def _any_user_of_the_account(statement: Any) -> None:
    statement["Principal"] = {"AWS": f"arn:aws:iam::{DEV.account}:root"}


def _any_name(statement: Any) -> None:
    statement["Condition"]["StringLike"] = {"sts:SourceIdentity": "?*"}
    del statement["Condition"]["StringEquals"]


def _no_name(statement: Any) -> None:
    del statement["Condition"]["StringEquals"]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (
            _without_mfa,
            {
                "taken by the user operator-1, without MFA allowed",
                "taken by the user operator-1, MFA 3600 seconds ago (its trust policy with that "
                "context) allowed",
            },
        ),
        (_mfa_if_exists, {"taken by the user operator-1, without MFA allowed"}),
        (
            _mfa_of_any_age,
            {
                "taken by the user operator-1, MFA 3600 seconds ago (its trust policy with that "
                "context) allowed",
            },
        ),
        # Others stay out as long as they may not set a source identity.
        (_any_user_of_the_account, set()),
        (_any_name, {"taken by the user operator-1, under another name allowed"}),
        (
            _no_name,
            {
                "taken by the user operator-1, under another name allowed",
                "taken by the user operator-1, without a source identity allowed",
            },
        ),
    ],
)
def test_finds_an_operator_role_that_lets_others_in(
    dev: Deployment, live: Live, change: Callable[[Any], None], found: set[str]
) -> None:
    with live.trust("dev-break-glass", change):
        observed = failures(dev, _BREAK_GLASS)

    assert observed == {_TRUST, *found}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (_any_user_of_the_account, "taken by another user of the account, by the rules allowed"),
        (_no_name, "taken by the user operator-1, under another name allowed"),
    ],
)
def test_finds_a_role_without_source_identity_that_lets_others_in(
    dev: Deployment, live: Live, change: Callable[[Any], None], found: str
) -> None:
    with live.trust("dev-read-only", change):
        observed = failures(dev, _READ_ONLY)

    assert observed == {_TRUST, found}


def test_finds_a_longer_session_than_was_asked_for(dev: Deployment, live: Live) -> None:
    live.iam.update_role(RoleName="dev-break-glass", MaxSessionDuration=7200)

    observed = failures(dev, _BREAK_GLASS)

    live.iam.update_role(RoleName="dev-break-glass", MaxSessionDuration=3600)
    assert observed == {"taken by the user operator-1, for 3601 seconds: refused as too long"}


def _allow(action: str, resource: str = "*") -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [statement]}


@pytest.mark.parametrize(
    ("document", "found"),
    [
        (_allow("s3:*"), {"s3:ListAllMyBuckets allowed"}),
        # The boundary denies what iam:* lets it do to roles and users.
        (_allow("iam:*"), {"iam:PassRole allowed"}),
        (_allow("secretsmanager:*"), {"secretsmanager:GetSecretValue allowed"}),
        (
            _allow("ecs:*"),
            {
                "ecs:DeleteService allowed",
                "ecs:DescribeClusters allowed",
                "ecs:DescribeServices allowed",
                "ecs:DescribeTasks allowed",
                "ecs:ExecuteCommand allowed",
                "ecs:StopTask allowed",
                "ecs:UpdateContainerInstancesState allowed",
                "ecs:UpdateService allowed",
            },
        ),
    ],
    ids=lambda value: value["Statement"][0]["Action"] if isinstance(value, dict) else "",
)
def test_finds_what_a_policy_added_by_hand_lets_operators_do(
    dev: Deployment, live: Live, document: dict[str, Any], found: set[str]
) -> None:
    with live.inline_policy("dev-read-only", document):
        observed = failures(dev, _READ_ONLY)

    assert observed == {_INLINE, *found}


def test_finds_a_policy_of_aws_that_was_attached_by_hand(dev: Deployment, live: Live) -> None:
    attached = {
        "RoleName": "dev-read-only",
        "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess",
    }
    live.iam.attach_role_policy(**attached)

    observed = failures(dev, _READ_ONLY)

    live.iam.detach_role_policy(**attached)
    assert "attached policies as in the template" in observed


@pytest.mark.parametrize("role", [*DEV.access.roles()], ids=lambda role: role.name)
def test_finds_a_role_without_its_boundary(
    dev: Deployment, live: Live, role: AccessRoleConfig
) -> None:
    name = DEV.access_role_name(role)
    boundary = f"arn:aws:iam::{DEV.account}:policy/dev-application"
    live.iam.delete_role_permissions_boundary(RoleName=name)

    observed = failures(dev, role)

    live.iam.put_role_permissions_boundary(RoleName=name, PermissionsBoundary=boundary)
    assert observed == {f"boundary as in the template: {boundary}"}


def _any_repository(statement: Any) -> None:
    condition = statement["Condition"]
    del condition["StringEquals"][f"{_HOST}:sub"]
    condition["StringLike"] = {f"{_HOST}:sub": "repo:example-organisation/*"}


def _any_job_of_the_repository(statement: Any) -> None:
    condition = statement["Condition"]
    del condition["StringEquals"][f"{_HOST}:sub"]
    condition["StringLike"] = {f"{_HOST}:sub": f"{_BUILDS}:*"}


_JOBS = {
    f"taken by a pull request, as of a fork, {_BUILDS}:pull_request allowed",
    f"taken by another branch, {_BUILDS}:ref:refs/heads/not-main allowed",
    f"taken by another environment, {_BUILDS}:environment:not-this allowed",
    f"taken by a name that begins alike, {_BUILDS}:environment:dev-2 allowed",
}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (
            _any_repository,
            {
                *_JOBS,
                "taken by another repository, "
                "repo:example-organisation/not-ecs-iam-roles:environment:dev allowed",
            },
        ),
        (_any_job_of_the_repository, _JOBS),
    ],
)
def test_finds_a_deployer_role_that_lets_other_jobs_in(
    dev: Deployment, live: Live, change: Callable[[Any], None], found: set[str]
) -> None:
    with live.trust("dev-github", change):
        observed = failures(dev, _DEPLOYER)

    assert observed == {_TRUST, *found}


def _any_audience(statement: Any) -> None:
    del statement["Condition"]["StringEquals"][f"{_HOST}:aud"]


def test_finds_a_trust_without_the_audience(dev: Deployment, live: Live) -> None:
    with live.trust("dev-github", _any_audience):
        observed = failures(dev, _DEPLOYER)

    # Of the account's provider, which knows no other audience, none can come.
    assert observed == {_TRUST}


def _make_provider_anew(live: Live, *audiences: str) -> None:
    """Give the account's provider of tokens these audiences; the emulator cannot change one."""
    live.iam.delete_open_id_connect_provider(
        OpenIDConnectProviderArn=f"arn:aws:iam::{DEV.account}:oidc-provider/{_HOST}"
    )
    live.iam.create_open_id_connect_provider(Url=f"https://{_HOST}", ClientIDList=[*audiences])


def test_finds_the_audience_of_somebody_else(dev: Deployment, live: Live) -> None:
    _make_provider_anew(live, "sts.amazonaws.com", "somebody-else")

    of_provider = failures(dev, _DEPLOYER)
    with live.trust("dev-github", _any_audience):
        of_both = failures(dev, _DEPLOYER)

    _make_provider_anew(live, "sts.amazonaws.com")
    assert of_provider == set()
    assert of_both == {
        _TRUST,
        f"taken by {_BUILDS}:environment:dev for another audience allowed",
    }


def test_finds_a_deployer_that_hands_any_role_to_anybody(dev: Deployment, live: Live) -> None:
    with live.inline_policy("dev-github", _allow("iam:PassRole")):
        observed = failures(dev, _DEPLOYER)

    assert observed == {
        _INLINE,
        "iam:PassRole allowed",
        "ecs:RegisterTaskDefinition, with its own role allowed",
        "ecs:RegisterTaskDefinition, with the CDK's cfn-exec role allowed",
    }


def test_finds_a_deployer_that_hands_its_roles_to_another_service(
    dev: Deployment, live: Live
) -> None:
    role = live.iam.get_role(RoleName=live.output("EcsService-dev-web", "TaskRoleName"))["Role"]

    with live.inline_policy("dev-github", _allow("iam:PassRole", role["Arn"])):
        observed = failures(dev, _DEPLOYER)

    assert observed == {_INLINE, "iam:PassRole allowed"}


def test_finds_a_differ_that_can_do_everything(dev: Deployment, live: Live) -> None:
    with live.inline_policy("dev-github-diff", EVERYTHING):
        observed = failures(dev, _DIFFER)

    assert observed >= {
        _INLINE,
        "iam:PassRole allowed",
        "sts:AssumeRole, the CDK's deploy role allowed",
        "ecs:UpdateService allowed",
        "ecs:RegisterTaskDefinition, of another family allowed",
    }


@pytest.fixture(scope="module")
def everybody(hostile_shell: None) -> Iterator[Deployment]:
    """Two environments of one account, with every kind of role."""
    with deployed([ALL_KINDS, NEIGHBOUR], say=silent) as deployment:
        yield deployment


@pytest.fixture(scope="module")
def reports(everybody: Deployment) -> list[RoleReport]:
    return verify(everybody, say=silent)


def test_every_kind_of_role_is_verified(reports: list[RoleReport]) -> None:
    assert [
        (report.environment, report.kind, check)
        for report in reports
        for check in report.checks
        if not check.passed
    ] == []


@pytest.mark.parametrize(
    ("role", "what", "observed"),
    [
        (
            "users-of-another",
            f"the user arn:aws:iam::{ELSEWHERE}:user/team/carol, by the rules",
            "allowed",
        ),
        ("roles", f"the role arn:aws:iam::{ELSEWHERE}:role/team/on-call, by the rules", "allowed"),
        ("roles", "another role of the account, by the rules", "denied"),
        ("permission-sets", "permission set Ops, by the rules", "allowed"),
        ("permission-sets", "a permission set Ops_Admin, by the rules", "denied"),
        ("tagged", f"a tagged user of {ELSEWHERE}, by the rules", "allowed"),
        ("tagged", f"a user of {ELSEWHERE} without the tags, by the rules", "denied"),
        ("networks", "the user operator-1, from another network", "denied"),
        ("session-tags", "the user operator-1, without its tags", "denied"),
        ("session-tags", "the user operator-1, with another team", "denied"),
        ("session-tags", "the user operator-1, with one more tag", "denied"),
        ("past", "the user operator-1, by the rules", "denied"),
        ("future", "the user operator-1, by the rules", "denied"),
        (
            "future",
            "the user operator-1, at 2099-01-01T00:00:00Z (its trust policy with that context)",
            "allowed",
        ),
        ("between", "the user operator-1, by the rules", "allowed"),
        ("by-profile", "the user operator-1, for 43200 seconds", "allowed"),
        ("everybody", "permission set Ops, by the rules", "allowed"),
    ],
)
def test_who_has_been_let_in(
    reports: list[RoleReport], role: str, what: str, observed: str
) -> None:
    assert {
        check.observed
        for report in reports
        if report.kind == f"operator role {role}"
        for check in report.checks
        if check.what == f"taken by {what}"
    } == {observed}


def test_an_organisation_is_asked_for(reports: list[RoleReport]) -> None:
    (checks,) = (
        report.checks
        for report in reports
        if report.kind == "external role of-organisation" and report.environment == "dev"
    )
    seen = {check.what: check.observed for check in checks if "organisation" in check.what}

    taker = f"taken by account {ELSEWHERE} with the external id"
    context = "organisation (its trust policy with that context)"
    assert seen == {
        f"{taker}, in the {context}": "allowed",
        f"{taker}, in another {context}": "denied",
    }


def _without_external_id(statement: Any) -> None:
    del statement["Condition"]


def _another_account(statement: Any) -> None:
    statement["Principal"] = {"AWS": "arn:aws:iam::000000000003:root"}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (
            _without_external_id,
            {
                *(f"taken by account {one} without it allowed" for one in _AUDITOR.accounts),
                *(f"taken by account {one}, another id allowed" for one in _AUDITOR.accounts),
            },
        ),
        (
            _another_account,
            {
                *(f"taken by account {one} with the external id" for one in _AUDITOR.accounts),
                "taken by a third account with the external id allowed",
            },
        ),
    ],
)
def test_finds_an_external_role_that_lets_others_in(
    everybody: Deployment, change: Callable[[Any], None], found: set[str]
) -> None:
    with Live(everybody).trust("dev-auditor", change):
        observed = failures(everybody, _AUDITOR, ALL_KINDS)

    assert observed == {_TRUST, *found}


def _operator(name: str) -> OperatorConfig:
    return next(one for one in ALL_KINDS.access.operators if one.name == name)


def test_finds_an_alarm_that_is_off(everybody: Deployment) -> None:
    events = everybody.account(ALL_KINDS).root.client("events")
    rule = next(
        one for one in events.list_rules()["Rules"] if "dev-own-permissions" in one["EventPattern"]
    )
    events.disable_rule(Name=rule["Name"])

    observed = failures(everybody, _operator("own-permissions"), ALL_KINDS)

    # EnableRule would put it into another state than it was in.
    events.put_rule(**{key: rule[key] for key in ("Name", "EventPattern", "State")})
    assert observed == {"alarm: one rule, which is on"}


def test_finds_a_topic_that_takes_no_alarm(everybody: Deployment) -> None:
    sns = everybody.account(ALL_KINDS).root.client("sns")
    topic = everybody.stack(ALL_KINDS, ALL_KINDS.access_stack_name).outputs["AlarmTopicArn"]
    policy = sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"]
    changed = json.loads(policy)
    changed["Statement"] = [one for one in changed["Statement"] if one["Effect"] == "Deny"]
    sns.set_topic_attributes(
        TopicArn=topic, AttributeName="Policy", AttributeValue=json.dumps(changed)
    )

    observed = failures(everybody, _operator("own-permissions"), ALL_KINDS)

    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)
    assert observed == {"alarm: the topic takes it from EventBridge"}


@pytest.mark.parametrize(
    ("role", "operator", "found"),
    [
        (
            "networks",
            "IpAddress",
            "taken by the user operator-1, from another network allowed",
        ),
        (
            "future",
            "DateGreaterThanEquals",
            "taken by the user operator-1, by the rules allowed",
        ),
        (
            "session-tags",
            "ForAllValues:StringEquals",
            "taken by the user operator-1, with one more tag allowed",
        ),
    ],
)
def test_finds_a_rule_that_is_missing(
    everybody: Deployment, role: str, operator: str, found: str
) -> None:
    with Live(everybody).trust(f"dev-{role}", lambda one: one["Condition"].pop(operator)):
        observed = failures(everybody, _operator(role), ALL_KINDS)

    assert observed >= {_TRUST, found}


def test_finds_a_longer_named_permission_set(everybody: Deployment) -> None:
    def any_that_begins_alike(statement: Any) -> None:
        pattern = statement["Condition"]["ArnLike"]["aws:PrincipalArn"]
        statement["Condition"]["ArnLike"]["aws:PrincipalArn"] = pattern.rstrip("?") + "*"

    with Live(everybody).trust("dev-permission-sets", any_that_begins_alike):
        observed = failures(everybody, _operator("permission-sets"), ALL_KINDS)

    assert observed == {_TRUST, "taken by a permission set Ops_Admin, by the rules allowed"}
