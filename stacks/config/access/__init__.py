"""The roles of people, other accounts and deployers in an environment."""

from stacks.config.access.access import AccessConfig, AccessRoleConfig
from stacks.config.access.deployer import DeployerConfig
from stacks.config.access.external_account import ExternalAccountConfig
from stacks.config.access.operator import OperatorConfig

__all__ = [
    "AccessConfig",
    "AccessRoleConfig",
    "DeployerConfig",
    "ExternalAccountConfig",
    "OperatorConfig",
]
