"""What the CDK itself writes of stages and of nested stacks."""

from pathlib import Path
from typing import Any

from aws_cdk import App, NestedStack, Stack, Stage
from aws_cdk import aws_iam as iam

from access.reading.assembly import read_assembly
from access.records import RoleKind

_TASKS = iam.ServicePrincipal("ecs-tasks.amazonaws.com")


def test_roles_of_stages_and_nested_stacks_are_read(
    tmp_path: Path, cdk_context: dict[str, Any]
) -> None:
    env = {"account": "111111111111", "region": "eu-west-1"}
    app = App(outdir=str(tmp_path), context=cdk_context)
    parent = Stack(Stage(app, "Prod"), "Parent", env=env)
    policy = iam.ManagedPolicy(
        parent,
        "Policy",
        statements=[iam.PolicyStatement(actions=["s3:ListAllMyBuckets"], resources=["*"])],
    )
    nested = NestedStack(parent, "Nested")
    role = iam.Role(nested, "Role", assumed_by=_TASKS, managed_policies=[policy])
    role.node.add_metadata("ecs-iam-roles:kind", "task execution role")
    caller = iam.Role(parent, "Caller", assumed_by=_TASKS)
    role.grant_assume_role(caller)
    app.synth()

    found = {one.id: one for one in read_assembly(tmp_path).roles}

    assert set(found) == {"Prod/Parent/Nested/Role", "Prod/Parent/Caller"}
    inner = found["Prod/Parent/Nested/Role"]
    assert inner.kind is RoleKind.TASK_EXECUTION
    assert [one.where for one in inner.policies] == ["Prod/Parent/Policy"]
    assert inner.arn in str(found["Prod/Parent/Caller"].policies[0].document)
