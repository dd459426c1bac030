"""The settings of the ECS agent, as ``/etc/ecs/ecs.config`` has them."""

from constructs_lib.agent.features import AgentFeatures
from constructs_lib.isolation import Isolation


def ecs_config(
    *, cluster_name: str, features: AgentFeatures, isolation: Isolation
) -> dict[str, str]:
    """Return the agent's variables: only those that differ from its defaults.

    Features without a variable are on as soon as the host has their permission: the agent relays
    Service Connect, answers ``taskWithTags`` and stands in for a missing task execution role
    whenever a task asks for it.

    Source: "Environment variables" in the README of amazon-ecs-agent 1.105.1.
    """
    settings = {"ECS_CLUSTER": cluster_name}
    if features.spot_draining:
        settings["ECS_ENABLE_SPOT_INSTANCE_DRAINING"] = "true"
    if features.instance_tags:
        settings["ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM"] = "ec2_instance"
    if isolation.is_on:
        settings["ECS_AWSVPC_BLOCK_IMDS"] = "true"
        settings["ECS_DISABLE_PRIVILEGED"] = "true"
    return settings
