"""What is read of an app, and what of it only deployment knows."""

import json
import tempfile
from collections.abc import Callable
from typing import Any

import pytest
from aws_cdk import App, Aws, CfnJson, CfnOutput, CfnParameter, Fn, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk.assertions import Template
from aws_cdk.cloudformation_include import CfnInclude

from constructs_lib import IamChecks
from constructs_lib.iam.checks import mistakes
from constructs_lib.iam.tree import read_tree
from tests.constructs_lib.iam.conftest import (
    EC2,
    ECS,
    ECS_TASKS,
    new_policy,
    new_role,
    new_task_definition,
    raw_role,
)


def test_roles_from_outside_are_taken_on_trust(cdk_context: dict[str, Any]) -> None:
    app = App(context=cdk_context)
    stack = Stack(app, "Test")
    arn = f"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}:role/of-somebody-else"
    new_task_definition(stack, iam.Role.from_role_arn(stack, "Role", arn))
    IamChecks.of(app)

    assert app.synth().stacks


def test_the_same_logical_id_in_two_stacks_is_two_roles(cdk_context: dict[str, Any]) -> None:
    app = App(context=cdk_context)
    for name in ("One", "Two"):
        stack = Stack(app, name)
        role = new_role(stack)
        for number in range(6):
            iam.ManagedPolicy(
                stack,
                f"Policy{number}",
                roles=[role],
                statements=[iam.PolicyStatement(actions=["s3:List*"], resources=["*"])],
            )
    IamChecks.of(app)

    assert app.synth().stacks


def test_a_name_is_another_role_in_another_account(cdk_context: dict[str, Any]) -> None:
    app = App(context=cdk_context)
    one, two = (
        Stack(app, f"In{account}", env={"account": account, "region": "eu-west-1"})
        for account in ("111111111111", "222222222222")
    )
    iam.Role(one, "Role", role_name="shared", assumed_by=ECS_TASKS)
    iam.CfnInstanceProfile(two, "Profile", roles=["shared"])

    assert mistakes(read_tree(app)) == []


@pytest.mark.parametrize("references", ["weak", "strong"])
def test_the_role_of_another_stack_is_known_by_what_that_gives_out(
    references: str, cdk_context: dict[str, Any]
) -> None:
    strength = {"@aws-cdk/core:defaultCrossStackReferences": references}
    app = App(context=cdk_context | strength)
    # Both roles have the same logical id.
    host, infrastructure = (
        new_role(Stack(app, name), principal) for name, principal in (("One", EC2), ("Two", ECS))
    )
    provider = _capacity_provider(Stack(app, "Other"), host.role_arn)
    _capacity_provider(Stack(app, "Right"), infrastructure.role_arn)
    CfnOutput(provider.stack, "Arn", value=host.role_arn)
    IamChecks.of(app)

    with pytest.raises(RuntimeError) as refused:
        app.synth()

    (line,) = str(refused.value).splitlines()[1:]
    assert "One/Role: use as infrastructure role of Other/Provider: expected a trust" in line


def _capacity_provider(stack: Stack, infrastructure_role_arn: str) -> ecs.CfnCapacityProvider:
    template = ecs.CfnCapacityProvider.InstanceLaunchTemplateProperty(
        ec2_instance_profile_arn="arn:aws:iam::123456789012:instance-profile/hosts",
        network_configuration=(
            ecs.CfnCapacityProvider.ManagedInstancesNetworkConfigurationProperty(
                security_groups=["sg-1"], subnets=["subnet-1"]
            )
        ),
    )
    provider = ecs.CfnCapacityProvider.ManagedInstancesProviderProperty(
        infrastructure_role_arn=infrastructure_role_arn, instance_launch_template=template
    )
    return ecs.CfnCapacityProvider(stack, "Provider", managed_instances_provider=provider)


def _infrastructure_role_of_a_parameter(stack: Stack) -> None:
    _capacity_provider(stack, CfnParameter(stack, "Arn").value_as_string)


def _infrastructure_role_of_an_import(stack: Stack) -> None:
    _capacity_provider(stack, Fn.import_value("of-another-app"))


def _volumes_of_a_condition(stack: Stack) -> None:
    volumes = {"Fn::If": ["C", [{"Name": "data"}], {"Ref": "AWS::NoValue"}]}
    service = {"Type": "AWS::ECS::Service", "Properties": {"VolumeConfigurations": volumes}}
    template = {"Conditions": {"C": {"Fn::Equals": ["a", "b"]}}, "Resources": {"S": service}}
    _include(stack, template)


