"""A role that an environment has for its operators."""

from dataclasses import dataclass, field
from typing import ClassVar

from constructs_lib import (
    ConfigurationError,
    OperatorAccess,
    Operators,
    Permission,
    SessionRules,
)
from stacks.config.access.granted import check_granted
from stacks.config.access.role_name import check_role_name
from stacks.config.expectation import Expectation
from stacks.config.reason import check_reason


@dataclass(frozen=True, kw_only=True, slots=True)
class OperatorConfig:
    """A role that named people take for a while, for what they do not normally may."""

    folder: ClassVar[str] = "operators"
    """Of its role, in the path of the environment's roles."""

    name: str
    """Unique in the environment; the role is ``<environment>-<name>``, in ``operators/``."""

    operators: Operators
    """Who may take it."""

    rules: SessionRules = field(default_factory=SessionRules)
    """What has to be true when it is taken.

    MFA of the last hour and a source identity, for one hour, if left out.
    """

    access: OperatorAccess | None = None
    """What it may do with the environment's cluster; only ``permissions`` if left out."""

    permissions: tuple[Permission, ...] = ()
    """What it may do beyond that; nothing if left out."""

    alarm: bool = False
    """Whether each use is told to the environment's alarm topic; it is not if left out."""

    must_allow: tuple[Expectation, ...] = ()
    """Calls that the role has to allow; the sandbox makes them."""

    must_deny: tuple[Expectation, ...] = ()
    """Calls that the role has to deny; the sandbox makes them."""

    wider_because: str | None = None
    """Why it may do more than the same role of the environment in ``no_wider_than``.

    It may not if left out, and ``cdk synth`` then refuses it.
    """

    def check(self, where: str, *, partition: str) -> None:
        """Refuse what IAM would refuse, and a role that does nothing.

        Raises:
            ConfigurationError: Names the field.
        """
        check_role_name(f"{where}.name", self.name)
        check_reason(f"{where}.wider_because", self.wider_because)
        self.operators.check(f"{where}.operators", partition=partition)
        self.rules.check(f"{where}.rules", self.operators)
        if self.access is None and not self.permissions:
            raise ConfigurationError(
                f"{where}.permissions", expected="some, or access of its cluster", got="none"
            )
        check_granted(
            where,
            permissions=self.permissions,
            must_allow=self.must_allow,
            must_deny=self.must_deny,
            partition=partition,
        )
