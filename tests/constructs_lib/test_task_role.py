import json
from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk.assertions import Match, Template
from cdk_nag import AwsSolutionsChecks

from constructs_lib import (
    ConfigurationError,
    ExecSessions,
    Permission,
    RoleShape,
    TaskExecutionRole,
    TaskRole,
)
from tests.constructs_lib.iam.conftest import new_container


def _task_role(stack: Stack, task: TaskRole) -> dict[str, Any]:
    """Properties of the task role in the template."""
    name = stack.resolve(task.role.role_name)["Ref"]
    roles = Template.from_stack(stack).find_resources("AWS::IAM::Role")
    properties: dict[str, Any] = roles[name]["Properties"]
    return properties


def test_trusts_ecs_tasks_of_this_account_and_region_only(
    stack: Stack, ecs_tasks_trust: dict[str, Any]
) -> None:
    task = TaskRole(stack, "Web")

    assert _task_role(stack, task)["AssumeRolePolicyDocument"] == ecs_tasks_trust


def test_task_definition_carries_each_role_in_its_place(stack: Stack) -> None:
    task = TaskRole(stack, "Web")
    task.task_definition.add_container(
        "App", image=ecs.ContainerImage.from_registry("nginx"), memory_reservation_mib=64
    )

    Template.from_stack(stack).has_resource_properties(
        "AWS::ECS::TaskDefinition",
        {
            "TaskRoleArn": stack.resolve(task.role.role_arn),
            "ExecutionRoleArn": stack.resolve(task.execution_role.role_arn),
        },
    )
    assert stack.resolve(task.role.role_arn) != stack.resolve(task.execution_role.role_arn)


def test_permissions_are_one_customer_managed_policy(stack: Stack) -> None:
    task = TaskRole(
        stack,
        "Web",
        permissions=[
            Permission(actions=("s3:List*",), resources=("*",)),
            Permission(
                actions=("sqs:SendMessage",),
                resources=("arn:aws:sqs:eu-west-1:123456789012:orders",),
                conditions={"Bool": {"aws:SecureTransport": "true"}},
            ),
        ],
    )

    template = Template.from_stack(stack)
    template.resource_count_is("AWS::IAM::ManagedPolicy", 1)
    template.has_resource_properties(
        "AWS::IAM::ManagedPolicy",
        {
            "Roles": [stack.resolve(task.role.role_name)],
            "PolicyDocument": Match.object_equals(
                {
                    "Version": "2012-10-17",
                    "Statement": [
                        {"Effect": "Allow", "Action": "s3:List*", "Resource": "*"},
                        {
                            "Effect": "Allow",
                            "Action": "sqs:SendMessage",
                            "Resource": "arn:aws:sqs:eu-west-1:123456789012:orders",
                            "Condition": {"Bool": {"aws:SecureTransport": "true"}},
                        },
                    ],
                }
            ),
        },
    )


def test_may_do_nothing_by_default(stack: Stack) -> None:
    task = TaskRole(stack, "Web")

    properties = _task_role(stack, task)
    assert "ManagedPolicyArns" not in properties
    assert "Policies" not in properties
    template = Template.from_stack(stack)
    template.resource_count_is("AWS::IAM::ManagedPolicy", 0)
    template.resource_count_is("AWS::IAM::Policy", 0)


def test_task_definition_waits_for_the_permissions_of_both_roles(stack: Stack) -> None:
    task = TaskRole(stack, "Web", permissions=[Permission(actions=("s3:List*",), resources=("*",))])
    task.task_definition.add_container(
        "App",
        image=ecs.ContainerImage.from_registry("nginx"),
        memory_reservation_mib=64,
        logging=ecs.LogDrivers.aws_logs(stream_prefix="app"),
    )

    template = Template.from_stack(stack)
    policies = set(template.find_resources("AWS::IAM::ManagedPolicy"))
    (definition,) = template.find_resources("AWS::ECS::TaskDefinition").values()
    assert len(policies) == 2
    assert policies <= set(definition["DependsOn"])


def test_is_itself_a_grantee(stack: Stack) -> None:
    task = TaskRole(stack, "Web")
    table = dynamodb.Table(
        stack, "Table", partition_key={"name": "id", "type": dynamodb.AttributeType.STRING}
    )

    table.grant_read_data(task)

    Template.from_stack(stack).has_resource_properties(
        "AWS::IAM::Policy", {"Roles": [stack.resolve(task.role.role_name)]}
    )


