"""What an environment can say about itself."""

import re
from dataclasses import dataclass, field

import aws_cdk as cdk
from aws_cdk import aws_ecs as ecs
from aws_cdk.region_info import RegionInfo

from constructs_lib import (
    AgentFeatures,
    ConfigurationError,
    ExecSessions,
    ExistingInstanceProfile,
    Isolation,
)
from constructs_lib.check_types import check_types
from constructs_lib.cluster_name import check_cluster_name
from constructs_lib.iam.role_shape import check_path
from stacks.config.access import AccessConfig, AccessRoleConfig
from stacks.config.access.takers import check_takers
from stacks.config.boundary import Boundary, BoundaryConfig, ExistingBoundary
from stacks.config.capacity import (
    CapacityConfig,
    ManagedInstancesConfig,
)
from stacks.config.check_arns import (
    check_arns,
    check_existing_roles,
    check_key,
)
from stacks.config.check_boundaries import check_boundaries, check_chosen_boundary
from stacks.config.check_capacity import check_capacity, provider_name
from stacks.config.network import NetworkConfig
from stacks.config.placement import check_network_mode
from stacks.config.reason import check_reason
from stacks.config.service import ServiceConfig

# Part of the names of the stacks.
_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")
_ACCOUNT = re.compile(r"[0-9]{12}")


