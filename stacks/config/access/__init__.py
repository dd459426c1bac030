"""The roles of people, other accounts and deployers in an environment."""

from stacks.config.access.access import AccessConfig, RoleConfig
from stacks.config.access.deployer import DeployerConfig
from stacks.config.access.external_account import ExternalAccountConfig
from stacks.config.access.operator import OperatorConfig

__all__ = [
    "AccessConfig",
    "DeployerConfig",
    "ExternalAccountConfig",
    "OperatorConfig",
    "RoleConfig",
]
