"""What a service of an environment can say about itself."""

import re
from dataclasses import dataclass

from constructs_lib import ConfigurationError, Permission
from stacks.config.container import ContainerConfig
from stacks.config.expectation import Expectation

# Part of a stack name, so narrower than what ECS itself accepts.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceConfig:
    """A service: its container, how often it runs, and what its application may do."""

    name: str
    """Unique in the environment; part of the stack's name and of the task definition's family."""

    container: ContainerConfig

    desired_count: int
    """How many tasks run; 0 keeps the roles and the task definition without running any."""

    permissions: tuple[Permission, ...] = ()
    """What the application may do, through the task role; nothing if left out."""

    must_allow: tuple[Expectation, ...] = ()
    """Calls that the task role has to allow; the sandbox makes them."""

    must_deny: tuple[Expectation, ...] = ()
    """Calls that the task role has to deny; the sandbox makes them."""

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
        self.container.check(f"{where}.container")
        for position, permission in enumerate(self.permissions):
            permission.check(f"{where}.permissions[{position}]")
        for field, expectations in (("must_allow", self.must_allow), ("must_deny", self.must_deny)):
            for position, expectation in enumerate(expectations):
                expectation.check(f"{where}.{field}[{position}]")
