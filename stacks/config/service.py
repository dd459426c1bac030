"""What a service of an environment can say about itself."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from aws_cdk import aws_ecs as ecs

from constructs_lib import ConfigurationError, Permission
from stacks.config.container import ContainerConfig
from stacks.config.expectation import Expectation, check_expectations
from stacks.config.policy_name import check_policy_arn
from stacks.config.reason import check_accepted, check_reason

# Part of a stack name, so narrower than what ECS itself accepts.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")

_NETWORK_MODES = (ecs.NetworkMode.BRIDGE, ecs.NetworkMode.AWS_VPC, ecs.NetworkMode.HOST)


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceConfig:
    """A service: its container, how often it runs, and what its application may do."""

    name: str
    """Unique in the environment; part of the stack's name and of the task definition's family."""

    container: ContainerConfig

    desired_count: int
    """How many tasks run; 0 keeps the roles and the task definition without running any."""

    capacity: str | None = None
    """What it runs on, by its name in the environment; the first there if left out."""

    network_mode: ecs.NetworkMode | None = None
    """Network of the task: BRIDGE, AWS_VPC or HOST.

    BRIDGE if left out, or AWS_VPC on Managed Instances, where it is the only one.
    """

    permissions: tuple[Permission, ...] = ()
    """What the application may do, through the task role; nothing if left out."""

    managed_policies: tuple[str, ...] = ()
    """ARNs of managed policies that the task role gets as well; none if left out."""

    permissions_boundary: str | None = None
    """Ceiling on both its roles, by its name in the environment; the first there if left out."""

    ecs_exec: bool = False
    """Whether people can open sessions in its containers (ECS Exec); nobody can if left out."""

    existing_task_role: str | None = None
    """Name or ARN of a task role that somebody else makes; it is used as it is.

    What it needs is written beside the template. A role is made if left out.
    """

    existing_execution_role: str | None = None
    """Likewise, of a task execution role."""

    must_allow: tuple[Expectation, ...] = ()
    """Calls that the task role has to allow; the sandbox makes them."""

    must_deny: tuple[Expectation, ...] = ()
    """Calls that the task role has to deny; the sandbox makes them."""

    accepts: Mapping[str, str] = field(default_factory=dict)
    """Rules of the access contracts that the task role breaks on purpose, each with the reason.

    As in ``{"passes-no-role": "It starts other tasks."}``; none if left out.
    """

    wider_because: str | None = None
    """Why its roles may do more than the same ones of the environment in ``no_wider_than``.

    They may not if left out, and ``cdk synth`` then refuses it.
    """

    def check(self, where: str) -> None:
        """Refuse what AWS would refuse when the service is deployed."""
        if not _NAME.fullmatch(self.name):
            raise ConfigurationError(
                f"{where}.name",
                expected="1 to 64 letters, digits or '-', starting with a letter",
                got=self.name,
            )
        if self.desired_count < 0:
            raise ConfigurationError(
                f"{where}.desired_count", expected="0 or more", got=self.desired_count
            )
        if self.network_mode is not None and self.network_mode not in _NETWORK_MODES:
            raise ConfigurationError(
                f"{where}.network_mode",
                expected=" or ".join(mode.name for mode in _NETWORK_MODES),
                got=self.network_mode.name,
            )
        for arn in self.managed_policies:
            check_policy_arn(f"{where}.managed_policies", arn)
        if self.existing_task_role is not None and self.managed_policies:
            raise ConfigurationError(
                f"{where}.managed_policies",
                expected="none beside existing_task_role, to which nothing is attached",
                got=self.managed_policies,
            )
        self.container.check(f"{where}.container")
        for position, permission in enumerate(self.permissions):
            permission.check(f"{where}.permissions[{position}]")
        check_accepted(f"{where}.accepts", self.accepts)
        check_reason(f"{where}.wider_because", self.wider_because)
        check_expectations(where, must_allow=self.must_allow, must_deny=self.must_deny)
