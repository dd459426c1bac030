"""EC2 hosts, as many as the tasks need."""

from dataclasses import dataclass
from typing import ClassVar

from aws_cdk import aws_ecs as ecs

from constructs_lib import AgentFeatures, OperatingSystem
from constructs_lib.host.capacity_numbers import check_hosts, check_percent, check_purchase
from constructs_lib.host.instance_types import common_architecture
from constructs_lib.host.make_machine import SMALLEST_VOLUME_GIB, check_volume


@dataclass(frozen=True, kw_only=True, slots=True)
class AutoScalingConfig:
    """A group of EC2 hosts that ECS scales, through a capacity provider."""

    has_provider: ClassVar[bool] = True
    is_in_aws: ClassVar[bool] = True
    needs_bare_role: ClassVar[bool] = False
    compatibility: ClassVar[ecs.Compatibility] = ecs.Compatibility.EC2
    network_modes: ClassVar[tuple[ecs.NetworkMode, ...]] = (
        ecs.NetworkMode.BRIDGE,
        ecs.NetworkMode.AWS_VPC,
        ecs.NetworkMode.HOST,
    )

    name: str
    """What services call it; the capacity provider is ``<cluster_name>-<name>``."""

    instance_types: tuple[str, ...]
    """The preferred ones first; all of one architecture, which the image follows."""

    max_hosts: int

    min_hosts: int = 0
    """None if left out: ECS starts the first host when a task needs it."""

    desired_hosts: int | None = None
    """How many there are at first, before ECS decides; ``min_hosts`` if left out."""

    on_demand_base: int = 0
    """How many hosts are on demand before any is a spot instance."""

    spot_percent: int = 0
    """How many of the hosts above the base are spot instances; none if left out.

    The agent has to drain them: ``AgentFeatures(spot_draining=True)``.
    """

    target_capacity_percent: int = 100
    """How full ECS keeps the hosts; below 100 it holds hosts in reserve; 100 if left out."""

    operating_system: OperatingSystem = OperatingSystem.AMAZON_LINUX_2023
    """Amazon Linux 2023 if left out."""

    volume_gib: int = SMALLEST_VOLUME_GIB
    """Size of the volume of images and containers, in GiB; 30 if left out."""

    def check(self, where: str, *, agent: AgentFeatures, account: str, region: str) -> None:
        """Refuse hosts that there cannot be, or that lack what their agents are meant to do."""
        common_architecture(f"{where}.instance_types", self.instance_types)
        check_hosts(
            where,
            min_hosts=self.min_hosts,
            max_hosts=self.max_hosts,
            desired_hosts=self.desired_hosts,
        )
        check_purchase(
            where,
            on_demand_base=self.on_demand_base,
            spot_percent=self.spot_percent,
            spot_draining=agent.spot_draining,
            max_hosts=self.max_hosts,
        )
        check_percent(f"{where}.target_capacity_percent", self.target_capacity_percent, least=1)
        check_volume(f"{where}.volume_gib", self.volume_gib)
        self.operating_system.check(f"{where}.operating_system", agent)