def test_an_execution_role_from_outside_is_used(stack: Stack) -> None:
    own = iam.Role.from_role_arn(stack, "Own", "arn:aws:iam::123456789012:role/own")

    TaskRole(stack, "Web", execution_role=own)

    template = Template.from_stack(stack)
    template.resource_count_is("AWS::IAM::Role", 1)
    template.has_resource_properties(
        "AWS::ECS::TaskDefinition", {"ExecutionRoleArn": "arn:aws:iam::123456789012:role/own"}
    )


def test_boundary_is_on_both_roles(stack: Stack) -> None:
    boundary = iam.ManagedPolicy.from_managed_policy_arn(
        stack, "Boundary", "arn:aws:iam::123456789012:policy/boundary"
    )

    TaskRole(stack, "Web", shape=RoleShape(permissions_boundary=boundary))

    roles = Template.from_stack(stack).find_resources("AWS::IAM::Role")
    boundaries = [role["Properties"]["PermissionsBoundary"] for role in roles.values()]
    assert boundaries == [
        "arn:aws:iam::123456789012:policy/boundary",
        "arn:aws:iam::123456789012:policy/boundary",
    ]


@pytest.mark.parametrize(
    ("compatibility", "required", "network_mode"),
    [
        (ecs.Compatibility.EC2, "EC2", "bridge"),
        (ecs.Compatibility.FARGATE, "FARGATE", "awsvpc"),
        (ecs.Compatibility.EXTERNAL, "EXTERNAL", "bridge"),
        (ecs.Compatibility.MANAGED_INSTANCES, "MANAGED_INSTANCES", "awsvpc"),
    ],
)
def test_runs_on_each_kind_of_capacity(
    stack: Stack, compatibility: ecs.Compatibility, required: str, network_mode: str
) -> None:
    TaskRole(stack, "Web", compatibility=compatibility, cpu_units=256, memory_mib=512)

    Template.from_stack(stack).has_resource_properties(
        "AWS::ECS::TaskDefinition",
        {
            "RequiresCompatibilities": [required],
            "NetworkMode": network_mode,
            "Cpu": "256",
            "Memory": "512",
            "TaskRoleArn": Match.any_value(),
            "ExecutionRoleArn": Match.any_value(),
        },
    )


def test_family_and_network_mode_can_be_chosen(stack: Stack) -> None:
    TaskRole(stack, "Web", family="web", network_mode=ecs.NetworkMode.AWS_VPC)

    Template.from_stack(stack).has_resource_properties(
        "AWS::ECS::TaskDefinition", {"Family": "web", "NetworkMode": "awsvpc"}
    )


def test_names_the_construct_and_the_permission_that_iam_would_refuse(stack: Stack) -> None:
    wrong = Permission(actions=("GetObject",), resources=("*",))

    with pytest.raises(ConfigurationError, match=r"^Test/Web\.permissions\[0\]\.actions: expected"):
        TaskRole(stack, "Web", permissions=[wrong])


