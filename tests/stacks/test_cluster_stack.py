"""Values that flow from an environment to its cluster stack."""

import json
from dataclasses import replace
from typing import Any

from aws_cdk import App
from aws_cdk.assertions import Match, Template

from constructs_lib import AgentFeatures, Isolation, OperatingSystem
from stacks.cluster_stack import ClusterStack
from stacks.config import EnvironmentConfig, SingleInstanceConfig
from stacks.environments import DEV, STAGING


def _template(context: dict[str, Any], environment: EnvironmentConfig) -> Template:
    return Template.from_stack(
        ClusterStack(App(context=context), "Cluster", environment=environment)
    )


def test_cluster_has_the_name_that_services_find_it_by(cdk_context: dict[str, Any]) -> None:
    template = _template(cdk_context, replace(DEV, cluster_name="blue"))

    template.has_resource_properties("AWS::ECS::Cluster", {"ClusterName": "blue"})
    assert "ECS_CLUSTER=blue\\n" in json.dumps(template.find_resources("AWS::EC2::Instance"))


def test_a_new_network_is_public_and_has_no_nat_gateway(cdk_context: dict[str, Any]) -> None:
    template = _template(cdk_context, DEV)

    template.has_resource_properties("AWS::EC2::VPC", {"CidrBlock": "10.10.0.0/20"})
    template.resource_count_is("AWS::EC2::Subnet", 2)
    template.resource_count_is("AWS::EC2::NatGateway", 0)


def test_an_existing_network_is_used_as_it_is(cdk_context: dict[str, Any]) -> None:
    template = _template(cdk_context, STAGING)

    template.resource_count_is("AWS::EC2::VPC", 0)
    template.has_resource_properties(
        "AWS::AutoScaling::AutoScalingGroup",
        {"VPCZoneIdentifier": ["subnet-0222222222222222a", "subnet-0222222222222222b"]},
    )
    template.has_resource_properties("AWS::EC2::SecurityGroup", {"VpcId": "vpc-02222222222222222"})


def test_features_of_the_agents_are_the_choice_of_the_environment(
    cdk_context: dict[str, Any],
) -> None:
    template = _template(cdk_context, replace(DEV, agent=AgentFeatures(classic_permissions=True)))

    template.has_resource_properties(
        "AWS::IAM::ManagedPolicy",
        {"PolicyDocument": {"Statement": [Match.object_like({"Sid": "ClassicAgent"})]}},
    )


def test_isolation_is_the_choice_of_the_environment(cdk_context: dict[str, Any]) -> None:
    template = _template(cdk_context, replace(DEV, isolation=Isolation.OFF))

    template.has_resource_properties(
        "AWS::EC2::Instance", {"MetadataOptions": {"HttpPutResponseHopLimit": 2}}
    )


def test_operating_system_is_the_choice_of_the_environment(cdk_context: dict[str, Any]) -> None:
    environment = replace(
        DEV,
        capacity=(
            SingleInstanceConfig(
                instance_type="t3.small", operating_system=OperatingSystem.BOTTLEROCKET
            ),
        ),
        agent=AgentFeatures(),
    )

    template = _template(cdk_context, environment)

    template.has_parameter(
        "*", {"Default": "/aws/service/bottlerocket/aws-ecs-2/x86_64/latest/image_id"}
    )


def test_no_role_is_there_but_the_one_of_the_hosts(cdk_context: dict[str, Any]) -> None:
    template = _template(cdk_context, DEV)

    template.resource_count_is("AWS::IAM::Role", 1)
    template.resource_count_is("AWS::IAM::InstanceProfile", 1)


def test_outputs_name_role_and_profile(cdk_context: dict[str, Any]) -> None:
    outputs = _template(cdk_context, DEV).to_json()["Outputs"]

    assert sorted(outputs) == [
        "ContainerInstanceRoleArn",
        "ContainerInstanceRoleName",
        "InstanceProfileArn",
        "InstanceProfileName",
    ]
