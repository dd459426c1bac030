from typing import Any

import pytest
from aws_cdk import Stack
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_ssm as ssm
from aws_cdk.assertions import Match, Template

from constructs_lib import ConfigurationError, RoleShape, TaskExecutionRole
from constructs_lib.task_execution_role import needed_by_the_agent
from tests.aws_managed_policy import aws_managed_policy
from tests.constructs_lib.iam.conftest import contracts

_HERE = "eu-west-1:123456789012"


def _task_definition(stack: Stack) -> ecs.TaskDefinition:
    role = TaskExecutionRole(stack, "ExecutionRole").role
    return ecs.Ec2TaskDefinition(stack, "Task", execution_role=role)


def _statements(stack: Stack) -> list[dict[str, Any]]:
    """All that the template lets the role do; it may be nothing."""
    template = Template.from_stack(stack)
    template.resource_count_is("AWS::IAM::Policy", 0)
    return [
        statement
        for policy in template.find_resources("AWS::IAM::ManagedPolicy").values()
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
    ]


def test_trusts_ecs_tasks_of_this_account_and_region_only(
    stack: Stack, ecs_tasks_trust: dict[str, Any]
) -> None:
    TaskExecutionRole(stack, "ExecutionRole")

    Template.from_stack(stack).has_resource_properties(
        "AWS::IAM::Role",
        {"AssumeRolePolicyDocument": Match.object_equals(ecs_tasks_trust)},
    )


def test_an_image_from_outside_ecr_needs_no_permission(stack: Stack) -> None:
    _task_definition(stack).add_container(
        "App", image=ecs.ContainerImage.from_registry("nginx"), memory_reservation_mib=64
    )

    assert _statements(stack) == []


def test_may_pull_exactly_the_repository_in_use(stack: Stack) -> None:
    repository = ecr.Repository.from_repository_name(stack, "Repository", "orders")

    _task_definition(stack).add_container(
        "App",
        image=ecs.ContainerImage.from_ecr_repository(repository, "1.4.2"),
        memory_reservation_mib=64,
    )

    assert _statements(stack) == [
        {
            "Effect": "Allow",
            "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            "Resource": f"arn:aws:ecr:{_HERE}:repository/orders",
        },
        {"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"},
    ]


def test_may_write_to_exactly_the_log_group(stack: Stack) -> None:
    group = logs.LogGroup.from_log_group_name(stack, "LogGroup", "orders")

    _task_definition(stack).add_container(
        "App",
        image=ecs.ContainerImage.from_registry("nginx"),
        memory_reservation_mib=64,
        logging=ecs.LogDrivers.aws_logs(stream_prefix="app", log_group=group),
    )

    assert _statements(stack) == [
        {
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": f"arn:aws:logs:{_HERE}:log-group:orders:*",
        }
    ]


def test_may_read_exactly_the_secrets_and_parameters(stack: Stack) -> None:
    secret = secretsmanager.Secret.from_secret_name_v2(stack, "Secret", "orders/database")
    parameter = ssm.StringParameter.from_string_parameter_name(stack, "Parameter", "/orders/flags")

    _task_definition(stack).add_container(
        "App",
        image=ecs.ContainerImage.from_registry("nginx"),
        memory_reservation_mib=64,
        secrets={
            "PASSWORD": ecs.Secret.from_secrets_manager(secret),
            "FLAGS": ecs.Secret.from_ssm_parameter(parameter),
        },
    )

    assert _statements(stack) == [
        {
            "Effect": "Allow",
            "Action": "secretsmanager:GetSecretValue",
            "Resource": f"arn:aws:secretsmanager:{_HERE}:secret:orders/database-??????",
        },
        {
            "Effect": "Allow",
            "Action": "ssm:GetParameters",
            "Resource": f"arn:aws:ssm:{_HERE}:parameter/orders/flags",
        },
    ]


