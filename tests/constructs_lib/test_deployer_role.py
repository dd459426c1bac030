from collections.abc import Callable
from typing import Any

import pytest
from aws_cdk import App, Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk.assertions import Template

from constructs_lib import (
    ConfigurationError,
    DeployerRole,
    GitHubWorkflow,
    PassedRole,
    RoleShape,
    WebIdentity,
)

_PROD = GitHubWorkflow(repository="octo-org/shop", environment="prod")
_MAIN = GitHubWorkflow(repository="octo-org/shop", branch="main")
_GITLAB = WebIdentity(
    issuer="https://gitlab.example.com/ci",
    audience="https://gitlab.example.com",
    subjects=("project_path:team/shop:ref_type:branch:ref:main",),
)
_WITH_WHAT_COMES_ALONG = ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"]
_TOOLS = "arn:aws:iam::111122223333:role/tools/deploys"
_GITHUB = "token.actions.githubusercontent.com"
_PROVIDERS = "arn:aws:iam::123456789012:oidc-provider"
_BOOTSTRAP = "arn:aws:iam::123456789012:role/cdk-hnb659fds"
_CLUSTER = "arn:aws:ecs:eu-west-1:123456789012:cluster/prod"


def _role(stack: Stack) -> dict[str, Any]:
    (role,) = Template.from_stack(stack).find_resources("AWS::IAM::Role").values()
    properties: dict[str, Any] = role["Properties"]
    return properties


def _statements(stack: Stack) -> list[dict[str, Any]]:
    (policy,) = Template.from_stack(stack).find_resources("AWS::IAM::ManagedPolicy").values()
    statements: list[dict[str, Any]] = policy["Properties"]["PolicyDocument"]["Statement"]
    return statements


def _trust(stack: Stack) -> list[dict[str, Any]]:
    statements: list[dict[str, Any]] = _role(stack)["AssumeRolePolicyDocument"]["Statement"]
    return statements


def test_trusts_the_workflows_and_roles_that_are_named_and_nobody_else(stack: Stack) -> None:
    DeployerRole(
        stack,
        "Deployer",
        workflows=[_PROD, _MAIN, _GITLAB],
        trusted_roles=["arn:aws:iam::111122223333:role/second", _TOOLS],
    )

    assert _role(stack)["AssumeRolePolicyDocument"] == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Federated": f"{_PROVIDERS}/{_GITHUB}"},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {
                    "StringEquals": {
                        f"{_GITHUB}:aud": "sts.amazonaws.com",
                        f"{_GITHUB}:sub": [
                            "repo:octo-org/shop:environment:prod",
                            "repo:octo-org/shop:ref:refs/heads/main",
                        ],
                    }
                },
            },
            {
                "Effect": "Allow",
                "Principal": {"Federated": f"{_PROVIDERS}/gitlab.example.com/ci"},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {
                    "StringEquals": {
                        "gitlab.example.com/ci:aud": "https://gitlab.example.com",
                        "gitlab.example.com/ci:sub": (
                            "project_path:team/shop:ref_type:branch:ref:main"
                        ),
                    }
                },
            },
            {
                "Effect": "Allow",
                "Principal": {"AWS": ["arn:aws:iam::111122223333:role/second", _TOOLS]},
                "Action": _WITH_WHAT_COMES_ALONG,
            },
        ],
    }


def test_subjects_of_two_audiences_are_not_mixed(stack: Stack) -> None:
    other = GitHubWorkflow(repository="octo-org/shop", branch="main", audience="other")

    DeployerRole(stack, "Deployer", workflows=[_PROD, other])

    assert [statement["Condition"]["StringEquals"] for statement in _trust(stack)] == [
        {
            f"{_GITHUB}:aud": "sts.amazonaws.com",
            f"{_GITHUB}:sub": "repo:octo-org/shop:environment:prod",
        },
        {f"{_GITHUB}:aud": "other", f"{_GITHUB}:sub": "repo:octo-org/shop:ref:refs/heads/main"},
    ]


