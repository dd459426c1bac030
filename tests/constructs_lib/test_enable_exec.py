from typing import Any

import pytest
from aws_cdk import Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_kms as kms
from aws_cdk.assertions import Template

from constructs_lib import ConfigurationError, ExecSessions, TaskRole, enable_exec

_KINDS = {
    ecs.Compatibility.EC2: ecs.Ec2Service,
    ecs.Compatibility.EXTERNAL: ecs.ExternalService,
    ecs.Compatibility.FARGATE: ecs.FargateService,
}


def _service(
    stack: Stack,
    compatibility: ecs.Compatibility = ecs.Compatibility.EC2,
    *,
    key_arn: str | None = None,
    **more: Any,
) -> ecs.BaseService:
    sessions = ExecSessions(
        log_group="/ecs/exec", bucket="sessions", key_prefix="web", key_arn=key_arn
    )
    vpc = ec2.Vpc.from_vpc_attributes(
        stack,
        "Vpc",
        vpc_id="vpc-12345678",
        availability_zones=["a"],
        private_subnet_ids=["subnet-12345678"],
        private_subnet_route_table_ids=["rtb-12345678"],
    )
    cluster = ecs.Cluster(
        stack, "Cluster", vpc=vpc, execute_command_configuration=sessions.configuration(stack)
    )
    if compatibility is ecs.Compatibility.EC2:
        cluster = ecs.Cluster.from_cluster_attributes(  # type: ignore[assignment]  # is an ICluster
            stack,
            "HasEc2",
            cluster_name="prod",
            vpc=vpc,
            execute_command_configuration=cluster.execute_command_configuration,
        )
    task = TaskRole(
        stack,
        "Web",
        exec_sessions=sessions,
        compatibility=compatibility,
        cpu_units=256,
        memory_mib=512,
    )
    task.task_definition.add_container("App", image=ecs.ContainerImage.from_registry("nginx"))
    return _KINDS[compatibility](
        stack,
        "Service",
        cluster=cluster,
        task_definition=task.task_definition,
        min_healthy_percent=100,
        circuit_breaker=ecs.DeploymentCircuitBreaker(rollback=True),
        **more,
    )


@pytest.mark.parametrize("compatibility", _KINDS)
def test_turns_exec_on_and_adds_no_permission(
    stack: Stack, compatibility: ecs.Compatibility
) -> None:
    enable_exec(_service(stack, compatibility))

    template = Template.from_stack(stack)
    template.has_resource_properties("AWS::ECS::Service", {"EnableExecuteCommand": True})
    template.resource_count_is("AWS::IAM::ManagedPolicy", 1)
    template.resource_count_is("AWS::IAM::Policy", 0)


def test_the_way_of_the_cdk_adds_more_than_a_session_takes(stack: Stack) -> None:
    _service(stack, enable_execute_command=True)

    (policy,) = Template.from_stack(stack).find_resources("AWS::IAM::Policy").values()
    statements = policy["Properties"]["PolicyDocument"]["Statement"]
    on_all = [one for one in statements if one["Resource"] == "*"]
    assert [one for one in on_all if "s3:GetBucketLocation" in one["Action"]]
    assert [one for one in statements if one["Resource"] == "arn:aws:s3:::sessions/*"]


def test_the_policy_of_the_key_stays_as_it_is(stack: Stack) -> None:
    key = kms.Key(stack, "Key")
    before = len(stack.resolve(key.node.default_child.key_policy)["Statement"])  # type: ignore[union-attr]

    enable_exec(_service(stack, key_arn=key.key_arn))

    (resource,) = Template.from_stack(stack).find_resources("AWS::KMS::Key").values()
    assert len(resource["Properties"]["KeyPolicy"]["Statement"]) == before


def test_refuses_a_service_of_somebody_else(stack: Stack) -> None:
    cluster = ecs.Cluster.from_cluster_attributes(
        stack,
        "Cluster",
        cluster_name="prod",
        vpc=ec2.Vpc.from_vpc_attributes(stack, "Vpc", vpc_id="vpc-1", availability_zones=["a"]),
    )
    service = ecs.Ec2Service.from_ec2_service_attributes(
        stack, "Service", cluster=cluster, service_name="web"
    )

    with pytest.raises(
        ConfigurationError, match=r"^Test/Service: expected a service that is made in this app"
    ):
        enable_exec(service)  # type: ignore[arg-type]  # what the type checker refuses


def test_a_task_role_that_may_open_no_session_is_refused(stack: Stack) -> None:
    vpc = ec2.Vpc(stack, "Vpc", nat_gateways=0, restrict_default_security_group=False)
    web = TaskRole(stack, "Web")
    web.task_definition.add_container(
        "App", image=ecs.ContainerImage.from_registry("nginx"), memory_reservation_mib=64
    )
    service = ecs.Ec2Service(
        stack,
        "Service",
        cluster=ecs.Cluster.from_cluster_attributes(stack, "Named", cluster_name="prod", vpc=vpc),
        task_definition=web.task_definition,
    )

    with pytest.raises(
        ConfigurationError, match=r"^Test/Web\.exec_sessions: expected ExecSessions"
    ):
        enable_exec(service)


def test_a_task_definition_of_ones_own_is_accepted(stack: Stack) -> None:
    vpc = ec2.Vpc(stack, "Vpc", nat_gateways=0, restrict_default_security_group=False)
    definition = ecs.Ec2TaskDefinition(stack, "Task")
    definition.add_container(
        "App", image=ecs.ContainerImage.from_registry("nginx"), memory_reservation_mib=64
    )
    service = ecs.Ec2Service(
        stack,
        "Service",
        cluster=ecs.Cluster.from_cluster_attributes(stack, "Named", cluster_name="prod", vpc=vpc),
        task_definition=definition,
    )

    enable_exec(service)

    Template.from_stack(stack).has_resource_properties(
        "AWS::ECS::Service", {"EnableExecuteCommand": True}
    )
