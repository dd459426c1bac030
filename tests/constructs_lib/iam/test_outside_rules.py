"""The rules of IAM hold for the contracts of roles from outside, too."""

from collections.abc import Callable
from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam

from constructs_lib import (
    ContainerInstanceRole,
    ExistingInstanceProfile,
    IamChecks,
    Permission,
    TaskExecutionRole,
    TaskRole,
)
from tests.constructs_lib.iam.conftest import contracts, new_container, new_task_definition

_ARN = "arn:aws:iam::123456789012:role"


def _web(stack: Stack, role: str = "web", construct_id: str = "Web", **props: Any) -> TaskRole:
    web = TaskRole(stack, construct_id, existing_role=role, existing_execution_role="exec", **props)
    new_container(web.task_definition)
    return web


def _policy(stack: Stack, *roles: iam.IRole) -> None:
    statement = iam.PolicyStatement(actions=["s3:ListAllMyBuckets"], resources=["*"])
    iam.ManagedPolicy(stack, "Policy", roles=list(roles), statements=[statement])


def _is_task_role_and_execution_role(stack: Stack) -> None:
    _web(stack, "exec")


def _is_both_by_name_and_by_arn(stack: Stack) -> None:
    _web(stack, f"{_ARN}/exec")


def _is_both_in_two_constructs(stack: Stack) -> None:
    _web(stack)
    TaskExecutionRole(stack, "Other", existing_role="web")


def _is_host_role_and_task_role(stack: Stack) -> None:
    existing = ExistingInstanceProfile(profile="hosts", role="web")
    ContainerInstanceRole(stack, "Host", cluster_name="prod", existing=existing)
    _web(stack)


def _is_execution_role_of_a_definition_that_a_user_made(stack: Stack) -> None:
    role = TaskExecutionRole(stack, "Execution", existing_role="web").role
    new_task_definition(stack, role)


def _has_a_managed_policy(stack: Stack) -> None:
    _policy(stack, _web(stack).role)


def _has_a_policy_by_its_name(stack: Stack) -> None:
    _web(stack, f"{_ARN}/team/web")
    _policy(stack, iam.Role.from_role_name(stack, "Import", "web"))


def _has_an_inline_policy(stack: Stack) -> None:
    document = {
        "Statement": [{"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}]
    }
    iam.CfnRolePolicy(
        stack,
        "Policy",
        policy_name="inline",
        role_name=_web(stack).role.role_name,
        policy_document=document,
    )


def _needs_a_mistyped_action(stack: Stack) -> None:
    statement = iam.PolicyStatement(actions=["s3:GetObjet"], resources=["*"])
    _web(stack).role.add_to_principal_policy(statement)


def _needs_eleven_policies(stack: Stack) -> None:
    resources = tuple(f"arn:aws:s3:::{number:04}-{'x' * 50}/*" for number in range(1100))
    _web(stack, permissions=[Permission(actions=("s3:GetObject",), resources=resources)])


@pytest.mark.parametrize(
    ("mistake", "message"),
    [
        (
            _is_task_role_and_execution_role,
            "Test/Web/Role: one kind of use: expected a role of its own for each (give "
            "Test/Web/ExecutionRole another task execution role), got the task role of Test/Web",
        ),
        (_is_both_by_name_and_by_arn, "Test/Web/Role: one kind of use: expected a role of its own"),
        (_is_both_in_two_constructs, "(give Test/Other another task execution role), got the task"),
        (_is_host_role_and_task_role, "got the container-instance role of Test/Host"),
        (
            _is_execution_role_of_a_definition_that_a_user_made,
            "Test/Execution/Role: one kind of use: expected a role of its own for each (give "
            "Test/Task another task role), got the task execution role of Test/Execution",
        ),
        (
            _has_a_managed_policy,
            "Test/Policy: roles: expected none from outside (grant to the role instead, or call "
            "add_to_principal_policy of it), got the role of Test/Web/Role",
        ),
        (_has_a_policy_by_its_name, "Test/Policy: roles: expected none from outside"),
        (_has_an_inline_policy, "Test/Policy: roles: expected none from outside"),
        (
            _needs_a_mistyped_action,
            "Test/Web/Role: Action of a permissions policy: expected an action of s3 (did you mean",
        ),
        (_needs_eleven_policies, "Test/Web/Role: attached policies: expected up to 10"),
    ],
)
def test_refuses(stack: Stack, mistake: Callable[[Stack], None], message: str) -> None:
    mistake(stack)

    with pytest.raises(RuntimeError) as refused:
        App.of(stack).synth()  # type: ignore[union-attr]  # it is in an app

    assert message in str(refused.value)


def test_constructs_can_share_a_role_of_one_kind(stack: Stack) -> None:
    _web(stack, "one", "One")
    _web(stack, "two", "Two")

    names = [contract["role"]["name"] for contract in contracts(stack)]

    assert sorted(names) == ["exec", "exec", "one", "two"]


def test_a_name_is_another_role_in_another_account(cdk_context: dict[str, Any]) -> None:
    app = App(context=cdk_context)
    one, two = (
        Stack(app, f"In{account}", env={"account": account, "region": "eu-west-1"})
        for account in ("123456789012", "210987654321")
    )
    _web(one)
    role = TaskExecutionRole(two, "Execution", existing_role="web").role
    new_container(ecs.Ec2TaskDefinition(two, "Task", execution_role=role))
    _policy(two, iam.Role.from_role_name(two, "Import", "exec"))

    assert len(app.synth().stacks) == 2


def test_an_action_that_is_accepted_passes(stack: Stack) -> None:
    web = _web(stack)
    statement = iam.PolicyStatement(actions=["newservice:DoIt"], resources=["*"])
    web.role.add_to_principal_policy(statement)
    IamChecks.of(web).accept(web, ["newservice:DoIt"], reason="It is new.")

    (document,) = next(
        one["permissions"] for one in contracts(stack) if one["construct"] == "Test/Web"
    )

    assert document["Statement"][0]["Action"] == "newservice:DoIt"


def test_a_policy_of_an_own_role_of_the_same_name_is_attached(stack: Stack) -> None:
    own = iam.Role(
        stack, "Own", role_name="web", assumed_by=iam.ServicePrincipal("ecs-tasks.amazonaws.com")
    )
    _web(stack)
    _policy(stack, own, iam.Role.from_role_name(stack, "Import", "web"))

    assert contracts(stack)