def test_one_trusted_role_is_enough(stack: Stack) -> None:
    DeployerRole(stack, "Deployer", trusted_roles=[_TOOLS])

    assert _trust(stack) == [
        {"Effect": "Allow", "Principal": {"AWS": _TOOLS}, "Action": _WITH_WHAT_COMES_ALONG}
    ]


@pytest.fixture
def lets_in(stack: Stack) -> Callable[[dict[str, str]], bool]:
    """Whether the trust policy of a deployer accepts a token of GitHub with these claims."""
    from ministack.core.iam_evaluator import EvalContext, evaluate_trust_policy

    DeployerRole(stack, "Deployer", workflows=[_PROD, _MAIN])
    document = _role(stack)["AssumeRolePolicyDocument"]

    def ask(claims: dict[str, str]) -> bool:
        provider = f"{_PROVIDERS}/{claims.get('iss', _GITHUB)}"
        call = EvalContext(
            principal_arn=provider,
            principal_type="WebIdentityUser",
            principal_account="123456789012",
            action="sts:AssumeRoleWithWebIdentity",
            resource_arn="arn:aws:iam::123456789012:role/deployer",
            region="eu-west-1",
            service_context={f"{_GITHUB}:{name}": value for name, value in claims.items()},
        )
        return bool(evaluate_trust_policy(document, provider, call))

    return ask


@pytest.mark.parametrize(
    "subject", ["repo:octo-org/shop:environment:prod", "repo:octo-org/shop:ref:refs/heads/main"]
)
def test_the_pinned_environment_and_branch_are_let_in(
    lets_in: Callable[[dict[str, str]], bool], subject: str
) -> None:
    assert lets_in({"aud": "sts.amazonaws.com", "sub": subject})


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "repo:octo-org/other:environment:prod"},
        {"sub": "repo:mallory/shop:environment:prod"},
        {"sub": "repo:mallory/shop:ref:refs/heads/main"},
        {"sub": "repo:octo-org/shop:ref:refs/heads/feature"},
        {"sub": "repo:octo-org/shop:ref:refs/heads/main2"},
        {"sub": "repo:octo-org/shop:ref:refs/tags/main"},
        {"sub": "repo:octo-org/shop:environment:dev"},
        {"sub": "repo:octo-org/shop:pull_request"},
        {"sub": "repo:mallory/shop:pull_request"},
        {"sub": "repo:octo-org@1/shop@2:environment:prod"},
        {"sub": "repo:octo-org/shop:environment:prod", "aud": "https://github.com/octo-org"},
        {"sub": "repo:octo-org/shop:environment:prod", "iss": "gitlab.com"},
        {},
    ],
    ids=lambda claims: " ".join(claims.values()) or "no subject",
)
def test_no_other_token_is_let_in(
    lets_in: Callable[[dict[str, str]], bool], claims: dict[str, str]
) -> None:
    assert not lets_in({"aud": "sts.amazonaws.com"} | claims)


def test_takes_exactly_the_bootstrap_roles_of_its_account_and_region(stack: Stack) -> None:
    DeployerRole(stack, "Deployer", workflows=[_PROD])

    assert _statements(stack) == [
        {
            "Sid": "TakeBootstrapRoles",
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Resource": [
                f"{_BOOTSTRAP}-{purpose}-role-123456789012-eu-west-1"
                for purpose in ("deploy", "file-publishing", "image-publishing", "lookup")
            ],
        }
    ]


def test_takes_the_lookup_role_only_to_diff(stack: Stack) -> None:
    DeployerRole(stack, "Differ", workflows=[_MAIN], only_diff=True)

    assert _statements(stack) == [
        {
            "Sid": "TakeBootstrapRoles",
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Resource": f"{_BOOTSTRAP}-lookup-role-123456789012-eu-west-1",
        }
    ]


def test_another_qualifier_is_that_of_the_bootstrap_roles(stack: Stack) -> None:
    DeployerRole(stack, "Deployer", workflows=[_MAIN], only_diff=True, bootstrap_qualifier="team_1")

    assert _statements(stack)[0]["Resource"] == (
        "arn:aws:iam::123456789012:role/cdk-team_1-lookup-role-123456789012-eu-west-1"
    )


