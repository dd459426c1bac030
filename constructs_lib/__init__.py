"""Reusable AWS CDK constructs for the IAM roles of Amazon ECS."""

from constructs_lib.agent.features import AgentFeatures
from constructs_lib.application_boundary import ApplicationBoundary
from constructs_lib.auto_scaling_capacity import AutoScalingCapacity
from constructs_lib.cluster_capacity_providers import ClusterCapacityProviders
from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.container_instance import ContainerInstance
from constructs_lib.container_instance_role import ContainerInstanceRole
from constructs_lib.deployer_role import DeployerRole
from constructs_lib.enable_exec import enable_exec
from constructs_lib.exec_sessions import ExecSessions
from constructs_lib.existing_instance_profile import ExistingInstanceProfile
from constructs_lib.external_account_role import ExternalAccountRole
from constructs_lib.external_instance_role import ExternalInstanceRole
from constructs_lib.github_workflow import GitHubWorkflow
from constructs_lib.host.operating_system import OperatingSystem
from constructs_lib.iam.checks import IamChecks
from constructs_lib.iam.permission import Permission
from constructs_lib.iam.role_shape import RoleShape
from constructs_lib.infrastructure_purpose import InfrastructurePurpose
from constructs_lib.infrastructure_role import InfrastructureRole
from constructs_lib.isolation import Isolation
from constructs_lib.managed_instances_capacity import ManagedInstancesCapacity
from constructs_lib.operator_access import OperatorAccess
from constructs_lib.operator_role import OperatorRole
from constructs_lib.operators import Operators
from constructs_lib.passed_role import PassedRole
from constructs_lib.role_use_alarm import RoleUseAlarm
from constructs_lib.session_rules import SessionRules
from constructs_lib.task_execution_role import TaskExecutionRole
from constructs_lib.task_role import TaskRole
from constructs_lib.web_identity import WebIdentity
from constructs_lib.web_identity_provider import WebIdentityProvider

__all__ = [
    "AgentFeatures",
    "ApplicationBoundary",
    "AutoScalingCapacity",
    "ClusterCapacityProviders",
    "ConfigurationError",
    "ContainerInstance",
    "ContainerInstanceRole",
    "DeployerRole",
    "ExecSessions",
    "ExistingInstanceProfile",
    "ExternalAccountRole",
    "ExternalInstanceRole",
    "GitHubWorkflow",
    "IamChecks",
    "InfrastructurePurpose",
    "InfrastructureRole",
    "Isolation",
    "ManagedInstancesCapacity",
    "OperatingSystem",
    "OperatorAccess",
    "OperatorRole",
    "Operators",
    "PassedRole",
    "Permission",
    "RoleShape",
    "RoleUseAlarm",
    "SessionRules",
    "TaskExecutionRole",
    "TaskRole",
    "WebIdentity",
    "WebIdentityProvider",
    "enable_exec",
]
