"""Where the contracts of roles from outside are written, and when."""

import json
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Stack, Stage
from aws_cdk import aws_logs as logs
from constructs import Construct

from constructs_lib import TaskExecutionRole, TaskRole
from constructs_lib.iam.contract_files import ContractFiles
from tests.constructs_lib.iam.conftest import raw_role


def _files(folder: Path) -> list[str]:
    return sorted(
        str(path.relative_to(folder)) for path in folder.rglob("*.roles-from-outside.json")
    )


def _stack(scope: Construct, name: str) -> Stack:
    """CloudFormation takes no stack without a resource."""
    stack = Stack(scope, name)
    logs.LogGroup(stack, "Something")
    return stack


def _app(folder: Path, context: dict[str, Any]) -> App:
    return App(outdir=str(folder), context=context)


def test_each_stack_has_its_own_beside_its_template(
    tmp_path: Path, cdk_context: dict[str, Any]
) -> None:
    app = _app(tmp_path, cdk_context)
    for name in ("One", "Two"):
        TaskExecutionRole(_stack(app, name), "Execution", existing_role="exec")
    TaskExecutionRole(_stack(app, "Own"), "Execution")

    app.synth()

    assert _files(tmp_path) == ["One.roles-from-outside.json", "Two.roles-from-outside.json"]
    assert (tmp_path / "One.template.json").exists()


def test_a_stage_has_its_own(tmp_path: Path, cdk_context: dict[str, Any]) -> None:
    app = _app(tmp_path, cdk_context)
    stage = Stage(Stage(app, "Europe"), "Prod")
    TaskExecutionRole(_stack(stage, "Roles"), "Execution", existing_role="exec")

    app.synth()

    (file,) = _files(tmp_path)
    template = file.replace("roles-from-outside", "template")
    assert file.startswith("assembly-Europe/assembly-Europe-Prod/")
    assert (tmp_path / template).exists()


def test_there_is_none_without_a_role_from_outside(
    tmp_path: Path, cdk_context: dict[str, Any]
) -> None:
    app = _app(tmp_path, cdk_context)
    TaskRole(_stack(app, "Own"), "Web")

    app.synth()

    assert _files(tmp_path) == []
    assert app.node.try_find_child("EcsIamRolesContracts") is None


def test_the_writer_is_no_stack_to_deploy(tmp_path: Path, cdk_context: dict[str, Any]) -> None:
    app = _app(tmp_path, cdk_context)
    TaskExecutionRole(_stack(app, "Roles"), "Execution", existing_role="exec")

    assert [stack.stack_name for stack in app.synth().stacks] == ["Roles"]
    assert ContractFiles.of(app) is ContractFiles.of(app)


def test_nothing_is_written_if_a_check_fails(tmp_path: Path, cdk_context: dict[str, Any]) -> None:
    app = _app(tmp_path, cdk_context)
    stack = _stack(app, "Roles")
    TaskExecutionRole(stack, "Execution", existing_role="exec")
    raw_role(stack, Resource="*")

    with pytest.raises(RuntimeError, match="expected no Resource"):
        app.synth()

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_entries_are_sorted_and_the_same_from_run_to_run(
    tmp_path: Path, cdk_context: dict[str, Any]
) -> None:
    written = []
    for folder, names in (("one", "abc"), ("two", "cab")):
        app = _app(tmp_path / folder, cdk_context)
        stack = _stack(app, "Roles")
        for name in names:
            TaskExecutionRole(stack, name, existing_role=name)
        app.synth()
        written.append((tmp_path / folder / "Roles.roles-from-outside.json").read_bytes())

    assert written[0] == written[1]
    assert written[0].endswith(b"}\n")
    assert [role["construct"] for role in json.loads(written[0])["roles"]] == [
        "Roles/a",
        "Roles/b",
        "Roles/c",
    ]
