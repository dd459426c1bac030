"""What an environment can say about itself."""

import re
from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk.region_info import RegionInfo

from constructs_lib import AgentPolicy, ConfigurationError, check_cluster_name
from stacks.config.check_types import check_types
from stacks.config.network import NetworkConfig
from stacks.config.service import ServiceConfig

# Part of the names of the stacks.
_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")
_ACCOUNT = re.compile(r"[0-9]{12}")
_INSTANCE_TYPE = re.compile(r"[a-z][a-z0-9-]*\.[a-z0-9-]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class EnvironmentConfig:
    """What differs between environments, and nothing else."""

    name: str
    """Part of the stacks' names: ``EcsCluster-<name>``."""

    account: str
    region: str

    cluster_name: str
    """Unique in its account and region; the services find their cluster by it."""

    network: NetworkConfig

    instance_type: str
    """Of the container instance; an Arm type gets the Arm image."""

    services: tuple[ServiceConfig, ...]

    agent_policy: AgentPolicy = AgentPolicy.SCOPED
    """What the ECS agent on the hosts may do; what it needs, in this cluster, if left out."""

    def check(self) -> None:
        """Refuse now what AWS would refuse minutes into a deployment.

        Raises:
            ConfigurationError: One line that names the environment and the field.
        """
        where = self.name if isinstance(self.name, str) and self.name else "environment"
        check_types(where, self)
        self._check_fields(where)
        self.network.check(f"{where}.network", region=self.region)
        taken: set[str] = set()
        for service in self.services:
            service.check(f"{where}.services.{service.name}")
            if service.name.lower() in taken:
                raise ConfigurationError(
                    f"{where}.services", expected="each service name once", got=service.name
                )
            taken.add(service.name.lower())

    def _check_fields(self, where: str) -> None:
        if not _NAME.fullmatch(self.name):
            raise ConfigurationError(
                f"{where}.name",
                expected="1 to 32 lower-case letters, digits or '-', starting with a letter",
                got=self.name,
            )
        if not _ACCOUNT.fullmatch(self.account):
            raise ConfigurationError(f"{where}.account", expected="12 digits", got=self.account)
        if not self.region or RegionInfo.get(self.region).partition is None:
            raise ConfigurationError(
                f"{where}.region", expected="a region of AWS, as in 'eu-west-1'", got=self.region
            )
        check_cluster_name(f"{where}.cluster_name", self.cluster_name)
        if not _INSTANCE_TYPE.fullmatch(self.instance_type):
            raise ConfigurationError(
                f"{where}.instance_type",
                expected="an EC2 instance type, as in 't3.small'",
                got=self.instance_type,
            )

    @property
    def stack_names(self) -> list[str]:
        """Its stacks, in the order in which they are deployed."""
        services = [f"EcsService-{self.name}-{service.name}" for service in self.services]
        return [f"EcsCluster-{self.name}", *services]

    @property
    def cdk_env(self) -> cdk.Environment:
        """Account and region in the shape that ``Stack`` takes."""
        return cdk.Environment(account=self.account, region=self.region)
