"""What a role from outside has to be: exactly what a role made here is."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from aws_cdk import App, NestedStack, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk.assertions import Annotations, Match, Template

from constructs_lib import (
    AgentFeatures,
    ContainerInstanceRole,
    ExistingInstanceProfile,
    Permission,
    TaskExecutionRole,
    TaskRole,
)
from tests.constructs_lib.iam.conftest import contracts, new_container


@pytest.fixture(autouse=True)
def something(stack: Stack) -> None:
    """CloudFormation takes no stack without a resource."""
    logs.LogGroup(stack, "Something")


_ENVIRONMENTS = [
    {"account": "123456789012", "region": "eu-west-1"},
    {"account": "123456789012", "region": "cn-north-1"},
    None,
]


def _host(stack: Stack, is_outside: bool, features: AgentFeatures) -> None:
    existing = ExistingInstanceProfile(profile="hosts", role="hosts") if is_outside else None
    ContainerInstanceRole(stack, "Host", cluster_name="prod", features=features, existing=existing)


def _plain_host(stack: Stack, is_outside: bool) -> None:
    _host(stack, is_outside, AgentFeatures())


def _busy_host(stack: Stack, is_outside: bool) -> None:
    features = AgentFeatures(
        spot_draining=True,
        service_connect=True,
        instance_tags=True,
        tagged_task_metadata=True,
        pulls_without_execution_role=("orders", "web"),
        logs_without_execution_role=("/ecs/orders",),
        session_manager=True,
        cloudwatch_agent=True,
    )
    _host(stack, is_outside, features)


def _classic_host(stack: Stack, is_outside: bool) -> None:
    _host(stack, is_outside, AgentFeatures(classic_permissions=True))


def _execution_role(stack: Stack, is_outside: bool) -> None:
    role = TaskExecutionRole(stack, "Execution", existing_role="exec" if is_outside else None)
    task_role = iam.Role.from_role_name(stack, "TaskRole", "web", mutable=False)
    definition = ecs.Ec2TaskDefinition(stack, "Task", execution_role=role.role, task_role=task_role)
    definition.add_container(
        "App",
        image=ecs.ContainerImage.from_ecr_repository(ecr.Repository(stack, "Images"), "1"),
        memory_reservation_mib=64,
        logging=ecs.LogDrivers.aws_logs(
            stream_prefix="app", log_group=logs.LogGroup(stack, "LogGroup")
        ),
        secrets={
            "KEY": ecs.Secret.from_secrets_manager(secretsmanager.Secret(stack, "Secret")),
        },
    )


def _permissions(stack: Stack, is_outside: bool) -> None:
    # With resources of its own account: too many for one policy.
    resources = tuple(f"arn:aws:s3:::{number:03}-{'x' * 50}/*" for number in range(150))
    TaskRole(
        stack,
        "Web",
        existing_role="web" if is_outside else None,
        existing_execution_role="exec" if is_outside else None,
        permissions=[
            Permission(actions=("s3:GetObject",), resources=resources),
            Permission(actions=("s3:ListAllMyBuckets",), resources=("*",)),
        ],
    )


def _role_and_documents(stack: Stack) -> list[tuple[Any, list[Any]]]:
    """Trust policy of each role in the template, with what its managed policies say."""
    template = Template.from_stack(stack)
    policies = template.find_resources("AWS::IAM::ManagedPolicy").values()
    return [
        (
            role["Properties"]["AssumeRolePolicyDocument"],
            [
                policy["Properties"]["PolicyDocument"]
                for policy in policies
                if policy["Properties"]["Roles"] == [{"Ref": logical_id}]
            ],
        )
        for logical_id, role in template.find_resources("AWS::IAM::Role").items()
    ]


@pytest.mark.parametrize("env", _ENVIRONMENTS)
@pytest.mark.parametrize(
    "define", [_plain_host, _busy_host, _classic_host, _execution_role, _permissions]
)
def test_has_to_be_what_a_role_made_here_is(
    define: Callable[[Stack, bool], None],
    env: dict[str, str] | None,
    cdk_context: dict[str, Any],
) -> None:
    own, outside = (Stack(App(context=cdk_context), "Test", env=env) for _ in range(2))
    for stack in (own, outside):
        logs.LogGroup(stack, "Something")
        define(stack, stack is outside)

    made = [_as_text(trust, documents) for trust, documents in _role_and_documents(own)]
    required = [_as_text(one["trust"], one["permissions"]) for one in contracts(outside)]
    assert sorted(required) == sorted(made)


def _as_text(trust: Any, documents: list[Any]) -> str:
    return json.dumps([trust, *sorted(documents, key=json.dumps)], sort_keys=True)


@pytest.mark.parametrize(
    "define", [_plain_host, _busy_host, _classic_host, _execution_role, _permissions]
)
def test_nothing_of_iam_is_made(stack: Stack, define: Callable[[Stack, bool], None]) -> None:
    define(stack, True)

    resources = Template.from_stack(stack).to_json().get("Resources", {})
    assert [one["Type"] for one in resources.values() if one["Type"].startswith("AWS::IAM")] == []


def test_says_who_uses_which_role_as_what(stack: Stack) -> None:
    ContainerInstanceRole(
        stack,
        "Host",
        cluster_name="prod",
        existing=ExistingInstanceProfile(
            profile="arn:aws:iam::123456789012:instance-profile/ops/hosts", role="host"
        ),
    )

    (contract,) = contracts(stack)
    del contract["trust"], contract["permissions"]
    assert contract == {
        "construct": "Test/Host",
        "kind": "container-instance role",
        "purpose": "Container-instance role: what the ECS agent on a host may do.",
        "role": {"arn": "arn:aws:iam::123456789012:role/host", "name": "host"},
        "instanceProfile": {
            "arn": "arn:aws:iam::123456789012:instance-profile/ops/hosts",
            "name": "hosts",
        },
        "managedPolicies": [],
        "knownAtDeployment": [],
    }


def test_what_is_granted_is_part_of_it(stack: Stack) -> None:
    web = TaskRole(stack, "Web", existing_role="web", existing_execution_role="exec")
    new_container(web.task_definition)
    bucket = s3.Bucket.from_bucket_name(stack, "Bucket", "orders")

    grant = bucket.grant_read(web)

    contract = contracts(stack)[0]
    assert grant.success
    assert contract["permissions"] == [
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Action": ["s3:GetBucket*", "s3:GetObject*", "s3:List*"],
                    "Resource": ["arn:aws:s3:::orders", "arn:aws:s3:::orders/*"],
                }
            ],
        }
    ]


def test_what_the_cdk_adds_to_a_task_role_is_part_of_it(
    stack: Stack,
) -> None:
    web = TaskRole(stack, "Web", existing_role="web", existing_execution_role="exec")
    new_container(web.task_definition)
    ecs.Ec2Service(
        stack,
        "Service",
        cluster=ecs.Cluster.from_cluster_attributes(
            stack,
            "Cluster",
            cluster_name="prod",
            vpc=ec2.Vpc(stack, "Vpc", nat_gateways=0, restrict_default_security_group=False),
        ),
        task_definition=web.task_definition,
        enable_execute_command=True,
        min_healthy_percent=100,
        circuit_breaker=ecs.DeploymentCircuitBreaker(),
    )

    (document,) = contracts(stack)[0]["permissions"]
    assert document["Statement"][0]["Action"][0] == "ssmmessages:CreateControlChannel"


def test_a_later_change_of_a_granted_statement_is_refused(stack: Stack) -> None:
    web = TaskRole(stack, "Web", existing_role="web")
    statement = iam.PolicyStatement(actions=["s3:ListAllMyBuckets"], resources=["*"])
    web.role.add_to_principal_policy(statement)

    with pytest.raises(RuntimeError, match="Statement"):
        statement.add_actions("s3:GetObject")


def test_a_managed_policy_is_part_of_it(stack: Stack) -> None:
    web = TaskRole(stack, "Web", existing_role="web", existing_execution_role="exec")

    arn = "arn:aws:iam::123456789012:policy/own"
    web.role.add_managed_policy(iam.ManagedPolicy.from_managed_policy_arn(stack, "Own", arn))

    assert contracts(stack)[0]["managedPolicies"] == [arn]


def test_what_is_done_to_the_role_itself_is_done(stack: Stack) -> None:
    web = TaskRole(stack, "Web", existing_role="web", existing_execution_role="exec")
    pipeline = iam.Role(
        stack, "Pipeline", assumed_by=iam.ServicePrincipal("codebuild.amazonaws.com")
    )

    web.role.grant_pass_role(pipeline)
    web.role.grant_assume_role(pipeline)
    web.role.grant(pipeline, "iam:GetRole")

    Template.from_stack(stack).has_resource_properties(
        "AWS::IAM::Policy",
        {
            "PolicyDocument": {
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Action": ["iam:GetRole", "iam:PassRole", "sts:AssumeRole"],
                        "Resource": "arn:aws:iam::123456789012:role/web",
                    }
                ]
            },
            "Roles": [Match.object_like({"Ref": Match.string_like_regexp("^Pipeline")})],
        },
    )


def test_a_resource_can_let_the_role_in(stack: Stack) -> None:
    web = TaskRole(stack, "Web", existing_role="web")

    s3.Bucket(stack, "Bucket").add_to_resource_policy(
        iam.PolicyStatement(
            actions=["s3:GetObject"],
            resources=["arn:aws:s3:::orders/*"],
            principals=[iam.ArnPrincipal(web.role.role_arn), web.role.grant_principal],
        )
    )

    Template.from_stack(stack).has_resource_properties(
        "AWS::S3::BucketPolicy",
        {
            "PolicyDocument": {
                "Statement": [
                    Match.object_like({"Principal": {"AWS": "arn:aws:iam::123456789012:role/web"}})
                ]
            }
        },
    )


def test_what_only_deployment_knows_is_named(stack: Stack) -> None:
    web = TaskRole(stack, "Web", existing_role="web", existing_execution_role="exec")
    bucket = s3.Bucket(stack, "Bucket")
    bucket.grant_read(web)
    logical_id = stack.get_logical_id(bucket.node.default_child)  # type: ignore[arg-type]  # a CfnElement

    contract = contracts(stack)[0]

    assert contract["knownAtDeployment"] == [f"{logical_id}.Arn"]


@pytest.mark.parametrize("is_in_the_template", [False, True])
def test_a_resource_of_another_stack_is_named_by_its_path(
    stack: Stack, is_in_the_template: bool
) -> None:
    web = TaskRole(stack, "Web", existing_role="web", existing_execution_role="exec")
    bucket = s3.Bucket(_another(stack), "Bucket")
    bucket.grant_read(web)
    environment = {"BUCKET": bucket.bucket_arn} if is_in_the_template else None
    new_container(web.task_definition, environment=environment)

    contract = contracts(stack)[0]

    (statement,) = contract["permissions"][0]["Statement"]
    assert statement["Resource"] == ["${Data/Bucket.Arn}", "${Data/Bucket.Arn}/*"]
    assert contract["knownAtDeployment"] == ["Data/Bucket.Arn"]


def test_a_resource_of_another_stack_that_has_a_name_is_known(
    cdk_context: dict[str, Any],
) -> None:
    app = App(context=cdk_context)
    data = Stack(app, "Data", env={"account": "123456789012", "region": "us-east-1"})
    stack = Stack(app, "Test", env={"account": "123456789012", "region": "eu-west-1"})
    web = TaskRole(stack, "Web", existing_role="web", existing_execution_role="exec")
    new_container(web.task_definition)

    s3.Bucket(data, "Bucket", bucket_name="orders").grant_read(web)

    (statement,) = contracts(stack)[0]["permissions"][0]["Statement"]
    assert statement["Resource"] == ["arn:aws:s3:::orders", "arn:aws:s3:::orders/*"]


def _another(stack: Stack) -> Stack:
    env = {"account": stack.account, "region": stack.region}
    return Stack(stack.node.root, "Data", env=env)  # type: ignore[arg-type]  # a root is a Construct


def test_a_variable_of_a_policy_is_known(stack: Stack) -> None:
    home = Permission(
        actions=("s3:GetObject",), resources=("arn:aws:s3:::homes/${aws:PrincipalTag/team}/*",)
    )
    TaskRole(stack, "Web", existing_role="web", existing_execution_role="exec", permissions=[home])

    assert contracts(stack)[0]["knownAtDeployment"] == []


def test_says_at_synthesis_where_it_is_written(stack: Stack) -> None:
    web = TaskRole(stack, "Web", existing_role="web", existing_execution_role="exec")
    new_container(web.task_definition)

    notes = Annotations.from_stack(stack)
    notes.has_info(
        "/Test/Web/Role",
        Match.string_like_regexp("This task role is from outside.*Test.roles-from-outside.json"),
    )
    # ``cdk synth --strict`` fails on these.
    notes.has_no_warning("*", Match.any_value())
    notes.has_no_error("*", Match.any_value())


def test_a_policy_of_its_own_is_refused(stack: Stack) -> None:
    web = TaskRole(stack, "Web", existing_role="web")

    with pytest.raises(RuntimeError) as refused:
        iam.Policy(stack, "Policy", roles=[web.role])

    assert (
        "Test/Policy: expected no policy of its own for the role of Test/Web, which is from "
        "outside (grant to it, or call add_to_principal_policy of it), got 'Policy'"
    ) in str(refused.value)


def test_a_nested_stack_has_contracts_of_its_own(stack: Stack) -> None:
    nested = NestedStack(stack, "Nested")
    TaskExecutionRole(nested, "Execution", existing_role="exec")

    (contract,) = contracts(nested)

    assert contract["construct"] == "Test/Nested/Execution"
