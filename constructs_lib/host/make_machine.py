"""The machine for an operating system."""

from aws_cdk import aws_ec2 as ec2

from constructs_lib.agent.features import AgentFeatures
from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.host import amazon_linux, bottlerocket
from constructs_lib.host.machine import Machine
from constructs_lib.host.operating_system import OperatingSystem
from constructs_lib.isolation import Isolation

SMALLEST_VOLUME_GIB = 30
"""Size of the Amazon Linux image."""


def make_machine(
    where: str,
    *,
    operating_system: OperatingSystem,
    cluster_name: str,
    features: AgentFeatures,
    isolation: Isolation,
    architecture: ec2.InstanceArchitecture,
    volume_gib: int,
) -> Machine:
    """Return a machine that joins the cluster, with the features of its role.

    Args:
        where: Path of the construct, for the messages.
        operating_system: What it runs.
        cluster_name: The cluster that it joins.
        features: What its agents do.
        isolation: Whether containers can reach the role of the host.
        architecture: Of the image.
        volume_gib: Size of the volume that holds images and containers, in GiB.

    Raises:
        ConfigurationError: A volume that is too small, or a feature that the operating system does
            not have.
    """
    check_volume(f"{where}.volume_gib", volume_gib)
    operating_system.check(f"{where}.operating_system", features)
    make = (
        bottlerocket.machine
        if operating_system is OperatingSystem.BOTTLEROCKET
        else amazon_linux.machine
    )
    return make(
        cluster_name=cluster_name,
        features=features,
        isolation=isolation,
        architecture=architecture,
        volume_gib=volume_gib,
    )


def check_volume(where: str, gib: int) -> None:
    """Refuse a volume that the image does not fit into.

    Raises:
        ConfigurationError: Names the size.
    """
    if gib < SMALLEST_VOLUME_GIB:
        raise ConfigurationError(
            where, expected=f"{SMALLEST_VOLUME_GIB} GiB or more, the size of the image", got=gib
        )
