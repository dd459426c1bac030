"""Values that flow from an environment to the stack of a service."""

import json
from dataclasses import replace
from typing import Any

from aws_cdk import App
from aws_cdk.assertions import Match, Template

from stacks.cluster_stack import ClusterStack
from stacks.config import ServiceConfig
from stacks.environments import DEV
from stacks.service_stack import ServiceStack

WEB, ORDERS = DEV.services


def _template(context: dict[str, Any], service: ServiceConfig) -> Template:
    app = App(context=context)
    cluster = ClusterStack(app, "Cluster", environment=DEV)
    return Template.from_stack(
        ServiceStack(app, "Service", environment=DEV, service=service, vpc=cluster.vpc)
    )


def test_task_definition_is_that_of_the_job(cdk_context: dict[str, Any]) -> None:
    _template(cdk_context, WEB).has_resource_properties(
        "AWS::ECS::TaskDefinition",
        {
            "Family": "dev-web",
            "ContainerDefinitions": [
                Match.object_like(
                    {
                        "Name": "nginx",
                        "Image": "nginx:latest",
                        "Essential": True,
                        "MemoryReservation": 512,
                    }
                )
            ],
        },
    )


def test_sizes_flow_to_the_container(cdk_context: dict[str, Any]) -> None:
    container = replace(
        WEB.container, memory_reservation_mib=64, memory_limit_mib=128, cpu_units=256
    )

    _template(cdk_context, replace(WEB, container=container)).has_resource_properties(
        "AWS::ECS::TaskDefinition",
        {
            "ContainerDefinitions": [
                Match.object_like({"MemoryReservation": 64, "Memory": 128, "Cpu": 256})
            ]
        },
    )


def test_secrets_and_parameters_become_variables(cdk_context: dict[str, Any]) -> None:
    here = "eu-west-1:111111111111"

    _template(cdk_context, ORDERS).has_resource_properties(
        "AWS::ECS::TaskDefinition",
        {
            "ContainerDefinitions": [
                Match.object_like(
                    {
                        "Secrets": [
                            {
                                "Name": "DATABASE_PASSWORD",
                                "ValueFrom": f"arn:aws:secretsmanager:{here}"
                                ":secret:orders/database:password::",
                            },
                            {
                                "Name": "FEATURE_FLAGS",
                                "ValueFrom": f"arn:aws:ssm:{here}:parameter/orders/feature-flags",
                            },
                        ]
                    }
                )
            ]
        },
    )


def test_an_image_in_ecr_of_another_account_may_be_pulled(cdk_context: dict[str, Any]) -> None:
    image = "999999999999.dkr.ecr.us-east-1.amazonaws.com/tools/web@sha256:" + "0" * 64
    service = replace(WEB, container=replace(WEB.container, image=image))

    template = _template(cdk_context, service)

    template.has_resource_properties(
        "AWS::IAM::ManagedPolicy",
        {
            "PolicyDocument": {
                "Statement": Match.array_with(
                    [
                        Match.object_like(
                            {"Resource": "arn:aws:ecr:us-east-1:999999999999:repository/tools/web"}
                        )
                    ]
                )
            }
        },
    )
    assert "tools/web@sha256:0000" in json.dumps(template.to_json())


def test_service_runs_in_the_cluster_by_its_name(cdk_context: dict[str, Any]) -> None:
    template = _template(cdk_context, replace(WEB, desired_count=3))

    template.has_resource_properties("AWS::ECS::Service", {"Cluster": "dev", "DesiredCount": 3})
    assert "Fn::ImportValue" not in json.dumps(template.to_json())


def test_outputs_name_both_roles_and_the_task_definition(cdk_context: dict[str, Any]) -> None:
    outputs = _template(cdk_context, WEB).to_json()["Outputs"]

    assert sorted(outputs) == [
        "TaskDefinitionArn",
        "TaskExecutionRoleArn",
        "TaskExecutionRoleName",
        "TaskRoleArn",
        "TaskRoleName",
    ]
