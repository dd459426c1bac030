"""Which roles a caller may hand to ECS."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.emulator_process import Emulator
from sandbox.identity import Identity
from sandbox.people import person
from tests.sandbox.capacity_resources import role
from tests.sandbox.small_account import REGION, SmallAccount

_ECS = {"Effect": "Allow", "Action": "ecs:*", "Resource": "*"}


@pytest.fixture
def roles(account: SmallAccount) -> dict[str, str]:
    names = account.deploy(
        {name: role("ecs-tasks.amazonaws.com") for name in ("Task", "Execution", "Other")}
    )
    return {key: f"arn:aws:iam::{account.number}:role/{name}" for key, name in names.items()}


@pytest.fixture
def deployer(
    emulator: Emulator, account: SmallAccount, roles: dict[str, str]
) -> Iterator[Identity]:
    passing = {
        "Effect": "Allow",
        "Action": "iam:PassRole",
        "Resource": [roles["Task"], roles["Execution"]],
        "Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
    }
    with person(
        emulator,
        name="deployer",
        account=account.number,
        region=REGION,
        permissions=[_ECS, passing],
    ) as one:
        yield one.identity


def _register(who: Identity, **given: str) -> Any:
    container = {"name": "web", "image": "web", "memory": 64}
    return who.client("ecs").register_task_definition(
        family="web", containerDefinitions=[container], **given
    )


def _refused(attempt: Any) -> str:
    with pytest.raises(ClientError) as refusal:
        attempt()
    error = refusal.value.response["Error"]
    return f"{error['Code']}: {error['Message']}"


def test_permitted_roles_go_into_a_task_definition(
    deployer: Identity, roles: dict[str, str]
) -> None:
    given = {"taskRoleArn": roles["Task"], "executionRoleArn": roles["Execution"]}

    assert _register(deployer, **given)["taskDefinition"]["taskRoleArn"] == roles["Task"]


def test_definition_without_roles_needs_no_permission(deployer: Identity) -> None:
    assert _register(deployer)["taskDefinition"]["family"] == "web"


@pytest.mark.parametrize("field", ["taskRoleArn", "executionRoleArn"])
def test_any_other_role_is_refused(deployer: Identity, roles: dict[str, str], field: str) -> None:
    refusal = _refused(lambda: _register(deployer, **{field: roles["Other"]}))

    assert refusal.startswith("AccessDeniedException: User: arn:aws:iam::")
    assert refusal.endswith(f"perform: iam:PassRole on resource: {roles['Other']}")


def test_role_for_another_service_is_refused(
    emulator: Emulator, account: SmallAccount, roles: dict[str, str]
) -> None:
    for_ec2 = {
        "Effect": "Allow",
        "Action": "iam:PassRole",
        "Resource": "*",
        "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}},
    }
    place: Any = {"account": account.number, "region": REGION, "permissions": [_ECS, for_ec2]}
    with person(emulator, name="other", **place) as other:
        refusal = _refused(lambda: _register(other.identity, taskRoleArn=roles["Task"]))

    assert "iam:PassRole" in refusal


def test_task_is_run_with_permitted_roles_only(
    account: SmallAccount, deployer: Identity, roles: dict[str, str]
) -> None:
    account.client("ecs").create_cluster(clusterName="one")
    own = _register(deployer, taskRoleArn=roles["Task"])["taskDefinition"]["taskDefinitionArn"]
    foreign = _register(account.root, taskRoleArn=roles["Other"])["taskDefinition"]
    ecs = deployer.client("ecs")

    def run(definition: str, **overrides: str) -> Any:
        return ecs.run_task(cluster="one", taskDefinition=definition, overrides=overrides)

    assert run(own)["failures"] == []
    assert roles["Other"] in _refused(lambda: run(foreign["taskDefinitionArn"]))
    assert roles["Other"] in _refused(lambda: run(own, taskRoleArn=roles["Other"]))
    assert run(foreign["taskDefinitionArn"], taskRoleArn=roles["Task"])["failures"] == []


def test_cloudformation_asks_nobody(account: SmallAccount) -> None:
    container = {"Name": "web", "Image": "web", "Memory": 64}
    task = {"ContainerDefinitions": [container], "TaskRoleArn": {"Fn::GetAtt": ["Role", "Arn"]}}
    names = account.deploy(
        {
            "Role": role("ecs-tasks.amazonaws.com"),
            "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": task},
        }
    )

    assert ":task-definition/" in names["Task"]
