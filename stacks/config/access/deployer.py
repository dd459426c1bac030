"""A role that an environment has for whoever deploys it."""

from dataclasses import dataclass
from typing import ClassVar

from constructs_lib import GitHubWorkflow, WebIdentity
from constructs_lib.deployer_role import check_deployers
from stacks.config.access.role_name import check_role_name
from stacks.config.reason import check_reason


@dataclass(frozen=True, kw_only=True, slots=True)
class DeployerConfig:
    """A role with which a CI system, or a role of a tools account, deploys the environment."""

    folder: ClassVar[str] = "deployers"
    """Of its role, in the path of the environment's roles."""

    name: str
    """Unique in the environment; the role is ``<environment>-<name>``, in ``deployers/``."""

    workflows: tuple[GitHubWorkflow | WebIdentity, ...] = ()
    """Whose tokens are taken (OIDC); none if left out."""

    trusted_roles: tuple[str, ...] = ()
    """ARNs of roles, as of a tools account, that may take it; none if left out."""

    only_diff: bool = False
    """Whether it may only compare, as for ``cdk diff``; it deploys if left out."""

    wider_because: str | None = None
    """Why it may do more than the same role of the environment in ``no_wider_than``.

    It may not if left out, and ``cdk synth`` then refuses it.
    """

    def check(self, where: str, *, partition: str) -> None:
        """Refuse whom anybody could pretend to be.

        Raises:
            ConfigurationError: Names the field.
        """
        check_role_name(f"{where}.name", self.name)
        check_reason(f"{where}.wider_because", self.wider_because)
        check_deployers(
            where,
            workflows=self.workflows,
            trusted_roles=self.trusted_roles,
            partition=partition,
        )

    @property
    def issuers(self) -> tuple[str, ...]:
        """The identity providers whose tokens it takes."""
        return tuple(dict.fromkeys(one.issuer for one in self.workflows))
