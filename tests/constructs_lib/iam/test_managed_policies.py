"""Permissions that are too many for one policy."""

from typing import Any

import pytest
from aws_cdk import Stack
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk.assertions import Template

from constructs_lib import ConfigurationError, Permission, TaskRole
from constructs_lib.iam.limits import MANAGED_POLICY_CHARACTERS, policy_characters


def _permissions(number: int) -> list[Permission]:
    return [
        Permission(
            actions=("s3:GetObject", "s3:PutObject"), resources=(f"arn:aws:s3:::bucket-{n:04}/*",)
        )
        for n in range(number)
    ]


def _policies(stack: Stack) -> dict[str, Any]:
    return dict(Template.from_stack(stack).find_resources("AWS::IAM::ManagedPolicy"))


def test_a_large_permission_set_is_divided_over_policies_that_fit(stack: Stack) -> None:
    TaskRole(stack, "Web", permissions=_permissions(120))

    policies = _policies(stack)
    assert len(policies) > 1
    for policy in policies.values():
        document = policy["Properties"]["PolicyDocument"]
        assert policy_characters(document) <= MANAGED_POLICY_CHARACTERS


def test_the_task_definition_waits_for_all_of_them(stack: Stack) -> None:
    TaskRole(stack, "Web", permissions=_permissions(120))

    (definition,) = Template.from_stack(stack).find_resources("AWS::ECS::TaskDefinition").values()
    assert set(_policies(stack)) <= set(definition["DependsOn"])


def test_a_permission_is_in_its_new_policy_before_it_leaves_the_old(stack: Stack) -> None:
    TaskRole(stack, "Web", permissions=_permissions(120))

    policies = _policies(stack)
    first = min(policies, key=lambda logical_id: len(logical_id))
    others = set(policies) - {first}
    assert others & set(policies[first]["DependsOn"])


def test_refuses_a_permission_that_fits_into_no_policy(stack: Stack) -> None:
    resources = tuple(f"arn:aws:s3:::bucket-{number:04}/*" for number in range(300))

    with pytest.raises(
        ConfigurationError, match=r"^Test/Web\.Policy: expected statements of up to 6144"
    ):
        TaskRole(
            stack, "Web", permissions=[Permission(actions=("s3:GetObject",), resources=resources)]
        )


def test_an_execution_role_of_many_secrets_has_policies_that_fit(stack: Stack) -> None:
    web = TaskRole(stack, "Web")
    secrets = {
        f"SECRET_{number}": ecs.Secret.from_secrets_manager(
            secretsmanager.Secret.from_secret_name_v2(
                stack, f"Secret{number}", f"{'orders' * 10}/{number}"
            )
        )
        for number in range(80)
    }

    web.task_definition.add_container(
        "App",
        image=ecs.ContainerImage.from_registry("nginx"),
        memory_reservation_mib=64,
        secrets=secrets,
    )

    policies = _policies(stack)
    assert len(policies) > 1
    for policy in policies.values():
        document = policy["Properties"]["PolicyDocument"]
        assert policy_characters(document) <= MANAGED_POLICY_CHARACTERS
