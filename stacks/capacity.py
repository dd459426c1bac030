"""What the tasks of an environment run on."""

from aws_cdk import CfnOutput, Size
from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from constructs_lib import (
    AutoScalingCapacity,
    ContainerInstance,
    ContainerInstanceRole,
    ExternalInstanceRole,
    InfrastructurePurpose,
    InfrastructureRole,
    ManagedInstancesCapacity,
)
from stacks.acknowledge import acknowledge, acknowledge_named_zones
from stacks.config import (
    AutoScalingConfig,
    EnvironmentConfig,
    ExternalInstancesConfig,
    ManagedInstancesConfig,
    SingleInstanceConfig,
)
from stacks.network import Network


def add_single_instance(
    scope: Construct,
    capacity: SingleInstanceConfig,
    *,
    environment: EnvironmentConfig,
    instance_role: ContainerInstanceRole,
    network: Network,
) -> ContainerInstance:
    """Add one EC2 host."""
    host = ContainerInstance(
        scope,
        "ContainerInstance",
        instance_role=instance_role,
        vpc=network.vpc,
        vpc_subnets=network.subnets,
        instance_type=ec2.InstanceType(capacity.instance_type),
        operating_system=capacity.operating_system,
        isolation=environment.isolation,
        volume_gib=capacity.volume_gib,
    )
    acknowledge_named_zones(host.instance)
    acknowledge(
        host.instance,
        "AwsSolutions-EC28",
        "ECS reports CPU and memory of the cluster by the minute as it is.",
    )
    acknowledge(
        host.instance,
        "AwsSolutions-EC29",
        "A newer image replaces the host, and protection would stop that.",
    )
    return host


def add_auto_scaling(
    scope: Construct,
    capacity: AutoScalingConfig,
    *,
    environment: EnvironmentConfig,
    instance_role: ContainerInstanceRole,
    network: Network,
) -> AutoScalingCapacity:
    """Add a group of EC2 hosts with its capacity provider."""
    hosts = AutoScalingCapacity(
        scope,
        capacity.name,
        instance_role=instance_role,
        vpc=network.vpc,
        vpc_subnets=network.subnets,
        min_hosts=capacity.min_hosts,
        max_hosts=capacity.max_hosts,
        desired_hosts=capacity.desired_hosts,
        instance_types=[ec2.InstanceType(name) for name in capacity.instance_types],
        on_demand_base=capacity.on_demand_base,
        spot_percent=capacity.spot_percent,
        target_capacity_percent=capacity.target_capacity_percent,
        operating_system=capacity.operating_system,
        isolation=environment.isolation,
        volume_gib=capacity.volume_gib,
        capacity_provider_name=environment.capacity_provider_name(capacity),
    )
    acknowledge(
        hosts.group,
        "AwsSolutions-AS3",
        "ECS starts and stops hosts all day; nobody reads a notification for each.",
    )
    acknowledge(
        hosts.group,
        "AwsSolutions-EC26",
        "The rule cannot read the version of a launch template; its volumes are encrypted.",
    )
    return hosts


def add_managed_instances(
    scope: Construct,
    capacity: ManagedInstancesConfig,
    *,
    environment: EnvironmentConfig,
    instance_role: ContainerInstanceRole,
    network: Network,
) -> ManagedInstancesCapacity:
    """Add a capacity provider of ECS Managed Instances."""
    existing = capacity.existing_infrastructure_role
    return ManagedInstancesCapacity(
        scope,
        capacity.name,
        instance_role=instance_role,
        infrastructure_role=None
        if existing is None
        else InfrastructureRole(
            scope,
            f"{capacity.name}-infrastructure",
            purpose=InfrastructurePurpose.MANAGED_INSTANCES,
            instance_role=instance_role,
            existing_role=existing,
        ),
        vpc=network.vpc,
        vpc_subnets=network.subnets,
        instance_requirements=ec2.InstanceRequirementsConfig(
            v_cpu_count_min=capacity.min_vcpus,
            v_cpu_count_max=capacity.max_vcpus,
            memory_min=Size.gibibytes(capacity.min_memory_gib),
            memory_max=Size.gibibytes(capacity.max_memory_gib),
            allowed_instance_types=list(capacity.instance_types) or None,
        ),
        is_spot=capacity.is_spot,
        volume_gib=capacity.volume_gib,
        capacity_provider_name=environment.capacity_provider_name(capacity),
    )


def add_external_instances(
    scope: Construct, capacity: ExternalInstancesConfig, *, environment: EnvironmentConfig
) -> ExternalInstanceRole:
    """Add the role of machines outside AWS, and say how they get it."""
    outside = ExternalInstanceRole(
        scope,
        "ExternalInstanceRole",
        cluster_name=environment.cluster_name,
        features=capacity.agent,
        existing_role=capacity.existing_role,
    )
    CfnOutput(scope, "ExternalInstanceRoleName", value=outside.role.role_name)
    CfnOutput(scope, "ActivationCommand", value=outside.activation_command)
    return outside
