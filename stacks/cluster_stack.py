"""The cluster of one environment, and what its tasks run on."""

from aws_cdk import CfnOutput, Stack, Tags
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from constructs import Construct

from constructs_lib import ClusterCapacityProviders, ContainerInstanceRole, PassedRole, RoleShape
from stacks.acknowledge import acknowledge
from stacks.bound_every_role import bound_every_role
from stacks.capacity import (
    add_auto_scaling,
    add_external_instances,
    add_managed_instances,
    add_single_instance,
)
from stacks.config import (
    AutoScalingConfig,
    EnvironmentConfig,
    ExternalInstancesConfig,
    ManagedInstancesConfig,
    SingleInstanceConfig,
)
from stacks.network import Network, add_network
from stacks.role_contract import declare_contract


class ClusterStack(Stack):
    """The cluster, the container-instance role with its profile, and the capacity that carries it.

    Attributes:
        vpc: Where the hosts run: the environment's own network, or the existing one.
        passed_roles: The roles of its hosts and of ECS itself, each with its service.
    """

    vpc: ec2.IVpc
    passed_roles: tuple[PassedRole, ...]

    def __init__(
        self, scope: Construct, construct_id: str, *, environment: EnvironmentConfig
    ) -> None:
        """Compose the constructs with the values of the environment."""
        network = environment.network
        self._zones = [] if network is None else list(network.availability_zones)
        super().__init__(scope, construct_id, env=environment.cdk_env)
        hosts_run_in = add_network(self, network)
        self.vpc = hosts_run_in.vpc

        cluster = ecs.Cluster(
            self,
            "Cluster",
            cluster_name=environment.cluster_name,
            vpc=self.vpc,
            execute_command_configuration=environment.exec_sessions.configuration(self)
            if environment.has_ecs_exec
            else None,
        )
        acknowledge(
            cluster,
            "AwsSolutions-ECS4",
            "Container Insights has a price for each metric, and no part in the roles.",
        )
        self.passed_roles = ()
        if environment.has_hosts_in_aws:
            self._add_hosts(environment, hosts_run_in, cluster)
        for capacity in environment.capacity:
            if isinstance(capacity, ExternalInstancesConfig):
                outside = add_external_instances(self, capacity, environment=environment)
                self.passed_roles += outside.passed_roles
        for passed in self.passed_roles:
            declare_contract(
                passed.role,
                environment=environment,
                wider_because=environment.hosts_wider_because,
            )
        Tags.of(self).add("environment", environment.name)
        bound_every_role(self, environment.boundary_of(None))

    @property
    def availability_zones(self) -> list[str]:
        """The zones that the environment names; the CDK would look them up in the account."""
        return self._zones

    def _add_hosts(
        self, environment: EnvironmentConfig, network: Network, cluster: ecs.Cluster
    ) -> None:
        """Add the one role of all hosts in AWS, and the hosts."""
        existing = environment.existing_instance_profile
        instance_role = ContainerInstanceRole(
            self,
            "ContainerInstanceRole",
            cluster_name=environment.cluster_name,
            features=environment.agent,
            for_managed_instances=environment.has_managed_instances,
            shape=None if existing else RoleShape(path=environment.role_path),
            existing=existing,
        )
        self.passed_roles += instance_role.passed_roles
        role, profile = instance_role.role, instance_role.instance_profile
        CfnOutput(self, "ContainerInstanceRoleArn", value=role.role_arn)
        CfnOutput(self, "ContainerInstanceRoleName", value=role.role_name)
        CfnOutput(self, "InstanceProfileArn", value=profile.instance_profile_arn)
        CfnOutput(self, "InstanceProfileName", value=profile.instance_profile_name)

        groups, providers = Construct(self, "Capacity"), []
        for capacity in environment.capacity:
            match capacity:
                case SingleInstanceConfig():
                    host = add_single_instance(
                        self,
                        capacity,
                        environment=environment,
                        instance_role=instance_role,
                        network=network,
                    )
                    host.node.add_dependency(cluster)
                case AutoScalingConfig():
                    hosts = add_auto_scaling(
                        groups,
                        capacity,
                        environment=environment,
                        instance_role=instance_role,
                        network=network,
                    )
                    hosts.node.add_dependency(cluster)
                    providers.append(hosts.capacity_provider_name)
                case ManagedInstancesConfig():
                    managed = add_managed_instances(
                        groups,
                        capacity,
                        environment=environment,
                        instance_role=instance_role,
                        network=network,
                    )
                    managed.node.add_dependency(cluster)
                    self.passed_roles += managed.passed_roles
        if providers:
            ClusterCapacityProviders(
                self,
                "CapacityProviders",
                cluster_name=cluster.cluster_name,
                capacity_provider_names=providers,
                default=providers[0],
            )
