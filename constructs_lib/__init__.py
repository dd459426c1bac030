"""Reusable AWS CDK constructs for the IAM roles of Amazon ECS."""

from constructs_lib.agent_policy import AgentPolicy
from constructs_lib.cluster_name import check_cluster_name
from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.container_instance import ContainerInstance
from constructs_lib.container_instance_role import ContainerInstanceRole
from constructs_lib.iam_syntax import check_action, check_resource
from constructs_lib.permission import Permission
from constructs_lib.task_execution_role import TaskExecutionRole
from constructs_lib.task_role import TaskRole

__all__ = [
    "AgentPolicy",
    "ConfigurationError",
    "ContainerInstance",
    "ContainerInstanceRole",
    "Permission",
    "TaskExecutionRole",
    "TaskRole",
    "check_action",
    "check_cluster_name",
    "check_resource",
]
