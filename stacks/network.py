"""Where the hosts of an environment run."""

from dataclasses import dataclass

from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from stacks.acknowledge import acknowledge, acknowledge_named_zones
from stacks.config import NetworkConfig


@dataclass(frozen=True, kw_only=True, slots=True)
class Network:
    """A VPC, and those of its subnets that hosts run in."""

    vpc: ec2.IVpc
    subnets: ec2.SubnetSelection


def add_network(scope: Construct, network: NetworkConfig | None) -> Network:
    """Return the network of an environment: new, existing, or a stand-in if no host is in AWS."""
    if network is None:
        return _no_network(scope)
    return (
        _existing_network(scope, network) if network.cidr is None else _new_network(scope, network)
    )


def _new_network(scope: Construct, network: NetworkConfig) -> Network:
    vpc = ec2.Vpc(
        scope,
        "Network",
        ip_addresses=ec2.IpAddresses.cidr(str(network.cidr)),
        availability_zones=list(network.availability_zones),
        nat_gateways=0,
        subnet_configuration=[
            ec2.SubnetConfiguration(name="Public", subnet_type=ec2.SubnetType.PUBLIC)
        ],
        # The CDK would do this with a function and a role of its own; nothing is in the group.
        restrict_default_security_group=False,
    )
    acknowledge_named_zones(vpc)
    acknowledge(
        vpc,
        "AwsSolutions-VPC7",
        "Flow logs need a role or a bucket; a network made here is for trying out.",
    )
    return Network(vpc=vpc, subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC))


def _existing_network(scope: Construct, network: NetworkConfig) -> Network:
    vpc = ec2.Vpc.from_vpc_attributes(
        scope,
        "Network",
        vpc_id=str(network.vpc_id),
        availability_zones=list(network.availability_zones),
        private_subnet_ids=list(network.subnet_ids),
    )
    acknowledge(
        vpc,
        "Annotation::@aws-cdk/aws-ec2:noSubnetRouteTableId",
        "Nothing here refers to the route tables of an existing network.",
    )
    subnets = ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS)
    return Network(vpc=vpc, subnets=subnets)


def _no_network(scope: Construct) -> Network:
    """Return what the CDK asks for where no host is in AWS; the template does not refer to it."""
    vpc = ec2.Vpc.from_vpc_attributes(
        scope, "Network", vpc_id="vpc-00000000000000000", availability_zones=["none"]
    )
    return Network(vpc=vpc, subnets=ec2.SubnetSelection())
