"""Permissions that are too many for one policy."""

import json
from typing import Any

import pytest
from aws_cdk import App, CfnParameter, Stack
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk.assertions import Template

from constructs_lib import (
    AgentFeatures,
    ConfigurationError,
    ContainerInstanceRole,
    Permission,
    TaskExecutionRole,
    TaskRole,
)
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
    TaskRole(stack, "Web", permissions=_permissions(400))

    policies = _policies(stack)
    assert len(policies) > 1
    for policy in policies.values():
        document = policy["Properties"]["PolicyDocument"]
        assert policy_characters(document) <= MANAGED_POLICY_CHARACTERS


def test_the_task_definition_waits_for_all_of_them(stack: Stack) -> None:
    TaskRole(stack, "Web", permissions=_permissions(400))

    (definition,) = Template.from_stack(stack).find_resources("AWS::ECS::TaskDefinition").values()
    assert set(_policies(stack)) <= set(definition["DependsOn"])


def test_a_permission_is_in_its_new_policy_before_it_leaves_the_old(stack: Stack) -> None:
    TaskRole(stack, "Web", permissions=_permissions(400))

    policies = _policies(stack)
    first = min(policies, key=len)
    assert _waits_for(policies, first) == policies.keys() - {first}


def test_the_profile_of_hosts_waits_for_all_of_them(stack: Stack) -> None:
    repositories = tuple(f"{'orders' * 10}/{number}" for number in range(120))
    ContainerInstanceRole(
        stack,
        "Host",
        cluster_name="prod",
        features=AgentFeatures(pulls_without_execution_role=repositories),
    )

    (profile,) = Template.from_stack(stack).find_resources("AWS::IAM::InstanceProfile").values()
    policies = _policies(stack)
    assert len(policies) > 1
    assert policies.keys() <= set(profile["DependsOn"])


def _waits_for(policies: dict[str, Any], logical_id: str) -> set[str]:
    named = set(policies[logical_id].get("DependsOn", [])) & policies.keys()
    return named.union(*(_waits_for(policies, other) for other in named))


def test_a_long_list_of_resources_is_divided_too(stack: Stack) -> None:
    resources = tuple(f"arn:aws:s3:::bucket-{number:04}/*" for number in range(300))

    TaskRole(stack, "Web", permissions=[Permission(actions=("s3:GetObject",), resources=resources)])

    documents = [one["Properties"]["PolicyDocument"] for one in _policies(stack).values()]
    assert len(documents) > 1
    allowed = [resource for one in documents for resource in one["Statement"][0]["Resource"]]
    assert sorted(allowed) == sorted(resources)
    assert all(len(one["Statement"]) == 1 for one in documents)


def test_permissions_that_are_alike_are_one_statement(stack: Stack) -> None:
    TaskRole(stack, "Web", permissions=_permissions(60))

    (policy,) = _policies(stack).values()
    (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
    assert len(statement["Resource"]) == 60


def test_refuses_a_permission_that_fits_into_no_policy(stack: Stack) -> None:
    long = Permission(
        actions=("s3:GetObject",),
        resources=("arn:aws:s3:::bucket/*",),
        conditions={"StringEquals": {"aws:SourceVpc": [f"vpc-{n:017}" for n in range(300)]}},
    )

    with pytest.raises(
        ConfigurationError, match=r"^Test/Web/Policy: expected a statement of up to 6144"
    ):
        TaskRole(stack, "Web", permissions=[long])


def _with_secrets(stack: Stack, names: list[str]) -> None:
    secrets = {
        f"SECRET_{name}": ecs.Secret.from_secrets_manager(
            secretsmanager.Secret.from_secret_name_v2(
                stack, f"Secret{name}", f"{'orders' * 10}/{name}"
            )
        )
        for name in names
    }
    TaskRole(stack, "Web").task_definition.add_container(
        "App",
        image=ecs.ContainerImage.from_registry("nginx"),
        memory_reservation_mib=64,
        secrets=secrets,
    )


def test_an_execution_role_of_many_secrets_has_policies_that_fit(stack: Stack) -> None:
    _with_secrets(stack, [str(number) for number in range(80)])

    policies = _policies(stack)
    assert len(policies) > 1
    for policy in policies.values():
        document = policy["Properties"]["PolicyDocument"]
        assert policy_characters(document) <= MANAGED_POLICY_CHARACTERS


def test_one_more_secret_changes_one_policy_of_an_execution_role(
    cdk_context: dict[str, Any],
) -> None:
    def policies(names: list[str]) -> dict[str, str]:
        stack = Stack(App(context=cdk_context), "Test")
        _with_secrets(stack, names)
        return {
            logical_id: json.dumps(policy["Properties"]["PolicyDocument"], sort_keys=True)
            for logical_id, policy in _policies(stack).items()
        }

    names = [str(number) for number in range(80)]
    before, after = policies(names), policies(["first", *names])

    assert before.keys() <= after.keys()
    assert sum(before[key] != after[key] for key in before) <= 1


def test_what_has_the_same_logical_id_in_two_stacks_is_two_resources(
    cdk_context: dict[str, Any],
) -> None:
    app = App(context=cdk_context)
    one, two, stack = (Stack(app, name) for name in ("One", "Two", "Test"))
    buckets = [s3.Bucket(other, "Bucket").bucket_arn for other in (one, two)]
    secrets = {
        other.stack_name.upper(): ecs.Secret.from_secrets_manager(
            secretsmanager.Secret(other, "Secret")
        )
        for other in (one, two)
    }

    web = TaskRole(
        stack,
        "Web",
        permissions=[Permission(actions=("s3:ListBucket",), resources=tuple(buckets))],
    )
    web.task_definition.add_container(
        "App",
        image=ecs.ContainerImage.from_registry("nginx"),
        memory_reservation_mib=64,
        secrets=secrets,
    )

    allowed = [
        json.dumps(policy["Properties"]["PolicyDocument"]["Statement"][0]["Resource"])
        for policy in _policies(stack).values()
    ]
    assert len(allowed) == 2
    assert all('"One"' in resources and '"Two"' in resources for resources in allowed)


def test_resources_of_a_parameter_are_a_statement_of_their_own(stack: Stack) -> None:
    parameter = CfnParameter(stack, "Buckets", type="CommaDelimitedList")
    role = TaskExecutionRole(stack, "ExecutionRole").role

    role.add_to_principal_policy(
        iam.PolicyStatement(actions=["s3:GetObject"], resources=parameter.value_as_list)
    )

    (policy,) = _policies(stack).values()
    (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
    assert statement["Resource"] == {"Ref": "Buckets"}


def test_a_statement_that_is_changed_after_it_was_added_is_refused(stack: Stack) -> None:
    statement = iam.PolicyStatement(actions=["s3:GetObject"], resources=["arn:aws:s3:::one/*"])
    TaskExecutionRole(stack, "ExecutionRole").role.add_to_principal_policy(statement)

    with pytest.raises(RuntimeError, match="can no longer be modified"):
        statement.add_resources("arn:aws:s3:::two/*")
