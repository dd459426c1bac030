"""EC2 hosts that AWS launches, patches and replaces."""

from dataclasses import dataclass
from typing import ClassVar

from aws_cdk import aws_ecs as ecs

from constructs_lib import AgentFeatures, ConfigurationError
from constructs_lib.host.capacity_numbers import check_range
from constructs_lib.host.instance_types import common_architecture
from constructs_lib.managed_instances_capacity import MANAGED_VOLUME_GIB
from stacks.config.check_arns import check_existing_role


@dataclass(frozen=True, kw_only=True, slots=True)
class ManagedInstancesConfig:
    """Hosts of ECS Managed Instances: ECS chooses their types by what the tasks need.

    ``Isolation`` has no say there; reckon that containers can reach the role of their host.
    """

    has_provider: ClassVar[bool] = True
    is_in_aws: ClassVar[bool] = True
    needs_bare_role: ClassVar[bool] = True
    compatibility: ClassVar[ecs.Compatibility] = ecs.Compatibility.MANAGED_INSTANCES
    network_modes: ClassVar[tuple[ecs.NetworkMode, ...]] = (ecs.NetworkMode.AWS_VPC,)

    name: str
    """What services call it; the capacity provider is ``<cluster_name>-<name>``."""

    min_vcpus: int
    max_vcpus: int

    min_memory_gib: int
    max_memory_gib: int

    instance_types: tuple[str, ...] = ()
    """The only types to choose from, as in ``("m7g.large",)``; all that fit if left out."""

    is_spot: bool = False
    """Whether they are spot instances; on demand if left out."""

    existing_infrastructure_role: str | None = None
    """Name or ARN of the role with which ECS launches them, if somebody else makes it.

    It is used as it is, and what it needs is written beside the template. One is made if left out.
    """

    volume_gib: int = MANAGED_VOLUME_GIB
    """Size of the volume of images and containers, in GiB; 80 if left out, as ECS chooses."""

    def check(self, where: str, *, agent: AgentFeatures, account: str, region: str) -> None:
        """Refuse a range that nothing is in, types without a common image, a role elsewhere."""
        check_range(where, "vcpus", least=self.min_vcpus, most=self.max_vcpus)
        check_range(where, "memory_gib", least=self.min_memory_gib, most=self.max_memory_gib)
        check_existing_role(
            f"{where}.existing_infrastructure_role",
            self.existing_infrastructure_role,
            account=account,
            region=region,
        )
        if self.instance_types:
            common_architecture(f"{where}.instance_types", self.instance_types)
        if self.volume_gib < 1:
            raise ConfigurationError(
                f"{where}.volume_gib", expected="1 GiB or more", got=self.volume_gib
            )