def test_a_secret_and_its_key_can_be_in_the_same_stack(stack: Stack) -> None:
    key = kms.Key(stack, "Key")
    secret = secretsmanager.Secret(stack, "Secret", encryption_key=key)

    task_definition = _task_definition(stack)
    task_definition.add_container(
        "App",
        image=ecs.ContainerImage.from_registry("nginx"),
        memory_reservation_mib=64,
        secrets={"PASSWORD": ecs.Secret.from_secrets_manager(secret)},
    )

    template = Template.from_stack(stack)
    role = task_definition.execution_role
    assert role is not None
    template.has_resource_properties(
        "AWS::KMS::Key",
        {
            "KeyPolicy": {
                "Statement": Match.array_with(
                    [Match.object_like({"Principal": {"AWS": stack.resolve(role.role_arn)}})]
                )
            }
        },
    )
    template.has_resource_properties(
        "AWS::IAM::ManagedPolicy",
        {
            "PolicyDocument": {
                "Statement": [
                    Match.object_like({"Resource": stack.resolve(secret.secret_arn)}),
                ]
            }
        },
    )


def test_permissions_are_attached_to_the_role(stack: Stack) -> None:
    role = TaskExecutionRole(stack, "ExecutionRole").role
    logs.LogGroup(stack, "LogGroup").grant_write(role)

    Template.from_stack(stack).has_resource_properties(
        "AWS::IAM::ManagedPolicy", {"Roles": [stack.resolve(role.role_name)]}
    )


def test_boundary_is_on_the_role(stack: Stack) -> None:
    boundary = iam.ManagedPolicy.from_managed_policy_arn(
        stack, "Boundary", "arn:aws:iam::123456789012:policy/boundary"
    )

    TaskExecutionRole(stack, "ExecutionRole", shape=RoleShape(permissions_boundary=boundary))

    Template.from_stack(stack).has_resource_properties(
        "AWS::IAM::Role", {"PermissionsBoundary": "arn:aws:iam::123456789012:policy/boundary"}
    )


def test_what_a_user_grants_explicitly_still_lands(stack: Stack) -> None:
    role = TaskExecutionRole(stack, "ExecutionRole").role

    s3.Bucket.from_bucket_name(stack, "Bucket", "settings").grant_read(role, "app.env")

    (statement,) = _statements(stack)
    assert "s3:GetObject*" in statement["Action"]


def test_keeps_all_that_the_managed_policy_of_aws_lets_the_agent_do_with_a_task() -> None:
    (managed,) = aws_managed_policy("AmazonECSTaskExecutionRolePolicy")

    needed = needed_by_the_agent(managed)

    assert set(managed["Action"]) - set(needed["Action"]) == {"ecr:BatchCheckLayerAvailability"}


@pytest.mark.parametrize(
    "statement",
    [
        {"Effect": "Allow", "Action": "ssm:GetParameter", "Resource": "*"},
        {"Effect": "Allow", "Action": ["ssm:GetParameter", "s3:GetObject"], "Resource": "*"},
        {"Effect": "Deny", "Action": ["ssm:GetParameters", "ssm:GetParameter"], "Resource": "*"},
        {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"},
    ],
)
def test_what_is_no_grant_of_the_cdk_stays_as_it_is(statement: dict[str, Any]) -> None:
    assert needed_by_the_agent(statement) == statement


def test_a_role_from_outside_needs_what_the_agent_calls(stack: Stack) -> None:
    role = TaskExecutionRole(stack, "ExecutionRole", existing_role="web-execution").role
    secret = secretsmanager.Secret.from_secret_name_v2(stack, "Secret", "orders/database")
    definition = ecs.Ec2TaskDefinition(stack, "Task", execution_role=role)
    definition.add_container(
        "App",
        image=ecs.ContainerImage.from_registry("nginx"),
        memory_reservation_mib=64,
        secrets={"PASSWORD": ecs.Secret.from_secrets_manager(secret)},
    )

    (contract,) = contracts(stack)
    assert contract["kind"] == "task execution role"
    assert contract["permissions"][0]["Statement"] == [
        {
            "Effect": "Allow",
            "Action": "secretsmanager:GetSecretValue",
            "Resource": f"arn:aws:secretsmanager:{_HERE}:secret:orders/database-??????",
        }
    ]
    Template.from_stack(stack).resource_count_is("AWS::IAM::Policy", 0)


def test_refuses_a_shape_beside_a_role_from_outside(stack: Stack) -> None:
    with pytest.raises(ConfigurationError, match=r"^Test/Role\.shape: expected none beside"):
        TaskExecutionRole(stack, "Role", existing_role="web", shape=RoleShape())
