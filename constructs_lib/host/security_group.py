"""What may reach a host."""

from aws_cdk import aws_ec2 as ec2
from constructs import Construct


def closed_security_group(scope: Construct, vpc: ec2.IVpc) -> ec2.SecurityGroup:
    """Define the security group of hosts: nothing in, everything out.

    Args:
        scope: The construct; the group's id in it is ``SecurityGroup``.
        vpc: Where the hosts run.
    """
    return ec2.SecurityGroup(
        scope,
        "SecurityGroup",
        vpc=vpc,
        description="ECS container instance: nothing in, everything out",
    )
