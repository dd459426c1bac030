"""ARNs and principals outside the commercial regions."""

import json
import re
from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk.assertions import Template

from constructs_lib import (
    AgentFeatures,
    ContainerInstanceRole,
    InfrastructurePurpose,
    InfrastructureRole,
    TaskRole,
)


def _template(region: str, context: dict[str, Any]) -> Template:
    env = {"account": "123456789012", "region": region}
    stack = Stack(App(context=context), "Test", env=env)
    host = ContainerInstanceRole(
        stack,
        "Host",
        cluster_name="prod",
        features=AgentFeatures(
            service_connect=True, instance_tags=True, logs_without_execution_role=("/ecs/orders",)
        ),
    )
    InfrastructureRole(
        stack, "Ecs", purpose=InfrastructurePurpose.MANAGED_INSTANCES, instance_role=host
    )
    TaskRole(stack, "Web")
    return Template.from_stack(stack)


@pytest.mark.parametrize(
    ("region", "partition", "ec2"),
    [
        ("eu-west-1", "aws", "ec2.amazonaws.com"),
        ("cn-north-1", "aws-cn", "ec2.amazonaws.com.cn"),
        ("us-gov-west-1", "aws-us-gov", "ec2.amazonaws.com"),
    ],
)
def test_arns_and_principals_are_those_of_the_partition(
    region: str, partition: str, ec2: str, cdk_context: dict[str, Any]
) -> None:
    template = _template(region, cdk_context)

    arns = set(re.findall(r"arn:([a-z-]+):", json.dumps(template.to_json()["Resources"])))
    services = {
        role["Properties"]["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]["Service"]
        for role in template.find_resources("AWS::IAM::Role").values()
    }
    assert arns == {partition}
    assert services == {ec2, "ecs.amazonaws.com", "ecs-tasks.amazonaws.com"}


def test_the_partition_is_left_to_the_deployment_where_the_region_is(
    cdk_context: dict[str, Any],
) -> None:
    stack = Stack(App(context=cdk_context), "Anywhere")
    host = ContainerInstanceRole(stack, "Host", cluster_name="prod")
    InfrastructureRole(
        stack, "Ecs", purpose=InfrastructurePurpose.MANAGED_INSTANCES, instance_role=host
    )
    TaskRole(stack, "Web")

    assert "arn:aws" not in json.dumps(Template.from_stack(stack).to_json()["Resources"])
