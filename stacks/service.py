"""The ECS service that keeps the tasks of a task definition running."""

from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from constructs import Construct

from stacks.config import (
    EnvironmentConfig,
    ExternalInstancesConfig,
    ManagedInstancesConfig,
    ServiceConfig,
    SingleInstanceConfig,
)

_Service = ecs.Ec2Service | ecs.FargateService | ecs.ExternalService


def add_service(
    scope: Construct,
    environment: EnvironmentConfig,
    service: ServiceConfig,
    *,
    task_definition: ecs.TaskDefinition,
    vpc: ec2.IVpc,
) -> _Service:
    """Define the service: on the capacity that it names, found by name in its cluster.

    Args:
        scope: The stack; the service's id in it is ``Service``.
        environment: Where the service runs.
        service: What runs.
        task_definition: Carries its roles.
        vpc: Of the cluster; the CDK asks for it, the template does not refer to it.
    """
    cluster = ecs.Cluster.from_cluster_attributes(
        scope, "Cluster", cluster_name=environment.cluster_name, vpc=vpc
    )
    rollback = ecs.DeploymentCircuitBreaker(rollback=True)
    subnets = _subnets(environment.network_mode(service))
    capacity = environment.capacity_of(service)
    if isinstance(capacity, ExternalInstancesConfig):
        return ecs.ExternalService(
            scope,
            "Service",
            cluster=cluster,
            task_definition=task_definition,
            desired_count=service.desired_count,
            min_healthy_percent=100,
            max_healthy_percent=200,
            circuit_breaker=rollback,
        )
    if isinstance(capacity, SingleInstanceConfig):
        return ecs.Ec2Service(
            scope,
            "Service",
            cluster=cluster,
            task_definition=task_definition,
            desired_count=service.desired_count,
            min_healthy_percent=100,
            circuit_breaker=rollback,
            vpc_subnets=subnets,
        )
    strategy = [
        ecs.CapacityProviderStrategy(
            capacity_provider=environment.capacity_provider_name(capacity), weight=1
        )
    ]
    if isinstance(capacity, ManagedInstancesConfig):
        # The CDK has no service of its own for Managed Instances.
        return ecs.FargateService(
            scope,
            "Service",
            cluster=cluster,
            task_definition=task_definition,
            desired_count=service.desired_count,
            min_healthy_percent=100,
            circuit_breaker=rollback,
            capacity_provider_strategies=strategy,
            vpc_subnets=subnets,
        )
    return ecs.Ec2Service(
        scope,
        "Service",
        cluster=cluster,
        task_definition=task_definition,
        desired_count=service.desired_count,
        min_healthy_percent=100,
        circuit_breaker=rollback,
        capacity_provider_strategies=strategy,
        vpc_subnets=subnets,
    )


def _subnets(mode: ecs.NetworkMode) -> ec2.SubnetSelection | None:
    """Return where the tasks' own network interfaces are; others use their host's."""
    if mode is not ecs.NetworkMode.AWS_VPC:
        return None
    return ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS)
