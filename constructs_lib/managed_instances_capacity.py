"""EC2 hosts of an ECS cluster that AWS launches, patches and replaces."""

from aws_cdk import Size
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from constructs import Construct

from constructs_lib.capacity_provider_name import (
    check_capacity_provider_name,
    default_capacity_provider_name,
)
from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.container_instance_role import ContainerInstanceRole
from constructs_lib.host.capacity_numbers import check_range
from constructs_lib.host.security_group import closed_security_group
from constructs_lib.infrastructure_purpose import InfrastructurePurpose
from constructs_lib.infrastructure_role import InfrastructureRole
from constructs_lib.passed_role import PassedRole

MANAGED_VOLUME_GIB = 80
"""Size that ECS chooses for the volume of images and containers."""


class ManagedInstancesCapacity(Construct):
    """A capacity provider of ECS Managed Instances, which carries the instance profile.

    ECS launches a host when a task has no room and terminates it when it is empty, with the
    infrastructure role; that may pass exactly the role of the hosts. The provider belongs to the
    cluster of the role from the start: it needs no association.

    The image and its metadata service are AWS's own, so ``Isolation`` has no say there: reckon
    that containers reach the role of their host, and give it nothing beside the agent's
    permissions.

    Sources: "Amazon ECS Managed Instances" in the Amazon ECS developer guide;
    "AWS::ECS::CapacityProvider" in the CloudFormation template reference, which has no setting for
    instance metadata.

    Attributes:
        capacity_provider_name: For the strategy of a service.
        infrastructure_role: What ECS does to launch the hosts.
        passed_roles: That role, as whoever makes the capacity provider hands it to ECS.
    """

    capacity_provider_name: str
    infrastructure_role: iam.IRole
    passed_roles: tuple[PassedRole, ...]

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        instance_role: ContainerInstanceRole,
        vpc: ec2.IVpc,
        instance_requirements: ec2.InstanceRequirementsConfig,
        infrastructure_role: InfrastructureRole | None = None,
        vpc_subnets: ec2.SubnetSelection | None = None,
        is_spot: bool = False,
        volume_gib: int = MANAGED_VOLUME_GIB,
        capacity_provider_name: str | None = None,
    ) -> None:
        """Define the security group, the infrastructure role and the capacity provider.

        Args:
            scope: Parent in the construct tree.
            construct_id: Id, unique among siblings.
            instance_role: The role of the hosts, made ``for_managed_instances``, with the cluster
                that they join.
            vpc: Where the hosts run; they must reach the endpoints of ECS from there.
            instance_requirements: What ECS chooses the instance types by: vCPUs and memory at
                least.
            infrastructure_role: For Managed Instances, and for this instance role; one of its own
                if left out.
            vpc_subnets: Which subnets they may run in; the private ones of the VPC if left out.
            is_spot: Whether the hosts are spot instances; on demand if left out.
            volume_gib: Size of the volume that holds images and containers, in GiB; 80 if left
                out, as ECS chooses.
            capacity_provider_name: 1 to 255 characters, unique in account and region; chosen at
                deployment if left out. A named provider cannot be replaced.

        Raises:
            ConfigurationError: An instance role that Managed Instances would not get; an
                infrastructure role of another purpose, or for another instance role; a range of
                requirements that no instance is in; a name that ECS would refuse.
        """
        super().__init__(scope, construct_id)
        where = self.node.path
        _check_requirements(f"{where}.instance_requirements", instance_requirements)
        if volume_gib < 1:
            raise ConfigurationError(
                f"{where}.volume_gib", expected="1 GiB or more", got=volume_gib
            )
        if not instance_role.for_managed_instances:
            raise ConfigurationError(
                f"{where}.instance_role",
                expected="a role made with for_managed_instances=True, which has a name that ECS "
                "may pass",
                got=instance_role.node.path,
            )
        if capacity_provider_name is not None:
            check_capacity_provider_name(f"{where}.capacity_provider_name", capacity_provider_name)
        if infrastructure_role is not None:
            _check_infrastructure_role(
                f"{where}.infrastructure_role", infrastructure_role, instance_role
            )
        ecs_itself = infrastructure_role or InfrastructureRole(
            self,
            "InfrastructureRole",
            purpose=InfrastructurePurpose.MANAGED_INSTANCES,
            instance_role=instance_role,
        )
        self.infrastructure_role = ecs_itself.role
        self.passed_roles = ecs_itself.passed_roles
        provider = ecs.ManagedInstancesCapacityProvider(
            self,
            "CapacityProvider",
            capacity_provider_name=capacity_provider_name or default_capacity_provider_name(self),
            infrastructure_role=self.infrastructure_role,
            ec2_instance_profile=instance_role.instance_profile,
            subnets=_select(vpc, vpc_subnets or ec2.SubnetSelection()),
            security_groups=[closed_security_group(self, vpc)],
            instance_requirements=instance_requirements,
            task_volume_storage=Size.gibibytes(volume_gib),
            capacity_option_type=ecs.CapacityOptionType.SPOT if is_spot else None,
        )
        provider.bind(
            ecs.Cluster.from_cluster_attributes(
                self, "Cluster", cluster_name=instance_role.cluster_name, vpc=vpc
            )
        )
        # ECS tries both roles when the provider is made.
        provider.node.add_dependency(instance_role, ecs_itself)
        self.capacity_provider_name = provider.capacity_provider_name


def _check_requirements(where: str, requirements: ec2.InstanceRequirementsConfig) -> None:
    most = requirements.memory_max
    check_range(
        where,
        "vcpus",
        least=requirements.v_cpu_count_min,
        most=requirements.v_cpu_count_max,
    )
    check_range(
        where,
        "memory_mib",
        least=requirements.memory_min.to_mebibytes(),
        most=None if most is None else most.to_mebibytes(),
    )


def _check_infrastructure_role(
    where: str, infrastructure_role: InfrastructureRole, instance_role: ContainerInstanceRole
) -> None:
    if infrastructure_role.purpose is not InfrastructurePurpose.MANAGED_INSTANCES:
        raise ConfigurationError(
            where,
            expected="an InfrastructureRole for MANAGED_INSTANCES",
            got=infrastructure_role.purpose.name,
        )
    passed = infrastructure_role.instance_role
    if passed is None or passed.role_arn != instance_role.role.role_arn:
        raise ConfigurationError(
            where,
            expected=f"one that may pass {instance_role.node.path} (it is denied every other role)",
            got=infrastructure_role.node.path,
        )


def _select(vpc: ec2.IVpc, selection: ec2.SubnetSelection) -> list[ec2.ISubnet]:
    return vpc.select_subnets(
        availability_zones=selection.availability_zones,
        one_per_az=selection.one_per_az,
        subnet_filters=selection.subnet_filters,
        subnet_group_name=selection.subnet_group_name,
        subnets=selection.subnets,
        subnet_type=selection.subnet_type,
    ).subnets