def test_hands_each_role_to_its_own_service(stack: Stack) -> None:
    tasks = [
        iam.Role.from_role_arn(stack, name, f"arn:aws:iam::123456789012:role/{name}")
        for name in ("task", "execution")
    ]
    hosts = iam.Role.from_role_arn(stack, "hosts", "arn:aws:iam::123456789012:role/hosts")

    DeployerRole(
        stack,
        "Deployer",
        workflows=[_PROD],
        passed_roles=[
            PassedRole(role=tasks[0], service="ecs-tasks.amazonaws.com"),
            PassedRole(role=hosts, service="ec2.amazonaws.com"),
            PassedRole(role=tasks[1], service="ecs-tasks.amazonaws.com"),
            PassedRole(role=tasks[0], service="ecs-tasks.amazonaws.com"),
        ],
    )

    assert _statements(stack)[1:] == [
        {
            "Effect": "Allow",
            "Action": "iam:PassRole",
            "Resource": [
                "arn:aws:iam::123456789012:role/execution",
                "arn:aws:iam::123456789012:role/task",
            ],
            "Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
        },
        {
            "Effect": "Allow",
            "Action": "iam:PassRole",
            "Resource": "arn:aws:iam::123456789012:role/hosts",
            "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}},
        },
    ]


def test_ec2_has_two_names_in_china(cdk_context: dict[str, Any]) -> None:
    env = {"account": "123456789012", "region": "cn-north-1"}
    stack = Stack(App(context=cdk_context), "Test", env=env)
    hosts = iam.Role.from_role_arn(stack, "hosts", "arn:aws-cn:iam::123456789012:role/hosts")

    DeployerRole(
        stack,
        "Deployer",
        workflows=[_PROD],
        passed_roles=[PassedRole(role=hosts, service="ec2.amazonaws.com")],
    )

    assert _trust(stack)[0]["Principal"]["Federated"].startswith("arn:aws-cn:iam::123456789012:")
    assert _statements(stack)[1]["Condition"] == {
        "StringEquals": {"iam:PassedToService": ["ec2.amazonaws.com", "ec2.amazonaws.com.cn"]}
    }


def test_deploys_to_one_cluster_without_cloudformation(stack: Stack) -> None:
    DeployerRole(
        stack, "Deployer", workflows=[_PROD], cluster_name="prod", families=["web", "jobs"]
    )

    ecs = "arn:aws:ecs:eu-west-1:123456789012"
    definitions = [f"{ecs}:task-definition/jobs:*", f"{ecs}:task-definition/web:*"]
    in_cluster = {"ArnEquals": {"ecs:cluster": _CLUSTER}}
    assert {one.pop("Sid"): one for one in _statements(stack)[1:]} == {
        "RegisterTaskDefinitions": _allow("ecs:RegisterTaskDefinition", definitions),
        "ReadTaskDefinitions": _allow("ecs:DescribeTaskDefinition", "*"),
        "RunTasks": _allow("ecs:RunTask", definitions, in_cluster),
        "UpdateServices": _allow(
            ["ecs:DescribeServices", "ecs:ListServiceDeployments", "ecs:UpdateService"],
            f"{ecs}:service/prod/*",
            in_cluster,
        ),
        "WatchDeployments": _allow(
            "ecs:DescribeServiceDeployments",
            [f"{ecs}:service-deployment/prod/*", f"{ecs}:service/prod/*"],
            in_cluster,
        ),
        "WatchTasks": _allow("ecs:DescribeTasks", f"{ecs}:task/prod/*", in_cluster),
        "FindTasks": _allow("ecs:ListTasks", "*", in_cluster),
        "TagTaskDefinitions": _allow(
            "ecs:TagResource",
            definitions,
            {"StringEquals": {"ecs:CreateAction": "RegisterTaskDefinition"}},
        ),
        "TagTasks": _allow(
            "ecs:TagResource",
            f"{ecs}:task/prod/*",
            {"StringEquals": {"ecs:CreateAction": "RunTask"}},
        ),
    }