@pytest.mark.parametrize("family", ["", "my web", "w" * 256])
def test_refuses_a_family_that_ecs_would_refuse(stack: Stack, family: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^Test/Web\.family: expected 1 to 255 letters"):
        TaskRole(stack, "Web", family=family)


def test_nobody_can_open_a_session_by_default(stack: Stack) -> None:
    TaskRole(stack, "Web")

    assert "ssmmessages" not in json.dumps(Template.from_stack(stack).to_json())


def test_sessions_are_in_the_policy_with_the_permissions(stack: Stack) -> None:
    TaskRole(
        stack,
        "Web",
        permissions=[Permission(actions=("s3:List*",), resources=("*",))],
        exec_sessions=ExecSessions(log_group="/ecs/exec"),
    )

    template = Template.from_stack(stack)
    (policy,) = template.find_resources("AWS::IAM::ManagedPolicy").values()
    groups = "arn:aws:logs:eu-west-1:123456789012:log-group"
    assert policy["Properties"]["PolicyDocument"]["Statement"] == [
        {"Effect": "Allow", "Action": "s3:List*", "Resource": "*"},
        {
            "Sid": "OpenExecSessions",
            "Effect": "Allow",
            "Action": [
                "ssmmessages:CreateControlChannel",
                "ssmmessages:CreateDataChannel",
                "ssmmessages:OpenControlChannel",
                "ssmmessages:OpenDataChannel",
            ],
            "Resource": "*",
        },
        {
            "Sid": "FindLogGroup",
            "Effect": "Allow",
            "Action": "logs:DescribeLogGroups",
            "Resource": f"{groups}:*",
        },
        {
            "Sid": "LogExecSessions",
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            "Resource": f"{groups}:/ecs/exec:*",
        },
    ]


def test_sessions_can_be_kept_in_what_the_stack_makes(stack: Stack) -> None:
    key = kms.Key(stack, "Key")
    bucket = s3.Bucket(stack, "Sessions", encryption_key=key)
    group = logs.LogGroup(stack, "Exec")

    TaskRole(
        stack,
        "Web",
        exec_sessions=ExecSessions(
            log_group=group.log_group_name,
            bucket=bucket.bucket_name,
            bucket_key_arn=key.key_arn,
        ),
    )

    (policy,) = Template.from_stack(stack).find_resources("AWS::IAM::ManagedPolicy").values()
    resources = {
        one["Sid"]: one["Resource"] for one in policy["Properties"]["PolicyDocument"]["Statement"]
    }
    assert resources["EncryptKeptSessions"] == stack.resolve(key.key_arn)
    assert resources["SeeEncryptionOfBucket"] == stack.resolve(f"arn:aws:s3:::{bucket.bucket_name}")
    assert stack.resolve(group.log_group_name) in resources["LogExecSessions"]["Fn::Join"][1]


@pytest.mark.parametrize("env", [None, {"account": "123456789012", "region": "eu-west-1"}])
def test_cdk_nag_is_told_why_sessions_take_wildcards(env: Any, cdk_context: dict[str, Any]) -> None:
    stack = Stack(App(context=cdk_context), "Test", env=env)
    group = logs.LogGroup(stack, "Exec")
    bucket = s3.Bucket.from_bucket_name(stack, "Sessions", "sessions")

    TaskRole(
        stack,
        "Web",
        exec_sessions=ExecSessions(
            log_group=group.log_group_name, bucket=bucket.bucket_name, key_prefix="web"
        ),
    )

    assert AwsSolutionsChecks().validate_scope(stack).violations == []


def test_names_the_construct_and_the_session_that_cannot_be_kept(stack: Stack) -> None:
    with pytest.raises(ConfigurationError, match=r"^Test/Web\.exec_sessions\.bucket: expected"):
        TaskRole(stack, "Web", exec_sessions=ExecSessions(bucket="Sessions"))


def test_carries_roles_from_outside(stack: Stack) -> None:
    arn = "arn:aws:iam::123456789012:role/application/web"
    web = TaskRole(stack, "Web", existing_role=arn, existing_execution_role="web-execution")
    new_container(web.task_definition)

    template = Template.from_stack(stack)
    template.has_resource_properties(
        "AWS::ECS::TaskDefinition",
        {
            "TaskRoleArn": arn,
            "ExecutionRoleArn": "arn:aws:iam::123456789012:role/web-execution",
        },
    )
    assert len(template.to_json()["Resources"]) == 1


def test_makes_an_execution_role_beside_a_task_role_from_outside(stack: Stack) -> None:
    new_container(TaskRole(stack, "Web", existing_role="web").task_definition)

    Template.from_stack(stack).resource_count_is("AWS::IAM::Role", 1)


def test_makes_a_task_role_beside_an_execution_role_from_outside(stack: Stack) -> None:
    shape = RoleShape(path="/application/")
    new_container(
        TaskRole(stack, "Web", existing_execution_role="web-execution", shape=shape).task_definition
    )

    template = Template.from_stack(stack)
    template.resource_count_is("AWS::IAM::Role", 1)
    template.has_resource_properties("AWS::IAM::Role", {"Path": "/application/"})


@pytest.mark.parametrize(
    ("props", "message"),
    [
        (
            {"existing_role": "application/web"},
            "Test/Web.existing_role: expected the name of the existing role",
        ),
        (
            {"existing_role": "web", "shape": RoleShape()},
            "Test/Web.shape: expected none beside existing_role (its owner shapes a role from "
            "outside), got",
        ),
        (
            {"existing_execution_role": "arn:aws:iam::210987654321:role/web"},
            "Test/Web.existing_execution_role: expected one of the account 123456789012",
        ),
    ],
)
def test_refuses_what_could_not_be_a_role_from_outside(
    stack: Stack, props: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigurationError) as refused:
        TaskRole(stack, "Web", **props)

    assert str(refused.value).startswith(message)


def test_refuses_two_execution_roles(stack: Stack) -> None:
    given = TaskExecutionRole(stack, "Given").role

    with pytest.raises(ConfigurationError, match="expected none beside execution_role"):
        TaskRole(stack, "Web", execution_role=given, existing_execution_role="web-execution")
