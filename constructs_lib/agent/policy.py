"""The permissions policy of a container-instance role."""

from typing import Any

from constructs_lib.agent import statements
from constructs_lib.agent.cluster_scope import ClusterScope
from constructs_lib.agent.features import AgentFeatures


def ecs_agent_statements(features: AgentFeatures, scope: ClusterScope) -> list[dict[str, Any]]:
    """Return what the ECS agent needs in its cluster: nothing for a feature that is off.

    All of it is within AWS's managed policy AmazonEC2ContainerServiceforEC2Role (v10).
    """
    pulls, logs = features.pulls_without_execution_role, features.logs_without_execution_role
    return [
        *(
            statements.classic()
            if features.classic_permissions
            else statements.register_and_report(scope)
        ),
        *(statements.drain_spot_instances(scope) if features.spot_draining else ()),
        *(statements.relay_service_connect(scope) if features.service_connect else ()),
        *(statements.propagate_instance_tags(scope) if features.instance_tags else ()),
        *(statements.read_tags_for_metadata(scope) if features.tagged_task_metadata else ()),
        *(statements.pull_images(scope, pulls) if pulls else ()),
        *(statements.write_logs(scope, logs) if logs else ()),
    ]


def other_agents_statements(features: AgentFeatures) -> list[dict[str, Any]]:
    """Return what the agents beside the ECS agent need: nothing for one that does not run."""
    return [
        *(statements.open_sessions() if features.session_manager else ()),
        *(statements.publish_host_metrics() if features.cloudwatch_agent else ()),
    ]
