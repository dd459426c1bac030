"""Roles, policies and task definitions of the smallest kind."""

import json
from pathlib import Path
from typing import Any

from aws_cdk import Stack, Stage
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam

from constructs_lib.iam.contract_files import contract_file

EC2 = iam.ServicePrincipal("ec2.amazonaws.com")
ECS = iam.ServicePrincipal("ecs.amazonaws.com")
ECS_TASKS = iam.ServicePrincipal("ecs-tasks.amazonaws.com")


def new_role(
    stack: Stack, assumed_by: iam.IPrincipal = ECS_TASKS, construct_id: str = "Role"
) -> iam.Role:
    return iam.Role(stack, construct_id, assumed_by=assumed_by)


def new_task_definition(
    stack: Stack, task_role: iam.IRole, execution_role: iam.IRole | None = None
) -> ecs.TaskDefinition:
    definition = ecs.Ec2TaskDefinition(
        stack, "Task", task_role=task_role, execution_role=execution_role
    )
    definition.add_container(
        "App", image=ecs.ContainerImage.from_registry("nginx"), memory_reservation_mib=64
    )
    return definition


def raw_role(stack: Stack, **trust: Any) -> iam.CfnRole:
    """A role whose trust policy is written by hand: a statement with changes."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "ec2.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    document = {"Version": "2012-10-17", "Statement": [statement | trust]}
    return iam.CfnRole(stack, "Role", assume_role_policy_document=document)


def new_policy(stack: Stack, *, actions: list[str], resources: list[str], **more: Any) -> None:
    statement = iam.PolicyStatement(actions=actions, resources=resources, **more)
    iam.ManagedPolicy(stack, "Policy", statements=[statement])


def contracts(stack: Stack) -> list[dict[str, Any]]:
    """What is written beside the template of a stack about roles from outside."""
    stage = Stage.of(stack)
    assert stage is not None
    path = Path(stage.synth().directory) / contract_file(stack)
    written: dict[str, list[dict[str, Any]]] = json.loads(path.read_text())
    return written["roles"]


def new_container(definition: ecs.TaskDefinition, **props: Any) -> None:
    definition.add_container(
        "App",
        image=ecs.ContainerImage.from_registry("nginx"),
        memory_reservation_mib=64,
        **props,
    )
