"""Values that flow from an environment to the stack of a service."""

import json
from dataclasses import replace
from typing import Any

import pytest
from aws_cdk import App
from aws_cdk.assertions import Match, Template
from aws_cdk.aws_ecs import NetworkMode

from constructs_lib import ExecSessions, Isolation
from stacks.cluster_stack import ClusterStack
from stacks.config import EnvironmentConfig, ServiceConfig
from stacks.environments import DEV, PROD
from stacks.service_stack import ServiceStack

WEB, ORDERS = DEV.services


def _template(
    context: dict[str, Any], service: ServiceConfig, environment: EnvironmentConfig = DEV
) -> Template:
    app = App(context=context)
    cluster = ClusterStack(app, "Cluster", environment=environment)
    return Template.from_stack(
        ServiceStack(app, "Service", environment=environment, service=service, vpc=cluster.vpc)
    )


def _waits_for(template: dict[str, Any], key: str) -> set[str]:
    """All that CloudFormation makes before a resource."""
    text = json.dumps(template[key])
    needed = {other for other in template if f'"{other}"' in text} - {key}
    return needed.union(*(_waits_for(template, other) for other in needed))


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


def test_the_agent_may_decrypt_with_the_keys_of_the_secrets(cdk_context: dict[str, Any]) -> None:
    arn = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    container = replace(ORDERS.container, key_arns=(arn,))

    template = _template(cdk_context, replace(ORDERS, container=container))

    template.has_resource_properties(
        "AWS::IAM::ManagedPolicy",
        {
            "Description": "What the ECS agent does to start the task.",
            "PolicyDocument": Match.object_like(
                {
                    "Statement": Match.array_with(
                        [{"Action": "kms:Decrypt", "Effect": "Allow", "Resource": arn}]
                    )
                }
            ),
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


def test_a_task_of_its_own_network_runs_in_the_subnets_of_the_hosts(
    cdk_context: dict[str, Any],
) -> None:
    service = replace(WEB, network_mode=NetworkMode.AWS_VPC)

    template = _template(cdk_context, service, PROD)

    template.has_resource_properties("AWS::ECS::TaskDefinition", {"NetworkMode": "awsvpc"})
    template.has_resource_properties(
        "AWS::ECS::Service",
        {
            "NetworkConfiguration": {
                "AwsvpcConfiguration": Match.object_like(
                    {
                        "AssignPublicIp": "DISABLED",
                        "Subnets": Match.array_equals(
                            [f"subnet-0333333333333333{letter}" for letter in "abc"]
                        ),
                    }
                )
            }
        },
    )
    template.has_resource_properties(
        "AWS::EC2::SecurityGroup", {"SecurityGroupIngress": Match.absent()}
    )


@pytest.mark.parametrize(
    ("network_mode", "isolation", "dropped"),
    [
        (NetworkMode.AWS_VPC, Isolation.ENFORCED, ["NET_RAW"]),
        (NetworkMode.AWS_VPC, Isolation.OFF, None),
        (NetworkMode.BRIDGE, Isolation.ENFORCED, None),
    ],
)
def test_a_task_of_its_own_network_has_no_raw_sockets_to_reach_the_host_s_role_with(
    network_mode: NetworkMode,
    isolation: Isolation,
    dropped: list[str] | None,
    cdk_context: dict[str, Any],
) -> None:
    service = replace(WEB, network_mode=network_mode)

    template = _template(cdk_context, service, replace(PROD, isolation=isolation))

    (definition,) = template.find_resources("AWS::ECS::TaskDefinition").values()
    (container,) = definition["Properties"]["ContainerDefinitions"]
    linux = container.get("LinuxParameters", {})
    assert linux.get("Capabilities", {}).get("Drop") == dropped


def test_a_managed_policy_is_attached_to_the_task_role(cdk_context: dict[str, Any]) -> None:
    arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"

    template = _template(cdk_context, replace(WEB, managed_policies=(arn,)))

    attached = {
        role["Properties"]["Description"].split(":")[0]: role["Properties"].get("ManagedPolicyArns")
        for role in template.find_resources("AWS::IAM::Role").values()
    }
    assert attached == {"Task role": [arn], "Task execution role": None}


def test_no_task_starts_before_every_policy_of_both_roles_is_attached(
    cdk_context: dict[str, Any],
) -> None:
    template = _template(cdk_context, ORDERS).to_json()["Resources"]

    policies = {key for key, one in template.items() if "IAM" in one["Type"]}
    for kind in ("AWS::ECS::TaskDefinition", "AWS::ECS::Service"):
        ((key, _),) = [item for item in template.items() if item[1]["Type"] == kind]
        assert _waits_for(template, key) >= policies
    assert {template[key]["Type"] for key in policies} == {
        "AWS::IAM::ManagedPolicy",
        "AWS::IAM::Role",
    }


def test_outputs_name_both_roles_and_the_task_definition(cdk_context: dict[str, Any]) -> None:
    outputs = _template(cdk_context, WEB).to_json()["Outputs"]

    assert sorted(outputs) == [
        "TaskDefinitionArn",
        "TaskExecutionRoleArn",
        "TaskExecutionRoleName",
        "TaskRoleArn",
        "TaskRoleName",
    ]


def test_sessions_are_opened_where_a_service_says_so(cdk_context: dict[str, Any]) -> None:
    open_to_people = replace(DEV.services[0], ecs_exec=True)
    environment = replace(DEV, exec_sessions=ExecSessions(log_group="/ecs/sessions"))
    template = _template(cdk_context, open_to_people, environment)

    template.has_resource_properties("AWS::ECS::Service", {"EnableExecuteCommand": True})
    template.has_resource_properties(
        "AWS::ECS::TaskDefinition",
        {
            "ContainerDefinitions": [
                Match.object_like(
                    {"LinuxParameters": Match.object_like({"InitProcessEnabled": True})}
                )
            ]
        },
    )
    template.resource_count_is("AWS::IAM::Policy", 0)
    template.has_resource_properties(
        "AWS::IAM::ManagedPolicy",
        {
            "PolicyDocument": {
                "Statement": Match.array_with(
                    [
                        Match.object_like(
                            {
                                "Action": [
                                    "logs:CreateLogStream",
                                    "logs:DescribeLogStreams",
                                    "logs:PutLogEvents",
                                ]
                            }
                        )
                    ]
                )
            }
        },
    )


def test_nobody_opens_sessions_in_a_service_that_does_not_say_so(
    cdk_context: dict[str, Any],
) -> None:
    environment = replace(DEV, exec_sessions=ExecSessions(log_group="/ecs/sessions"))
    template = _template(cdk_context, replace(DEV.services[1], ecs_exec=False), environment)

    template.has_resource_properties("AWS::ECS::Service", {"EnableExecuteCommand": Match.absent()})
    assert "ssmmessages" not in json.dumps(template.to_json())
