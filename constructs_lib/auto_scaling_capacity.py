"""EC2 hosts of an ECS cluster, as many as its tasks need."""

from collections.abc import Sequence

from aws_cdk import Acknowledgment, Duration, Tags, Validations
from aws_cdk import aws_autoscaling as autoscaling
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from constructs import Construct

from constructs_lib.capacity_provider_name import (
    check_capacity_provider_name,
    default_capacity_provider_name,
)
from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.container_instance_role import ContainerInstanceRole
from constructs_lib.host.capacity_numbers import check_hosts, check_percent, check_purchase
from constructs_lib.host.instance_types import common_architecture
from constructs_lib.host.make_machine import SMALLEST_VOLUME_GIB, make_machine
from constructs_lib.host.operating_system import OperatingSystem
from constructs_lib.host.security_group import closed_security_group
from constructs_lib.host_tag import HOST_TAG
from constructs_lib.isolation import Isolation

# A new host needs about this long until its agent has registered it.
_WARM_UP = Duration.minutes(2)


class AutoScalingCapacity(Construct):
    """A launch template that carries the instance profile, its group, and a capacity provider.

    ECS starts hosts when tasks have no room and stops them when they are empty (managed scaling);
    no host with tasks on it is chosen for that (managed termination protection), and a host that
    goes for another reason loses its tasks first (managed draining). A new image or launch
    template replaces the hosts by an instance refresh, which starts a new one before it drains an
    old one. Hosts are as in ``ContainerInstance``: isolated, encrypted, without a key pair.

    The capacity provider has to be associated with the cluster: ``ClusterCapacityProviders``.

    Sources: "Amazon ECS capacity providers for EC2 workloads" and "Safely stop Amazon ECS
    workloads running on EC2 instances" in the Amazon ECS developer guide;
    ``AutoScalingInstanceRefresh`` of "UpdatePolicy attribute" in the CloudFormation template
    reference; the tag ``AmazonECSManaged`` in the documentation of Terraform's
    ``aws_ecs_capacity_provider``.

    Attributes:
        launch_template: Carries the profile, the image, the user data and the volumes.
        group: The Auto Scaling group.
        capacity_provider_name: For ``ClusterCapacityProviders`` and the strategy of a service.
        isolation: How far containers are kept away from the role.
    """

    launch_template: ec2.LaunchTemplate
    group: autoscaling.AutoScalingGroup
    capacity_provider_name: str
    isolation: Isolation

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        instance_role: ContainerInstanceRole,
        vpc: ec2.IVpc,
        max_hosts: int,
        min_hosts: int = 0,
        desired_hosts: int | None = None,
        vpc_subnets: ec2.SubnetSelection | None = None,
        instance_types: Sequence[ec2.InstanceType] = (),
        on_demand_base: int = 0,
        spot_percent: int = 0,
        target_capacity_percent: int = 100,
        operating_system: OperatingSystem = OperatingSystem.AMAZON_LINUX_2023,
        isolation: Isolation = Isolation.ENFORCED,
        volume_gib: int = SMALLEST_VOLUME_GIB,
        capacity_provider_name: str | None = None,
    ) -> None:
        """Define the launch template, the group and the capacity provider.

        Args:
            scope: Parent in the construct tree.
            construct_id: Id, unique among siblings.
            instance_role: The role of the hosts, with the cluster that they join and the features
                that their agents have; its instance profile goes into the launch template.
            vpc: Where the hosts run; they must reach the endpoints of ECS from there.
            max_hosts: The most hosts that there are.
            min_hosts: The fewest; none if left out.
            desired_hosts: How many there are at first, before ECS decides; ``min_hosts`` if left
                out.
            vpc_subnets: Which subnets they may run in; the private ones of the VPC if left out.
            instance_types: Which types a host may have, the preferred ones first; all of one
                architecture, which the image follows; ``t3.small`` if left out.
            on_demand_base: How many hosts are on demand before any is a spot instance.
            spot_percent: How many of the hosts above the base are spot instances, 0 to 100;
                0 if left out.
            target_capacity_percent: How full ECS keeps the hosts, 1 to 100; below 100 it holds
                hosts in reserve; 100 if left out.
            operating_system: Amazon Linux 2023 if left out.
            isolation: Whether containers can reach the role of the host; no if left out.
            volume_gib: Size of the volume that holds images and containers, in GiB; 30 if left
                out, which is the size of the Amazon Linux image itself.
            capacity_provider_name: 1 to 255 characters, unique in account and region; chosen at
                deployment if left out. A named provider cannot be replaced.

        Raises:
            ConfigurationError: Numbers of hosts that contradict each other; spot instances without
                ``spot_draining``; types without a common image; a volume that is too small; a
                feature that the operating system does not have; a name that ECS would refuse.
        """
        super().__init__(scope, construct_id)
        where = self.node.path
        check_hosts(where, min_hosts=min_hosts, max_hosts=max_hosts, desired_hosts=desired_hosts)
        check_purchase(
            where,
            on_demand_base=on_demand_base,
            spot_percent=spot_percent,
            spot_draining=instance_role.features.spot_draining,
            max_hosts=max_hosts,
        )
        check_percent(f"{where}.target_capacity_percent", target_capacity_percent, least=1)
        if capacity_provider_name is not None:
            check_capacity_provider_name(f"{where}.capacity_provider_name", capacity_provider_name)

        self.isolation = isolation
        for one in instance_types:
            if not isinstance(one, ec2.InstanceType):
                raise ConfigurationError(
                    f"{where}.instance_types",
                    expected="instances of ec2.InstanceType, as in ec2.InstanceType('t3.small')",
                    got=one,
                )
        types = list(instance_types) or [ec2.InstanceType("t3.small")]
        machine = make_machine(
            where,
            operating_system=operating_system,
            cluster_name=instance_role.cluster_name,
            features=instance_role.features,
            isolation=isolation,
            architecture=common_architecture(
                f"{where}.instance_types", [one.to_string() for one in types]
            ),
            volume_gib=volume_gib,
        )
        self.launch_template = ec2.LaunchTemplate(
            self,
            "LaunchTemplate",
            instance_profile=instance_role.instance_profile,
            instance_type=types[0],
            machine_image=machine.image,
            user_data=machine.user_data,
            block_devices=list(machine.block_devices),
            security_group=closed_security_group(self, vpc),
            http_tokens=ec2.LaunchTemplateHttpTokens.REQUIRED,
            http_put_response_hop_limit=isolation.metadata_hops,
        )
        self.group = autoscaling.AutoScalingGroup(
            self,
            "Group",
            vpc=vpc,
            vpc_subnets=vpc_subnets,
            min_capacity=min_hosts,
            max_capacity=max_hosts,
            desired_capacity=desired_hosts,
            mixed_instances_policy=autoscaling.MixedInstancesPolicy(
                launch_template=self.launch_template,
                launch_template_overrides=[
                    autoscaling.LaunchTemplateOverrides(instance_type=one) for one in types
                ],
                instances_distribution=autoscaling.InstancesDistribution(
                    on_demand_allocation_strategy=autoscaling.OnDemandAllocationStrategy.PRIORITIZED,
                    on_demand_base_capacity=on_demand_base,
                    on_demand_percentage_above_base_capacity=100 - spot_percent,
                    spot_allocation_strategy=autoscaling.SpotAllocationStrategy.PRICE_CAPACITY_OPTIMIZED,
                ),
            ),
            # A spot instance that is likely to be interrupted is replaced before it is.
            capacity_rebalance=True if spot_percent else None,
            update_policy=autoscaling.UpdatePolicy.instance_refresh(
                strategy=autoscaling.InstanceRefreshStrategy.ROLLING,
                instance_warmup=_WARM_UP,
                # Managed termination protection protects every host from scale-in.
                scale_in_protected_instances=autoscaling.ScaleInProtectedInstances.REFRESH,
            ),
        )
        if desired_hosts is not None:
            Validations.of(self.group).acknowledge(
                Acknowledgment(
                    id="Annotation::@aws-cdk/aws-autoscaling:desiredCapacitySet",
                    reason="Later deployments leave the size alone as long as it is not edited.",
                )
            )
        # By it ECS knows the hosts that are launched before the provider is there.
        Tags.of(self.group).add("AmazonECSManaged", "true")
        Tags.of(self.group).add(HOST_TAG, instance_role.cluster_name)
        # The agents register the hosts while they boot, so their permissions come first.
        self.group.node.add_dependency(instance_role)
        self.capacity_provider_name = ecs.AsgCapacityProvider(
            self,
            "CapacityProvider",
            auto_scaling_group=self.group,
            capacity_provider_name=capacity_provider_name or default_capacity_provider_name(self),
            enable_managed_scaling=True,
            enable_managed_termination_protection=True,
            enable_managed_draining=True,
            target_capacity_percent=target_capacity_percent,
        ).capacity_provider_name