def _allow(
    action: str | list[str], resource: str | list[str], condition: dict[str, Any] | None = None
) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return statement if condition is None else statement | {"Condition": condition}


@pytest.mark.parametrize(
    ("action", "resource", "context", "is_allowed"),
    [
        ("ecs:RegisterTaskDefinition", "task-definition/web:*", {}, True),
        ("ecs:RegisterTaskDefinition", "task-definition/webs:*", {}, False),
        ("ecs:RunTask", "task-definition/web:7", {"ecs:cluster": _CLUSTER}, True),
        ("ecs:RunTask", "task-definition/web:7", {"ecs:cluster": f"{_CLUSTER}2"}, False),
        ("ecs:RunTask", "task-definition/other:7", {"ecs:cluster": _CLUSTER}, False),
        ("ecs:UpdateService", "service/prod/web", {"ecs:cluster": _CLUSTER}, True),
        ("ecs:UpdateService", "service/prod2/web", {"ecs:cluster": f"{_CLUSTER}2"}, False),
        ("ecs:DeleteService", "service/prod/web", {"ecs:cluster": _CLUSTER}, False),
        ("ecs:TagResource", "task-definition/web:8", {"ecs:CreateAction": "RunTask"}, False),
        ("ecs:TagResource", "task/prod/1", {"ecs:CreateAction": "RunTask"}, True),
        ("ecs:TagResource", "task/prod/1", {}, False),
    ],
)
def test_acts_on_its_families_in_its_cluster_only(
    stack: Stack,
    allows: Callable[[list[dict[str, Any]], str, str, dict[str, str]], bool],
    action: str,
    resource: str,
    context: dict[str, str],
    is_allowed: bool,
) -> None:
    DeployerRole(stack, "Deployer", workflows=[_PROD], cluster_name="prod", families=["web"])

    arn = f"arn:aws:ecs:eu-west-1:123456789012:{resource}"
    assert allows(_statements(stack), action, arn, context) is is_allowed


def test_a_session_lasts_an_hour_unless_said(stack: Stack) -> None:
    DeployerRole(stack, "Deployer", workflows=[_PROD])

    assert _role(stack)["MaxSessionDuration"] == 3600


def test_a_longer_session_can_be_asked_for(stack: Stack) -> None:
    DeployerRole(stack, "Deployer", workflows=[_PROD], session_hours=12)

    assert _role(stack)["MaxSessionDuration"] == 43200


def test_its_shape_is_that_of_the_user(stack: Stack) -> None:
    DeployerRole(
        stack,
        "Deployer",
        workflows=[_PROD],
        shape=RoleShape(name="prod-github", path="/deployers/", description="Deploys."),
    )

    role = _role(stack)
    assert (role["RoleName"], role["Path"], role["Description"]) == (
        "prod-github",
        "/deployers/",
        "Deploys.",
    )


def test_what_is_known_only_at_deployment_passes() -> None:
    stack = Stack(App(), "Test")
    tools = iam.Role(stack, "Tools", assumed_by=iam.ServicePrincipal("codebuild.amazonaws.com"))

    DeployerRole(
        stack, "Deployer", workflows=[_PROD], trusted_roles=[tools.role_arn], only_diff=True
    )

    Template.from_stack(stack).resource_count_is("AWS::IAM::Role", 2)


