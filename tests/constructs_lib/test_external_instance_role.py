from typing import Any

import pytest
from aws_cdk import Stack
from aws_cdk.assertions import Match, Template

from constructs_lib import AgentFeatures, ConfigurationError, ExternalInstanceRole, RoleShape


def _statements(stack: Stack) -> dict[str, Any]:
    (policy,) = Template.from_stack(stack).find_resources("AWS::IAM::ManagedPolicy").values()
    statements = policy["Properties"]["PolicyDocument"]["Statement"]
    return {statement["Sid"]: statement for statement in statements}


def test_trusts_systems_manager_of_its_account_and_region_only(stack: Stack) -> None:
    ExternalInstanceRole(stack, "Outside", cluster_name="prod")

    Template.from_stack(stack).has_resource_properties(
        "AWS::IAM::Role",
        {
            "AssumeRolePolicyDocument": Match.object_equals(
                {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Principal": {"Service": "ssm.amazonaws.com"},
                            "Action": "sts:AssumeRole",
                            "Condition": {
                                "StringEquals": {"aws:SourceAccount": "123456789012"},
                                "ArnEquals": {
                                    "aws:SourceArn": "arn:aws:ssm:eu-west-1:123456789012:*"
                                },
                            },
                        }
                    ],
                }
            )
        },
    )


def test_there_is_no_instance_profile(stack: Stack) -> None:
    ExternalInstanceRole(stack, "Outside", cluster_name="prod")

    Template.from_stack(stack).resource_count_is("AWS::IAM::InstanceProfile", 0)


def test_does_what_every_agent_does_and_is_a_managed_node(stack: Stack) -> None:
    ExternalInstanceRole(stack, "Outside", cluster_name="prod")

    assert set(_statements(stack)) == {
        "Discover",
        "RegisterAndReport",
        "Session",
        "ReportToSystemsManager",
    }


def test_sessions_are_opened_if_that_is_asked_for(stack: Stack) -> None:
    ExternalInstanceRole(
        stack, "Outside", cluster_name="prod", features=AgentFeatures(session_manager=True)
    )

    statements = _statements(stack)
    assert "ssmmessages:OpenDataChannel" in statements["OpenSessions"]["Action"]
    assert "ReportToSystemsManager" not in statements


def test_an_activation_names_the_role(stack: Stack) -> None:
    outside = ExternalInstanceRole(
        stack, "Outside", cluster_name="prod", shape=RoleShape(name="outside-prod")
    )

    role = stack.resolve(outside.role.role_name)
    assert stack.resolve(outside.activation_command) == {
        "Fn::Join": [
            "",
            [
                "aws ssm create-activation --iam-role ",
                role,
                " --registration-limit 1 --region eu-west-1",
            ],
        ]
    }


@pytest.mark.parametrize(
    ("features", "name"),
    [
        (AgentFeatures(spot_draining=True), "spot_draining"),
        (AgentFeatures(service_connect=True), "service_connect"),
        (AgentFeatures(instance_tags=True), "instance_tags"),
        (AgentFeatures(cloudwatch_agent=True), "cloudwatch_agent"),
    ],
)
def test_a_feature_that_there_is_not_outside_aws_is_refused(
    stack: Stack, features: AgentFeatures, name: str
) -> None:
    with pytest.raises(ConfigurationError, match=rf"Outside\.features\.{name}: expected it off"):
        ExternalInstanceRole(stack, "Outside", cluster_name="prod", features=features)


def test_a_role_from_outside_with_a_path_is_refused(stack: Stack) -> None:
    with pytest.raises(ConfigurationError, match=r"Outside\.existing_role: expected no path"):
        ExternalInstanceRole(
            stack,
            "Outside",
            cluster_name="prod",
            existing_role="arn:aws:iam::123456789012:role/team/outside",
        )


def test_a_role_from_outside_is_used_as_it_is(stack: Stack) -> None:
    outside = ExternalInstanceRole(stack, "Outside", cluster_name="prod", existing_role="machines")

    assert "--iam-role machines " in outside.activation_command


def test_a_path_is_refused_because_an_activation_takes_a_bare_name(stack: Stack) -> None:
    with pytest.raises(ConfigurationError, match=r"Outside\.shape\.path: expected no path"):
        ExternalInstanceRole(
            stack, "Outside", cluster_name="prod", shape=RoleShape(path="/outside/")
        )
