"""What an environment can say about itself."""

import re
from dataclasses import dataclass, field

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk.region_info import RegionInfo

from constructs_lib import (
    AgentFeatures,
    ConfigurationError,
    Isolation,
    OperatingSystem,
)
from constructs_lib.check_types import check_types
from constructs_lib.cluster_name import check_cluster_name
from constructs_lib.iam.role_shape import check_path
from stacks.config.network import NetworkConfig
from stacks.config.policy_name import check_policy_name
from stacks.config.service import ServiceConfig

# Part of the names of the stacks.
_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")
_ACCOUNT = re.compile(r"[0-9]{12}")
_INSTANCE_TYPE = re.compile(
    r"[a-z][a-z0-9-]*\.(nano|micro|small|medium|large|[0-9]*xlarge|metal(-[0-9]+xl)?)"
)


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

    operating_system: OperatingSystem = OperatingSystem.AMAZON_LINUX_2023
    """Of the container instance; Amazon Linux 2023 if left out."""

    agent: AgentFeatures = field(default_factory=AgentFeatures)
    """What the agents on the hosts do, and so may do; the least, in this cluster, if left out."""

    isolation: Isolation = Isolation.ENFORCED
    """Whether containers can reach the role of their host; no container can if left out."""

    role_path: str | None = None
    """Path of every role, as in ``/ecs/``; ``/`` if left out."""

    permissions_boundary: str | None = None
    """Ceiling on every role: the name, with its path, of a customer-managed policy of the account.

    It exists already. No ceiling if left out.
    """

    def check(self) -> None:
        """Refuse now what AWS would refuse minutes into a deployment.

        Raises:
            ConfigurationError: One line that names the environment and the field.
        """
        is_name = isinstance(self.name, str) and self.name.strip() and self.name.isprintable()
        where = self.name if is_name else "environment"
        check_types(where, self)
        self._check_fields(where)
        self.network.check(f"{where}.network", region=self.region)
        taken: set[str] = set()
        for service in self.services:
            service.check(f"{where}.services.{service.name}")
            self._check_network_mode(f"{where}.services.{service.name}.network_mode", service)
            self._check_arns(f"{where}.services.{service.name}", service)
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
        self.agent.check(f"{where}.agent")
        self.operating_system.check(f"{where}.operating_system", self.agent)
        check_path(f"{where}.role_path", self.role_path)
        check_policy_name(f"{where}.permissions_boundary", self.permissions_boundary)
        if not _is_instance_type(self.instance_type):
            raise ConfigurationError(
                f"{where}.instance_type",
                expected="an EC2 instance type, as in 't3.small'",
                got=self.instance_type,
            )

    def _check_network_mode(self, where: str, service: ServiceConfig) -> None:
        """Refuse what isolation or the network cannot carry.

        Sources: "Task IAM role" in the Amazon ECS developer guide: a container in the network of
        its host cannot be kept from its role; "Task networking for Amazon EC2": a task's network
        interface gets no public address, so in a public subnet it reaches nothing outside.
        """
        if service.network_mode is ecs.NetworkMode.HOST and self.isolation is Isolation.ENFORCED:
            raise ConfigurationError(
                where,
                expected="BRIDGE or AWS_VPC, because a container in the network of its host can "
                "take the host's role (isolation=Isolation.EXCEPT_HOST_NETWORK accepts that)",
                got=service.network_mode.name,
            )
        if service.network_mode is ecs.NetworkMode.AWS_VPC and self.network.cidr is not None:
            raise ConfigurationError(
                where,
                expected="BRIDGE, because the environment's own network has public subnets only, "
                "in which an awsvpc task reaches nothing outside (name an existing network)",
                got=service.network_mode.name,
            )

    def _check_arns(self, where: str, service: ServiceConfig) -> None:
        """Refuse an ARN of another partition, and a managed policy of another account."""
        partition = RegionInfo.get(self.region).partition
        arns = [
            (f"permissions[{position}].resources", resource)
            for position, permission in enumerate(service.permissions)
            for resource in permission.resources
        ]
        arns += [("managed_policies", arn) for arn in service.managed_policies]
        arns += [("container.key_arns", arn) for arn in service.container.key_arns]
        for name, arn in arns:
            if arn.startswith("arn:") and arn.split(":")[1] != partition:
                raise ConfigurationError(
                    f"{where}.{name}", expected=f"an ARN of the partition {partition!r}", got=arn
                )
        for arn in service.container.key_arns:
            if arn.split(":")[3] != self.region:
                raise ConfigurationError(
                    f"{where}.container.key_arns", expected=f"a key of {self.region}", got=arn
                )
        for arn in service.managed_policies:
            if arn.split(":")[4] not in ("aws", self.account):
                raise ConfigurationError(
                    f"{where}.managed_policies",
                    expected=f"a policy of AWS, or of the account {self.account}",
                    got=arn,
                )

    @property
    def stack_names(self) -> list[str]:
        """Its stacks, in the order in which they are deployed."""
        return [self.cluster_stack_name, *map(self.service_stack_name, self.services)]

    @property
    def cluster_stack_name(self) -> str:
        """The stack of its cluster and hosts."""
        return f"EcsCluster-{self.name}"

    def service_stack_name(self, service: ServiceConfig) -> str:
        """Return the stack of a service."""
        return f"EcsService-{self.name}-{service.name}"

    def family(self, service: ServiceConfig) -> str:
        """Return the name of a service's task definition, by which people find it."""
        return f"{self.name}-{service.name}"

    @property
    def cdk_env(self) -> cdk.Environment:
        """Account and region in the shape that ``Stack`` takes."""
        return cdk.Environment(account=self.account, region=self.region)


def _is_instance_type(name: str) -> bool:
    """Whether the CDK can read it, which takes the architecture from it."""
    try:
        return bool(_INSTANCE_TYPE.fullmatch(name) and ec2.InstanceType(name).architecture)
    except RuntimeError:
        return False
