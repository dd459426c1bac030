"""A role that somebody may hand to a service."""

from dataclasses import dataclass

from aws_cdk import aws_iam as iam


@dataclass(frozen=True, kw_only=True, slots=True)
class PassedRole:
    """A role, and the one service that it may be handed to."""

    role: iam.IRole
    service: str
    """As the role's trust policy names it, as in ``ecs-tasks.amazonaws.com``."""