@dataclass(frozen=True, kw_only=True, slots=True)
class EnvironmentConfig:
    """What differs between environments, and nothing else."""

    name: str
    """Part of the stacks' names: ``EcsCluster-<name>``."""

    account: str
    region: str

    cluster_name: str
    """Unique in its account and region; the services find their cluster by it."""

    capacity: tuple[CapacityConfig, ...]
    """What its tasks run on; a service that names none runs on the first."""

    services: tuple[ServiceConfig, ...]

    network: NetworkConfig | None = None
    """Where its hosts run; left out only if all of them are outside AWS."""

    agent: AgentFeatures = field(default_factory=AgentFeatures)
    """What the agents on the hosts do, and so may do; the least, in this cluster, if left out."""

    isolation: Isolation = Isolation.ENFORCED
    """Whether containers can reach the role of their host; no container can if left out.

    It has no say on Managed Instances, and outside AWS.
    """

    existing_instance_profile: ExistingInstanceProfile | None = None
    """Instance profile and role of the hosts, if somebody else makes them; used as they are.

    What the role needs is written beside the template. Both are made if left out.
    """

    exec_sessions: ExecSessions = field(default_factory=ExecSessions)
    """What is kept of the sessions in its containers, and where; nothing if left out."""

    role_path: str | None = None
    """Path of every role, as in ``/ecs/``; ``/`` if left out."""

    permissions_boundaries: tuple[Boundary, ...] = ()
    """Ceilings: the first is on every role; a service may name another. No ceiling if left out."""

    access: AccessConfig = field(default_factory=AccessConfig)
    """The roles of its operators, of other accounts and of whoever deploys it; none if left out."""

    no_wider_than: str | None = None
    """Name of the environment whose roles may do all that its own may, as in ``staging``.

    Each role is compared with the same one there, in the terms of that environment. None is if left
    out. A role that has to do more says why in ``wider_because`` of what it is made for.
    """

    hosts_wider_because: str | None = None
    """Why the roles of its hosts, and of ECS itself, may do more than the same ones there.

    They may not if left out, and ``cdk synth`` then refuses it.
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
        if self.network is not None:
            self.network.check(f"{where}.network", region=self.region)
        check_capacity(
            where,
            self.capacity,
            agent=self.agent,
            account=self.account,
            region=self.region,
            cluster_name=self.cluster_name,
            role_path=self.role_path,
            network=self.network,
        )
        self._check_access(f"{where}.access")
        check_reason(f"{where}.hosts_wider_because", self.hosts_wider_because)
        taken: set[str] = set()
        for service in self.services:
            service.check(f"{where}.services.{service.name}")
            self._check_placement(f"{where}.services.{service.name}", service)
            check_chosen_boundary(
                f"{where}.services.{service.name}.permissions_boundary",
                service.permissions_boundary,
                self.permissions_boundaries,
            )
            for check in (check_arns, check_existing_roles):
                check(
                    f"{where}.services.{service.name}",
                    service,
                    account=self.account,
                    region=self.region,
                )
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
        self.exec_sessions.check(f"{where}.exec_sessions")
        for name in ("key_arn", "bucket_key_arn"):
            check_key(
                f"{where}.exec_sessions.{name}",
                getattr(self.exec_sessions, name),
                region=self.region,
            )
        if self.existing_instance_profile is not None:
            if not self.has_hosts_in_aws:
                raise ConfigurationError(
                    f"{where}.existing_instance_profile",
                    expected="none, because no host carries an instance profile",
                    got=self.existing_instance_profile.profile,
                )
            self.existing_instance_profile.check(
                f"{where}.existing_instance_profile",
                account=self.account,
                partition=self.partition,
            )
        check_path(f"{where}.role_path", self.role_path)
        check_boundaries(
            f"{where}.permissions_boundaries", self.permissions_boundaries, environment=self.name
        )

    def _check_access(self, where: str) -> None:
        self.access.check(where, account=self.account, partition=self.partition)
        for role in self.access.roles():
            # Longer than that of the other roles.
            check_path(f"{self.name}.role_path", self.access_path(type(role)))
        check_takers(
            where,
            self.access,
            own={self.access_role_arn(role) for role in self.access.roles()},
        )

    def _check_placement(self, where: str, service: ServiceConfig) -> None:
        names = [capacity.name for capacity in self.capacity]
        if service.capacity is not None and service.capacity not in names:
            raise ConfigurationError(
                f"{where}.capacity",
                expected=f"capacity of its cluster ({', '.join(names)}; another is added to "
                "capacity of the environment)",
                got=service.capacity,
            )
        check_network_mode(
            f"{where}.network_mode",
            self.network_mode(service),
            capacity=self.capacity_of(service),
            isolation=self.isolation,
            has_public_subnets_only=self.network is not None and self.network.cidr is not None,
        )

    @property
    def has_hosts_in_aws(self) -> bool:
        """Whether some of its capacity carries an instance profile."""
        return any(one.is_in_aws for one in self.capacity)

    @property
    def has_managed_instances(self) -> bool:
        """Whether ECS Managed Instances are among its capacity."""
        return any(isinstance(one, ManagedInstancesConfig) for one in self.capacity)

    @property
    def has_ecs_exec(self) -> bool:
        """Whether people can open sessions in the containers of some service."""
        return any(service.ecs_exec for service in self.services)

    @property
    def made_boundaries(self) -> tuple[BoundaryConfig, ...]:
        """The boundaries that it makes itself; it finds the others there."""
        return tuple(one for one in self.permissions_boundaries if isinstance(one, BoundaryConfig))

    def boundary_of(self, service: ServiceConfig | None) -> str | None:
        """Return the policy, by its name with its path, that is the ceiling on roles.

        Args:
            service: Whose roles; none for those of no service, which have the first boundary.
        """
        boundary = self._boundary_of(service)
        return None if boundary is None else boundary.policy_name(self.name)

    def unread_because(self, service: ServiceConfig | None) -> str | None:
        """Return why that ceiling is trusted unread; None if it is made here, or nobody says.

        Args:
            service: As for ``boundary_of``.
        """
        boundary = self._boundary_of(service)
        return boundary.unread_because if isinstance(boundary, ExistingBoundary) else None

    def _boundary_of(self, service: ServiceConfig | None) -> Boundary | None:
        chosen = None if service is None else service.permissions_boundary
        names = (one for one in self.permissions_boundaries if chosen in (None, one.name))
        return next(names, None)

    def capacity_of(self, service: ServiceConfig) -> CapacityConfig:
        """Return what a service runs on: the first if it names none."""
        return next(
            capacity
            for capacity in self.capacity
            if service.capacity is None or capacity.name == service.capacity
        )

    def capacity_provider_name(self, capacity: CapacityConfig) -> str:
        """Return the name of a capacity provider, by which the services find it."""
        return provider_name(self.cluster_name, capacity)

    def network_mode(self, service: ServiceConfig) -> ecs.NetworkMode:
        """Return the network of a service's tasks."""
        return service.network_mode or self.capacity_of(service).network_modes[0]

    @property
    def stack_names(self) -> list[str]:
        """Its stacks, in the order in which they are deployed."""
        return [
            *([self.boundary_stack_name] if self.made_boundaries else ()),
            self.cluster_stack_name,
            *map(self.service_stack_name, self.services),
            *([self.access_stack_name] if self.access else ()),
        ]

    @property
    def boundary_stack_name(self) -> str:
        """The stack of its own boundaries; there is none if it makes none."""
        return f"EcsBoundary-{self.name}"

    @property
    def cluster_stack_name(self) -> str:
        """The stack of its cluster and hosts."""
        return f"EcsCluster-{self.name}"

    def service_stack_name(self, service: ServiceConfig) -> str:
        """Return the stack of a service."""
        return f"EcsService-{self.name}-{service.name}"

    @property
    def log_groups(self) -> list[str]:
        """Names of the log groups of its services, ``*`` for what CloudFormation adds.

        They begin with the logical id, so that ``dev`` has none of ``dev-test``.
        """
        return [f"{self.service_stack_name(one)}-LogGroup*" for one in self.services]

    @property
    def access_stack_name(self) -> str:
        """The stack of the roles of people, other accounts and deployers."""
        return f"EcsAccess-{self.name}"

    def access_role_name(self, role: AccessRoleConfig) -> str:
        """Return the name of such a role."""
        return f"{self.name}-{role.name}"

    def access_path(self, kind: type[AccessRoleConfig]) -> str:
        """Return the path of all such roles of one kind."""
        return f"{self.role_path or '/'}{kind.folder}/"

    def access_role_arn(self, role: AccessRoleConfig) -> str:
        """Return the ARN of such a role, which people and workflows type."""
        path = self.access_path(type(role))
        return f"arn:{self.partition}:iam::{self.account}:role{path}{self.access_role_name(role)}"

    def family(self, service: ServiceConfig) -> str:
        """Return the name of a service's task definition, by which people find it."""
        return f"{self.name}-{service.name}"

    @property
    def partition(self) -> str:
        """The partition of its region, as ARNs begin with it."""
        return str(RegionInfo.get(self.region).partition)

    @property
    def cdk_env(self) -> cdk.Environment:
        """Account and region in the shape that ``Stack`` takes."""
        return cdk.Environment(account=self.account, region=self.region)
