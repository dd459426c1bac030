"""The ECS service that keeps the tasks of a task definition running."""

from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from constructs import Construct

from stacks.config import (
    EnvironmentConfig,
    ExternalInstancesConfig,
    ManagedInstancesConfig,
    ServiceConfig,
)

_ROLLBACK = ecs.DeploymentCircuitBreaker(rollback=True)
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
            circuit_breaker=_ROLLBACK,
        )
    # The CDK has no service of its own for Managed Instances: it takes them here.
    is_managed = isinstance(capacity, ManagedInstancesConfig)
    kind = ecs.FargateService if is_managed else ecs.Ec2Service
    provider = environment.capacity_provider_name(capacity) if capacity.has_provider else None
    return kind(
        scope,
        "Service",
        cluster=cluster,
        task_definition=task_definition,
        desired_count=service.desired_count,
        min_healthy_percent=100,
        circuit_breaker=_ROLLBACK,
        capacity_provider_strategies=_strategy(provider),
        vpc_subnets=_subnets(environment.network_mode(service)),
    )


def _strategy(provider: str | None) -> list[ecs.CapacityProviderStrategy] | None:
    """Return none, and no empty list, which would take the provider of a running service away."""
    if provider is None:
        return None
    return [ecs.CapacityProviderStrategy(capacity_provider=provider, weight=1)]


def _subnets(mode: ecs.NetworkMode) -> ec2.SubnetSelection | None:
    """Return where the tasks' own network interfaces are; others use their host's."""
    if mode is not ecs.NetworkMode.AWS_VPC:
        return None
    return ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS)
