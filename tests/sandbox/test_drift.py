"""Drift of the deployed environment dev, as `python -m access drift` tells it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.client import BaseClient

from access.__main__ import main
from access.reading.live_account import read_account
from access.records import RoleKind
from sandbox.deployment import Deployment
from sandbox.emulator_process import UNCHECKED_SECRET
from stacks.environments import DEV

_ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
_BOUNDARY = "arn:aws:iam::111111111111:policy/dev-application"
_WEB = DEV.services[0]


@pytest.fixture(autouse=True)
def credentials(dev: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shell that is signed in to the account."""
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_IAM", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", DEV.account)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", UNCHECKED_SECRET)
    monkeypatch.setenv("AWS_REGION", DEV.region)
    monkeypatch.setenv("AWS_ENDPOINT_URL", dev.emulator.endpoint)
    monkeypatch.setenv("AWS_CA_BUNDLE", str(dev.emulator.authority))


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is called from now on."""
    made: list[str] = []
    plain = BaseClient._make_api_call

    def note(client: Any, operation: str, arguments: Any) -> Any:
        made.append(operation)
        return plain(client, operation, arguments)

    monkeypatch.setattr(BaseClient, "_make_api_call", note)
    return made


@pytest.fixture
def changed(dev: Deployment) -> Iterator[dict[str, str]]:
    """The names of three roles that somebody changed by hand: how, to which."""
    iam = dev.account(DEV).root.client("iam")
    outputs = dev.stack(DEV, DEV.service_stack_name(_WEB)).outputs
    task, break_glass, read_only = outputs["TaskRoleName"], "dev-break-glass", "dev-read-only"
    trust = iam.get_role(RoleName=break_glass)["Role"]["AssumeRolePolicyDocument"]
    anyone = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    weak = json.dumps({**trust, "Statement": [*trust["Statement"], anyone]})
    iam.attach_role_policy(RoleName=task, PolicyArn=_ADMINISTRATOR)
    iam.update_assume_role_policy(RoleName=break_glass, PolicyDocument=weak)
    iam.delete_role_permissions_boundary(RoleName=read_only)
    yield {"policy": task, "trust": break_glass, "boundary": read_only}
    iam.detach_role_policy(RoleName=task, PolicyArn=_ADMINISTRATOR)
    iam.update_assume_role_policy(RoleName=break_glass, PolicyDocument=json.dumps(trust))
    iam.put_role_permissions_boundary(RoleName=read_only, PermissionsBoundary=_BOUNDARY)


def _drift(dev: Deployment, *more: str) -> int:
    return main(["drift", "--assembly", str(dev.assembly), *more])


def test_a_fresh_deployment_has_none(
    dev: Deployment, calls: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert _drift(dev, "--environment", "dev") == 0

    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("compared 9 roles of 4 stacks: account 111111111111 with ")
    assert said[1:] == ["", "no drift: every role is as its template has it"]
    assert {call for call in calls if not call.startswith(("Get", "List", "Describe"))} == set()
    assert calls.count("GetAccountAuthorizationDetails") == 1


def test_three_changes_are_three_findings_with_what_undoes_them(
    dev: Deployment, changed: dict[str, str], calls: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert _drift(dev) == 1

    said = capsys.readouterr().out
    heads = [line for line in said.splitlines() if " (arn:aws:iam::" in line]
    assert [line.split(" (")[0] for line in heads] == [
        "policy added: EcsService-dev-web/TaskRole/Role",
        "permissions boundary removed: EcsAccess-dev/Operators/read-only/Role",
        "trust policy changed: EcsAccess-dev/Operators/break-glass/Role",
    ]
    assert (
        f"put back: aws iam detach-role-policy --role-name {changed['policy']} "
        f"--policy-arn {_ADMINISTRATOR}"
    ) in said
    assert (
        "put back: aws iam put-role-permissions-boundary --role-name dev-read-only "
        f"--permissions-boundary {_BOUNDARY}"
    ) in said
    assert (
        "put back: aws iam update-assume-role-policy --role-name dev-break-glass "
        "--policy-document '{"
    ) in said
    assert said.endswith("\n3 differences\n")
    assert {call for call in calls if not call.startswith(("Get", "List", "Describe"))} == set()


@pytest.fixture
def moved(dev: Deployment) -> Iterator[tuple[str, str]]:
    """A service that somebody gave a task definition of another family, and that."""
    ecs = dev.account(DEV).root.client("ecs")
    (cluster,) = ecs.list_clusters()["clusterArns"]
    services = ecs.list_services(cluster=cluster)["serviceArns"]
    described = ecs.describe_services(cluster=cluster, services=services)["services"]
    (web,) = [one for one in described if "dev-web:" in one["taskDefinition"]]
    container = {"name": "shell", "image": "shell", "memory": 64}
    by_hand = ecs.register_task_definition(family="by-hand", containerDefinitions=[container])
    definition = by_hand["taskDefinition"]["taskDefinitionArn"]
    which = {"cluster": cluster, "service": web["serviceArn"]}
    ecs.update_service(**which, taskDefinition=definition)
    yield web["serviceArn"], definition
    ecs.update_service(**which, taskDefinition=web["taskDefinition"])


def test_a_service_with_a_task_definition_by_hand_is_found(
    dev: Deployment, moved: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert _drift(dev) == 1

    service, definition = moved
    said = capsys.readouterr().out
    assert said.count(f"the service {service} uses the task definition {definition}, and its") == 2
    assert said.endswith("\n2 differences\n")


def test_an_environment_that_there_is_not_is_refused(
    dev: Deployment, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _drift(dev, "--environment", "prod") == 2

    assert capsys.readouterr().err == (
        "error: --environment: expected one that the assembly has for this account (dev), "
        "got 'prod'\n"
    )


def test_an_assembly_for_other_accounts_is_refused(
    dev: Deployment, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "999999999999")

    assert _drift(dev) == 2

    assert "expected stacks for 999999999999, the account of the credentials (--profile), got" in (
        capsys.readouterr().err
    )


def test_the_live_account_says_what_its_roles_are_for(dev: Deployment) -> None:
    live = read_account(profile=None, region=None)

    kinds = {role.name: role.kind for role in live.roles if role.environment == "dev"}
    outputs = dev.stack(DEV, DEV.service_stack_name(_WEB)).outputs
    assert kinds[outputs["TaskRoleName"]] is RoleKind.TASK
    assert kinds["dev-break-glass"] is RoleKind.OPERATOR
    assert kinds["dev-github"] is RoleKind.DEPLOYER
    assert RoleKind.CONTAINER_INSTANCE in kinds.values()
    assert len(kinds) == 9


def test_the_live_account_explains_what_a_boundary_denies(
    dev: Deployment, changed: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    user = f"arn:aws:iam::{DEV.account}:user/x"

    assert main(["explain", changed["policy"], "iam:CreateUser", user, "--live"]) == 1
    assert f"denied by statement 'ChangeNothingInIam' of {_BOUNDARY}" in capsys.readouterr().out
