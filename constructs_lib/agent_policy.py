"""What the ECS agent on a container instance may do, as plain policy documents."""

from enum import Enum
from typing import Any


class AgentPolicy(Enum):
    """Which set of permissions the ECS agent gets from its container-instance role."""

    SCOPED = "scoped"
    """What the agent calls, limited by ARN to the one cluster that the host joins."""

    CLASSIC = "classic"
    """The long-standing set on ``*``, for a lift-and-shift of hosts that rely on it."""


def scoped_agent_policy(*, ecs_arn_prefix: str, cluster_name: str) -> dict[str, Any]:
    """Return the six actions that the agent of one cluster needs, and no more.

    It presumes that every task has a task execution role, so neither image pulls nor log writes
    are made with the host's role. ``ecs:DiscoverPollEndpoint`` takes no resource, so ``*`` is the
    narrowest that IAM accepts for it.

    Source: the calls in the code of amazon-ecs-agent 1.105.1, and the resource types in AWS's
    service authorization reference. AWS's own AmazonECSInstanceRolePolicyForManagedInstances (v3)
    has the same shape.

    Args:
        ecs_arn_prefix: ``arn:<partition>:ecs:<region>:<account>``.
        cluster_name: The cluster that the hosts join.
    """
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Discover",
                "Effect": "Allow",
                "Action": "ecs:DiscoverPollEndpoint",
                "Resource": "*",
            },
            {
                "Sid": "RegisterAndReport",
                "Effect": "Allow",
                "Action": [
                    "ecs:RegisterContainerInstance",
                    "ecs:SubmitAttachmentStateChanges",
                    "ecs:SubmitTaskStateChange",
                ],
                "Resource": f"{ecs_arn_prefix}:cluster/{cluster_name}",
            },
            {
                "Sid": "Session",
                "Effect": "Allow",
                "Action": ["ecs:Poll", "ecs:StartTelemetrySession"],
                "Resource": f"{ecs_arn_prefix}:container-instance/{cluster_name}/*",
            },
        ],
    }


def classic_agent_policy() -> dict[str, Any]:
    """Return the set that guides on ECS have used for years, all of it on ``*``.

    A host with it can act on every cluster of the account. AWS's managed policy
    AmazonEC2ContainerServiceforEC2Role (v10) allows all of it, and more.
    """
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "ClassicAgent",
                "Effect": "Allow",
                "Action": [
                    "ecs:CreateCluster",
                    "ecs:DeregisterContainerInstance",
                    "ecs:DiscoverPollEndpoint",
                    "ecs:Poll",
                    "ecs:RegisterContainerInstance",
                    "ecs:StartTelemetrySession",
                    "ecs:UpdateContainerInstancesState",
                    "ecs:Submit*",
                    "ecr:GetAuthorizationToken",
                    "ecr:BatchCheckLayerAvailability",
                    "ecr:GetDownloadUrlForLayer",
                    "ecr:BatchGetImage",
                    "logs:CreateLogStream",
                    "logs:PutLogEvents",
                ],
                "Resource": "*",
            }
        ],
    }
