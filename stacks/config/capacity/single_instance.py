"""One EC2 host."""

from dataclasses import dataclass
from typing import ClassVar

from aws_cdk import aws_ecs as ecs

from constructs_lib import AgentFeatures, OperatingSystem
from constructs_lib.host.instance_types import common_architecture
from constructs_lib.host.make_machine import SMALLEST_VOLUME_GIB, check_volume


@dataclass(frozen=True, kw_only=True, slots=True)
class SingleInstanceConfig:
    """One EC2 instance, for trying out: it is replaced with an interruption."""

    has_provider: ClassVar[bool] = False
    is_in_aws: ClassVar[bool] = True
    needs_bare_role: ClassVar[bool] = False
    compatibility: ClassVar[ecs.Compatibility] = ecs.Compatibility.EC2
    network_modes: ClassVar[tuple[ecs.NetworkMode, ...]] = (
        ecs.NetworkMode.BRIDGE,
        ecs.NetworkMode.AWS_VPC,
        ecs.NetworkMode.HOST,
    )

    name: str = "instance"
    """What services call it."""

    instance_type: str
    """An Arm type gets the Arm image."""

    operating_system: OperatingSystem = OperatingSystem.AMAZON_LINUX_2023
    """Amazon Linux 2023 if left out."""

    volume_gib: int = SMALLEST_VOLUME_GIB
    """Size of the volume of images and containers, in GiB; 30 if left out."""

    def check(self, where: str, *, agent: AgentFeatures, account: str, region: str) -> None:
        """Refuse a host that there cannot be, or that lacks what its agents are meant to do."""
        common_architecture(f"{where}.instance_type", [self.instance_type])
        check_volume(f"{where}.volume_gib", self.volume_gib)
        self.operating_system.check(f"{where}.operating_system", agent)
