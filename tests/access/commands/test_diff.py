"""The verb `diff` on assemblies of the real app."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from access.__main__ import main

Edit = Callable[[str, Callable[[dict[str, Any]], None]], None]


@pytest.fixture
def changed(assembly: Path, tmp_path: Path) -> tuple[Path, Edit]:
    """A copy of the real assembly, and what edits the resources of one of its stacks."""
    folder = tmp_path / "changed"
    shutil.copytree(assembly, folder)

    def edit(stack: str, change: Callable[[dict[str, Any]], None]) -> None:
        path = folder / f"{stack}.template.json"
        template = json.loads(path.read_text())
        change(template["Resources"])
        path.write_text(json.dumps(template))

    return folder, edit


def _policy(resources: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = (
        resource
        for id_, resource in resources.items()
        if id_.startswith(name) and resource["Type"] == "AWS::IAM::ManagedPolicy"
    )
    properties: dict[str, Any] = found["Properties"]
    return properties


def _statements(resources: dict[str, Any], name: str) -> list[dict[str, Any]]:
    statements: list[dict[str, Any]] = _policy(resources, name)["PolicyDocument"]["Statement"]
    return statements


def _wider_action(resources: dict[str, Any]) -> None:
    _statements(resources, "TaskRolePolicy")[0]["Action"].append("dynamodb:DeleteItem")


def _wider_resource(resources: dict[str, Any]) -> None:
    (secret,) = (
        one
        for one in _statements(resources, "TaskRoleExecutionRolePolicy")
        if one["Action"] == "secretsmanager:GetSecretValue"
    )
    secret["Resource"] = "arn:aws:secretsmanager:eu-west-1:222222222222:secret:*"


def _dropped_condition(resources: dict[str, Any]) -> None:
    (tagging,) = (
        one
        for one in _statements(resources, "ContainerInstanceRoleAgentPolicy")
        if one.get("Sid") == "TagAtRegistration"
    )
    del tagging["Condition"]


def _reordered(resources: dict[str, Any]) -> None:
    statements = _statements(resources, "OperatorsbreakglassPolicy")
    statements.reverse()
    for statement in statements:
        statement["Sid"] = f"Renamed{statement.pop('Sid', '')}"
        if isinstance(statement["Action"], list):
            statement["Action"].reverse()


def _split(resources: dict[str, Any]) -> None:
    policy = _policy(resources, "DeployersgithubPolicy")
    first, second = json.loads(json.dumps([policy, policy]))
    statements = policy["PolicyDocument"]["Statement"]
    first["PolicyDocument"]["Statement"] = statements[:4]
    second["PolicyDocument"]["Statement"] = statements[4:]
    id_ = next(id_ for id_, one in resources.items() if one.get("Properties") is policy)
    del resources[id_]
    for name, properties in (("SplitOne", first), ("SplitTwo", second)):
        resources[name] = {"Type": "AWS::IAM::ManagedPolicy", "Properties": properties}


def test_of_five_changes_the_three_that_mean_something_are_said(
    assembly: Path, changed: tuple[Path, Edit], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, edit = changed
    edit("EcsService-prod-orders", _wider_action)
    edit("EcsService-staging-orders", _wider_resource)
    edit("EcsCluster-dev", _dropped_condition)
    edit("EcsAccess-prod", _reordered)
    edit("EcsAccess-staging", _split)

    assert main(["diff", str(assembly), str(folder)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "EcsCluster-dev/ContainerInstanceRole/Role (container-instance role)",
        "  gained",
        "    Tagging: may ecs:TagResource on "
        "arn:aws:ecs:eu-west-1:111111111111:container-instance/dev/*, "
        "without the condition ecs:CreateAction = RegisterContainerInstance "
        "(statement 'TagAtRegistration' of EcsCluster-dev/ContainerInstanceRole/AgentPolicy)",
        "",
        "EcsService-prod-orders/TaskRole/Role (task role)",
        "  gained",
        "    Write: may dynamodb:DeleteItem on "
        "arn:aws:dynamodb:eu-west-1:333333333333:table/orders "
        "(statement number 1 of EcsService-prod-orders/TaskRole/Policy)",
        "",
        "EcsService-staging-orders/TaskRole/ExecutionRole/Role (task execution role)",
        "  gained",
        "    Read: may secretsmanager:GetSecretValue on "
        "arn:aws:secretsmanager:eu-west-1:222222222222:secret:* "
        "(statement number 4 of EcsService-staging-orders/TaskRole/ExecutionRole/Role/Policy)",
        "",
        "3 roles gained something, no role lost anything",
    ]


def test_what_is_only_lost_is_no_failure(
    assembly: Path, changed: tuple[Path, Edit], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, edit = changed
    edit("EcsService-prod-orders", _wider_action)

    assert main(["diff", str(folder), str(assembly)]) == 0
    assert "no role gained anything, 1 role lost something" in capsys.readouterr().out


def test_the_same_assembly_is_no_difference(
    assembly: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", str(assembly), str(assembly)]) == 0
    assert capsys.readouterr().out == "no role gained or lost anything\n"


def test_a_weaker_boundary_shows_on_every_role_that_has_it(
    assembly: Path, changed: tuple[Path, Edit], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, edit = changed

    def weaken(resources: dict[str, Any]) -> None:
        statements = _statements(resources, "Boundaries")
        statements[:] = [one for one in statements if one["Sid"] != "StayInTheOrganization"]

    edit("EcsBoundary-dev", weaken)

    assert main(["diff", str(assembly), str(folder)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines.count("  gained") == lines.count("  lost") + len(lines) // 4
    assert "is limited less by its boundary" in lines[2]
    assert "'StayInTheOrganization'" in lines[2]


def test_markdown_is_for_a_pull_request(
    assembly: Path, changed: tuple[Path, Edit], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, edit = changed
    edit("EcsService-prod-orders", _wider_action)

    assert main(["diff", "--markdown", str(assembly), str(folder)]) == 1
    assert capsys.readouterr().out.splitlines()[-3:] == [
        "**Gained**",
        "",
        "- **Write**: `may dynamodb:DeleteItem on "
        "arn:aws:dynamodb:eu-west-1:333333333333:table/orders` "
        "by `statement number 1 of EcsService-prod-orders/TaskRole/Policy`",
    ]


def test_a_folder_that_is_no_assembly_is_an_error(
    assembly: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", str(assembly), str(tmp_path / "none")]) == 2

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("error: ")
    assert str(tmp_path / "none") in captured.err


def test_a_misspelt_operator_is_an_error_and_no_condition(
    assembly: Path, changed: tuple[Path, Edit], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, edit = changed

    def misspell(resources: dict[str, Any]) -> None:
        statement = _statements(resources, "TaskRolePolicy")[0]
        statement["Condition"] = {"StringEqauls": {"aws:SourceVpc": "vpc-1"}}

    edit("EcsService-dev-web", misspell)

    assert main(["diff", str(assembly), str(folder)]) == 2
    assert main(["diff", str(folder), str(folder)]) == 2
    assert "did you mean 'StringEquals'?" in capsys.readouterr().err


def test_a_policy_that_iam_would_refuse_is_an_error(
    assembly: Path, changed: tuple[Path, Edit], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, edit = changed
    edit(
        "EcsService-prod-orders",
        lambda resources: _statements(resources, "TaskRolePolicy")[0].pop("Effect"),
    )

    assert main(["diff", str(assembly), str(folder)]) == 2
    assert capsys.readouterr().err == (
        "error: EcsService-prod-orders/TaskRole/Policy, statement 1, Effect: "
        "expected 'Allow' or 'Deny', got None\n"
    )
