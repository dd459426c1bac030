"""The cluster of one environment, and the hosts that run its tasks."""

from aws_cdk import Acknowledgment, CfnOutput, Stack, Tags, Validations
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from constructs import Construct, IConstruct

from constructs_lib import ContainerInstance, ContainerInstanceRole, RoleShape
from stacks.bound_every_role import bound_every_role
from stacks.config import EnvironmentConfig, NetworkConfig


class ClusterStack(Stack):
    """The cluster, the container-instance role with its profile, and the host that carries it.

    Attributes:
        vpc: Where the hosts run: the environment's own network, or the existing one.
    """

    vpc: ec2.IVpc

    def __init__(
        self, scope: Construct, construct_id: str, *, environment: EnvironmentConfig
    ) -> None:
        """Compose the constructs with the values of the environment."""
        self._zones = list(environment.network.availability_zones)
        super().__init__(scope, construct_id, env=environment.cdk_env)
        self.vpc, subnets = self._network(environment.network)

        cluster = ecs.Cluster(self, "Cluster", cluster_name=environment.cluster_name, vpc=self.vpc)
        instance_role = ContainerInstanceRole(
            self,
            "ContainerInstanceRole",
            cluster_name=environment.cluster_name,
            features=environment.agent,
            shape=RoleShape(path=environment.role_path),
        )
        host = ContainerInstance(
            self,
            "ContainerInstance",
            instance_role=instance_role,
            vpc=self.vpc,
            vpc_subnets=subnets,
            instance_type=ec2.InstanceType(environment.instance_type),
            operating_system=environment.operating_system,
            isolation=environment.isolation,
        )
        host.node.add_dependency(cluster)
        _acknowledge_named_zones(host.instance)
        _acknowledge(
            cluster,
            "AwsSolutions-ECS4",
            "Container Insights has a price for each metric, and no part in the roles.",
        )
        _acknowledge(
            host.instance,
            "AwsSolutions-EC28",
            "ECS reports CPU and memory of the cluster by the minute as it is.",
        )
        _acknowledge(
            host.instance,
            "AwsSolutions-EC29",
            "A newer image replaces the host, and protection would stop that.",
        )

        role, profile = instance_role.role, instance_role.instance_profile
        CfnOutput(self, "ContainerInstanceRoleArn", value=role.role_arn)
        CfnOutput(self, "ContainerInstanceRoleName", value=role.role_name)
        CfnOutput(self, "InstanceProfileArn", value=profile.instance_profile_arn)
        CfnOutput(self, "InstanceProfileName", value=profile.instance_profile_name)
        Tags.of(self).add("environment", environment.name)
        bound_every_role(self, environment.permissions_boundary)

    @property
    def availability_zones(self) -> list[str]:
        """The zones that the environment names; the CDK would look them up in the account."""
        return self._zones

    def _network(self, network: NetworkConfig) -> tuple[ec2.IVpc, ec2.SubnetSelection]:
        if network.cidr is None:
            return self._existing_network(network)
        vpc = ec2.Vpc(
            self,
            "Network",
            ip_addresses=ec2.IpAddresses.cidr(network.cidr),
            availability_zones=list(network.availability_zones),
            nat_gateways=0,
            subnet_configuration=[
                ec2.SubnetConfiguration(name="Public", subnet_type=ec2.SubnetType.PUBLIC)
            ],
            # The CDK would do this with a function and a role of its own; nothing is in the group.
            restrict_default_security_group=False,
        )
        _acknowledge_named_zones(vpc)
        _acknowledge(
            vpc,
            "AwsSolutions-VPC7",
            "Flow logs need a role or a bucket; a network made here is for trying out.",
        )
        return vpc, ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC)

    def _existing_network(self, network: NetworkConfig) -> tuple[ec2.IVpc, ec2.SubnetSelection]:
        zones, subnet_ids = list(network.availability_zones), list(network.subnet_ids)
        vpc = ec2.Vpc.from_vpc_attributes(
            self,
            "Network",
            vpc_id=str(network.vpc_id),
            availability_zones=zones,
            private_subnet_ids=subnet_ids,
        )
        _acknowledge(
            vpc,
            "Annotation::@aws-cdk/aws-ec2:noSubnetRouteTableId",
            "Nothing here refers to the route tables of an existing network.",
        )
        return vpc, ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS)


def _acknowledge(construct: IConstruct, finding: str, reason: str) -> None:
    Validations.of(construct).acknowledge(Acknowledgment(id=finding, reason=reason))


def _acknowledge_named_zones(construct: Construct) -> None:
    _acknowledge(
        construct,
        "CloudFormation-Validate::W3010",
        "The environment names its zones, so that synthesis looks nothing up.",
    )
