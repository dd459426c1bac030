"""EC2 hosts that AWS launches, patches and replaces."""

from dataclasses import dataclass

from constructs_lib import AgentFeatures, ConfigurationError
from constructs_lib.host.instance_types import common_architecture


@dataclass(frozen=True, kw_only=True, slots=True)
class ManagedInstancesConfig:
    """Hosts of ECS Managed Instances: ECS chooses their types by what the tasks need.

    ``Isolation`` has no say there; reckon that containers can reach the role of their host.
    """

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

    volume_gib: int = 80
    """Size of the volume of images and containers, in GiB; 80 if left out, as ECS chooses."""

    def check(self, where: str, *, agent: AgentFeatures) -> None:
        """Refuse a range that nothing is in, and instance types without a common image."""
        for what in ("vcpus", "memory_gib"):
            least, most = getattr(self, f"min_{what}"), getattr(self, f"max_{what}")
            if least < 1:
                raise ConfigurationError(f"{where}.min_{what}", expected="1 or more", got=least)
            if most < least:
                raise ConfigurationError(
                    f"{where}.max_{what}", expected=f"{least} or more, as min_{what} is", got=most
                )
        if self.instance_types:
            common_architecture(f"{where}.instance_types", self.instance_types)
        if self.volume_gib < 1:
            raise ConfigurationError(
                f"{where}.volume_gib", expected="1 GiB or more", got=self.volume_gib
            )
