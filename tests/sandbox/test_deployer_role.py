"""Whoever deploys with the CDK, under the emulator's IAM."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from botocore.exceptions import ClientError

from constructs_lib import (
    DeployerRole,
    GitHubWorkflow,
    PassedRole,
    RoleShape,
    TaskRole,
)
from sandbox.deployment import Deployment
from sandbox.sandbox_error import SandboxError
from stacks.environments import DEV

_ISSUER = "https://token.actions.githubusercontent.com"
_STACK = "Deployers"
_DEPLOYER = GitHubWorkflow(repository="octo-org/shop", environment="dev")
_DIFFER = GitHubWorkflow(repository="octo-org/shop", branch="main")
_NAMES = {"deployer": _DEPLOYER, "differ": _DIFFER}
_TASKS = "ecs-tasks.amazonaws.com"


@pytest.fixture(scope="module")
def deployment(
    dev: Deployment, tmp_path_factory: pytest.TempPathFactory, cdk_context: dict[str, Any]
) -> Iterator[Deployment]:
    """The environment dev, with those who deploy to it."""
    assembly = tmp_path_factory.mktemp("deployers")
    _define(assembly, cdk_context)
    app = ("--app", str(assembly))
    dev.cdk(DEV).run("deploy", *app, "--require-approval", "never", _STACK)
    yield dev
    dev.cdk(DEV).run("destroy", *app, "--force", _STACK)


def _define(assembly: Path, context: dict[str, Any]) -> None:
    app = App(outdir=str(assembly), context=context)
    stack = Stack(app, _STACK, env={"account": DEV.account, "region": DEV.region})
    own = TaskRole(stack, "Own", family="own", shape=RoleShape(name="own-task"))
    own.task_definition.add_container(
        "App", image=ecs.ContainerImage.from_registry("nginx:latest"), memory_reservation_mib=64
    )
    iam.Role(stack, "Other", role_name="other", assumed_by=iam.ServicePrincipal(_TASKS))
    DeployerRole(
        stack,
        "Deployer",
        workflows=[_DEPLOYER],
        passed_roles=[PassedRole(role=own.role, service=_TASKS)],
        shape=RoleShape(name="deployer"),
    )
    DeployerRole(
        stack, "Differ", workflows=[_DIFFER], only_diff=True, shape=RoleShape(name="differ")
    )
    app.synth()


def _role(name: str) -> str:
    return f"arn:aws:iam::{DEV.account}:role/{name}"


def _session(deployment: Deployment, name: str, **claims: str) -> dict[str, str]:
    """The credentials that STS gives for a token of GitHub; the emulator checks no signature."""
    said = {"iss": _ISSUER, "aud": "sts.amazonaws.com", "sub": _NAMES[name].subject} | claims
    header, payload = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
        for part in ({"alg": "RS256"}, said)
    )
    answer = (
        deployment.account(DEV)
        .root.client("sts")
        .assume_role_with_web_identity(
            RoleArn=_role(name),
            RoleSessionName="workflow",
            WebIdentityToken=f"{header}.{payload}.signature",
        )
    )
    credentials: dict[str, str] = answer["Credentials"]
    return credentials


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "repo:octo-org/other:environment:dev"},
        {"sub": "repo:mallory/shop:environment:dev"},
        {"sub": "repo:octo-org/shop:environment:prod"},
        {"sub": "repo:octo-org/shop:ref:refs/heads/main"},
        {"sub": "repo:octo-org/shop:pull_request"},
        {"aud": "https://github.com/octo-org"},
        {"iss": "https://gitlab.com"},
    ],
    ids=lambda claims: next(iter(claims.values())),
)
def test_sts_gives_nothing_for_another_token(
    deployment: Deployment, claims: dict[str, str]
) -> None:
    with pytest.raises(ClientError, match="AccessDenied"):
        _session(deployment, "deployer", **claims)


def test_the_cdk_shows_the_difference_to_whoever_only_reads(deployment: Deployment) -> None:
    cdk = deployment.cdk(DEV, session=_session(deployment, "differ"))

    said = cdk.run(
        *("diff", "--app", str(deployment.assembly), "--method=template"),
        *("--exclusively", *DEV.stack_names),
    )

    assert said.count("There were no differences") == len(DEV.stack_names)
    assert "could not be used to assume" not in said


def test_whoever_only_reads_cannot_deploy(deployment: Deployment) -> None:
    cdk = deployment.cdk(DEV, session=_session(deployment, "differ"))

    with pytest.raises(SandboxError, match="could not be used to assume"):
        cdk.run(
            *("deploy", "--app", str(deployment.assembly), "--require-approval", "never"),
            *("--exclusively", DEV.cluster_stack_name),
        )


def test_the_deployer_deploys_with_the_bootstrap_roles(deployment: Deployment) -> None:
    cdk = deployment.cdk(DEV, session=_session(deployment, "deployer"))

    said = cdk.run(
        *("deploy", "--app", str(deployment.assembly), "--require-approval", "never", "--force"),
        *("--exclusively", *DEV.stack_names),
    )

    assert "could not be used to assume" not in said
    assert "✅  EcsCluster-dev" in said


@pytest.mark.parametrize(
    ("role", "service", "decision"),
    [
        ("own-task", "ecs-tasks.amazonaws.com", "allowed"),
        ("own-task", "ec2.amazonaws.com", "implicitDeny"),
        ("other", "ecs-tasks.amazonaws.com", "implicitDeny"),
        ("deployer", "ecs-tasks.amazonaws.com", "implicitDeny"),
        ("cdk-hnb659fds-cfn-exec-role", "cloudformation.amazonaws.com", "implicitDeny"),
    ],
)
def test_the_deployer_hands_its_role_to_its_service_only(
    deployment: Deployment, role: str, service: str, decision: str
) -> None:
    if role.startswith("cdk-"):
        role = f"{role}-{DEV.account}-{DEV.region}"
    answer = (
        deployment.account(DEV)
        .root.client("iam")
        .simulate_principal_policy(
            PolicySourceArn=_role("deployer"),
            ActionNames=["iam:PassRole"],
            ResourceArns=[_role(role)],
            ContextEntries=[
                {
                    "ContextKeyName": "iam:PassedToService",
                    "ContextKeyValues": [service],
                    "ContextKeyType": "string",
                }
            ],
        )
    )

    assert [one["EvalDecision"] for one in answer["EvaluationResults"]] == [decision]
