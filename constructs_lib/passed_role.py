"""A role that somebody may hand to a service."""

from dataclasses import dataclass

from aws_cdk import aws_iam as iam

from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.iam.wording import did_you_mean

# Source: "IAM roles for Amazon ECS" in the Amazon ECS developer guide.
_SERVICES = tuple(f"{name}.amazonaws.com" for name in ("ec2", "ecs", "ecs-tasks", "ssm"))


@dataclass(frozen=True, kw_only=True, slots=True)
class PassedRole:
    """A role, and the one service that it may be handed to."""

    role: iam.IRole
    service: str
    """As the role's trust policy names it, as in ``ecs-tasks.amazonaws.com``."""

    def __post_init__(self) -> None:
        """Refuse a service that could never be handed the role.

        Raises:
            ConfigurationError: None of the services that take a role of ECS.
        """
        if self.service not in _SERVICES:
            raise ConfigurationError(
                "PassedRole.service",
                expected=f"one of {', '.join(_SERVICES)}{did_you_mean(self.service, _SERVICES)}",
                got=self.service,
            )