@pytest.mark.parametrize(
    ("props", "message"),
    [
        ({}, "workflows: expected at least one workflow here, or one role in trusted_roles"),
        (
            {"workflows": [_PROD, GitHubWorkflow(repository="octo-org/*", branch="main")]},
            r"workflows\[1\]\.repository: expected one repository without wildcards",
        ),
        (
            {"trusted_roles": [_TOOLS], "session_hours": 2},
            r"session_hours: expected 1 beside trusted_roles, since AWS ends",
        ),
        ({"workflows": [_PROD], "session_hours": 0}, r"session_hours: expected 1 to 12"),
        ({"workflows": [_PROD], "session_hours": 13}, r"session_hours: expected 1 to 12"),
        (
            {"workflows": [_PROD], "shape": RoleShape(max_session=Duration.hours(2))},
            r"shape\.max_session: expected none \(say it in session_hours\), got '2 hours'",
        ),
        (
            {"workflows": [_PROD], "cluster_name": "prod"},
            "families: expected both cluster_name and families, or neither",
        ),
        (
            {"workflows": [_PROD], "families": ["web"]},
            "cluster_name: expected both cluster_name and families, or neither",
        ),
        (
            {"workflows": [_PROD], "cluster_name": "*", "families": ["web"]},
            "cluster_name: expected 1 to 255 letters",
        ),
        (
            {"workflows": [_PROD], "cluster_name": "prod", "families": ["web", "*"]},
            r"families\[1\]: expected 1 to 255 letters",
        ),
        (
            {"workflows": [_PROD], "only_diff": True, "cluster_name": "prod", "families": ["web"]},
            "cluster_name: expected none beside only_diff",
        ),
        (
            {"workflows": [_PROD], "bootstrap_qualifier": "*"},
            "bootstrap_qualifier: expected 1 to 10 letters",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_could_not_work_is_refused(stack: Stack, props: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"^Test/Deployer\.{message}"):
        DeployerRole(stack, "Deployer", **props)


def test_a_role_to_hand_on_is_refused_beside_only_diff(stack: Stack) -> None:
    role = iam.Role.from_role_arn(stack, "Task", "arn:aws:iam::123456789012:role/task")

    with pytest.raises(ConfigurationError, match=r"passed_roles: expected none beside .*Test/Task"):
        DeployerRole(
            stack,
            "Deployer",
            workflows=[_PROD],
            only_diff=True,
            passed_roles=[PassedRole(role=role, service="ecs-tasks.amazonaws.com")],
        )


@pytest.mark.parametrize(
    "arn",
    [
        "111122223333",
        "arn:aws:iam::111122223333:root",
        "arn:aws:iam::111122223333:user/ada",
        "arn:aws:iam::111122223333:role/*",
        "arn:aws:iam::*:role/deploys",
        "arn:aws:iam::111122223333:role/deploy?",
        "arn:aws:iam::111122223333:role/",
        "arn:aws:sts::111122223333:assumed-role/deploys/session",
        "arn:aws-cn:iam::111122223333:role/deploys",
        "*",
        "deploys",
        "",
    ],
)
def test_whoever_is_no_role_is_not_trusted(stack: Stack, arn: str) -> None:
    with pytest.raises(
        ConfigurationError, match=r"Deployer\.trusted_roles\[0\]: expected the whole ARN of one"
    ):
        DeployerRole(stack, "Deployer", trusted_roles=[arn])


@pytest.mark.parametrize("path", ["*/deploys", "a?/deploys", "${x}/deploys"])
def test_a_pattern_of_roles_is_trusted_nowhere(stack: Stack, path: str) -> None:
    with pytest.raises(ConfigurationError, match=r"trusted_roles\[0\]: expected the whole ARN"):
        DeployerRole(stack, "Deployer", trusted_roles=[f"arn:aws:iam::555555555555:role/{path}"])


def test_a_qualifier_has_up_to_ten_characters(stack: Stack) -> None:
    roles = ["arn:aws:iam::555555555555:role/deploys"]
    DeployerRole(stack, "Ten", trusted_roles=roles, bootstrap_qualifier="a" * 10)

    with pytest.raises(ConfigurationError, match="bootstrap_qualifier: expected 1 to 10"):
        DeployerRole(stack, "Eleven", trusted_roles=roles, bootstrap_qualifier="a" * 11)


def test_the_qualifier_is_that_of_the_app_if_left_out(cdk_context: dict[str, Any]) -> None:
    context = {**cdk_context, "@aws-cdk/core:bootstrapQualifier": "acme"}
    stack = Stack(App(context=context), "Test")

    DeployerRole(stack, "Deployer", trusted_roles=["arn:aws:iam::555555555555:role/deploys"])

    template = str(Template.from_stack(stack).find_resources("AWS::IAM::ManagedPolicy"))
    assert "cdk-acme-deploy-role" in template
    assert "hnb659fds" not in template
