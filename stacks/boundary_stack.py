"""The ceilings on the roles of one environment."""

from aws_cdk import Stack, Tags
from constructs import Construct

from constructs_lib import ApplicationBoundary
from stacks.config import (
    DeployerConfig,
    EnvironmentConfig,
    ExternalAccountConfig,
    OperatorConfig,
)
from stacks.config.access import AccessRoleConfig

_OF_PEOPLE = (OperatorConfig, ExternalAccountConfig, DeployerConfig)


class BoundaryStack(Stack):
    """The permissions boundaries that the environment makes, before any role carries them.

    The roles that people take have paths of their own. No application may take one of them, but a
    deployer takes those of the CDK.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, environment: EnvironmentConfig
    ) -> None:
        """Define one policy for each boundary that the environment does not find there."""
        super().__init__(scope, construct_id, env=environment.cdk_env)

        def roles(kind: type[AccessRoleConfig]) -> str:
            return f"arn:{self.partition}:iam::{self.account}:role{environment.access_path(kind)}*"

        boundaries = Construct(self, "Boundaries")
        for boundary in environment.made_boundaries:
            ApplicationBoundary(
                boundaries,
                boundary.name,
                name=boundary.policy_name(environment.name),
                protected_roles=[roles(kind) for kind in _OF_PEOPLE],
                except_principals=[roles(DeployerConfig)],
                denied_actions=boundary.denied_actions,
            )
        Tags.of(self).add("environment", environment.name)