def _unknown(stack: Stack) -> dict[str, Any]:
    return {
        "list": CfnParameter(stack, "List", type="List<String>").value_as_list,
        "if": Fn.condition_if("Condition", "one", "two"),
    }


def _definition_without_roles(stack: Stack) -> None:
    ecs.CfnTaskDefinition(stack, "Task")


def _profile_of_a_parameter(stack: Stack) -> None:
    iam.CfnInstanceProfile(stack, "Profile", roles=_unknown(stack)["list"])


def _policy_for_roles_of_a_parameter(stack: Stack) -> None:
    new_role(stack)
    iam.CfnManagedPolicy(
        stack, "Policy", policy_document={"Statement": []}, roles=_unknown(stack)["list"]
    )


def _policy_document_of_a_condition(stack: Stack) -> None:
    iam.CfnManagedPolicy(stack, "Policy", policy_document=_unknown(stack)["if"])


def _inline_policies_of_a_condition(stack: Stack) -> None:
    iam.CfnRole(
        stack,
        "Role",
        assume_role_policy_document=_unknown(stack)["if"],
        policies=[Fn.condition_if("Condition", "one", "two")],
    )


def _all_inline_policies_of_a_condition(stack: Stack) -> None:
    trust = {"Statement": Fn.condition_if("Condition", "one", "two")}
    iam.CfnRole(
        stack,
        "Role",
        assume_role_policy_document=trust,
        policies=Fn.condition_if("Condition", "one", "two"),
    )


def _managed_policies_of_a_condition(stack: Stack) -> None:
    role = {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []},
            "ManagedPolicyArns": {"Fn::If": ["C", ["a"], {"Ref": "AWS::NoValue"}]},
        },
    }
    _include(stack, {"Conditions": {"C": {"Fn::Equals": ["a", "b"]}}, "Resources": {"Role": role}})


def _include(stack: Stack, template: dict[str, Any]) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(template, file)
        file.flush()
        CfnInclude(stack, "Include", template_file=file.name)


def _keys_of_a_custom_resource(stack: Stack) -> None:
    keys = CfnJson(stack, "Keys", value={"example.com:sub": "somebody"})
    new_policy(
        stack,
        actions=["s3:GetObject"],
        resources=["arn:aws:s3:::bucket/*"],
        conditions={"StringEquals": keys},
    )


def _condition_of_a_trust_of_a_condition(stack: Stack) -> None:
    narrowed = Fn.condition_if(
        "Condition", {"StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}}, "no"
    )
    raw_role(stack, Principal={"AWS": "*"}, Condition=narrowed)


def _principal_of_a_condition(stack: Stack) -> None:
    raw_role(stack, Principal=Fn.condition_if("Condition", "one", "two"))


@pytest.mark.parametrize(
    "define",
    [
        _definition_without_roles,
        _infrastructure_role_of_a_parameter,
        _infrastructure_role_of_an_import,
        _volumes_of_a_condition,
        _profile_of_a_parameter,
        _policy_for_roles_of_a_parameter,
        _policy_document_of_a_condition,
        _inline_policies_of_a_condition,
        _all_inline_policies_of_a_condition,
        _condition_of_a_trust_of_a_condition,
        _keys_of_a_custom_resource,
        _managed_policies_of_a_condition,
        _principal_of_a_condition,
    ],
)
def test_what_only_deployment_knows_passes(
    define: Callable[[Stack], None], cdk_context: dict[str, Any]
) -> None:
    app = App(context=cdk_context)
    define(Stack(app, "Test"))

    assert mistakes(read_tree(app)) == []


def _table_by_arn(stack: Stack, role: iam.Role) -> None:
    arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"
    dynamodb.Table.from_table_arn(stack, "Table", arn).grant_read_data(role)


def _secret_of_a_stage(stack: Stack, role: iam.Role) -> None:
    secretsmanager.Secret(stack, "Secret").grant_read(role, ["AWSCURRENT"])


def _schedules(stack: Stack, role: iam.Role) -> None:
    scheduler.ScheduleGroup(stack, "Group").grant_read_schedules(role)


@pytest.mark.parametrize("grant", [_table_by_arn, _secret_of_a_stage, _schedules])
def test_what_the_cdk_grants_beyond_need_passes(
    grant: Callable[[Stack, iam.Role], None], stack: Stack
) -> None:
    grant(stack, new_role(stack))
    IamChecks.of(stack)

    assert Template.from_stack(stack).find_resources("AWS::IAM::Role")
