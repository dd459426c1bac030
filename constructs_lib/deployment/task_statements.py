"""What it takes to bring new task definitions to the services of a cluster, and to run tasks."""

from collections.abc import Sequence
from typing import Any

from constructs_lib.agent.cluster_scope import ClusterScope
from constructs_lib.allow import allow

Statement = dict[str, Any]


def deploy_tasks(scope: ClusterScope, families: Sequence[str]) -> list[Statement]:
    """Return what a deployment calls without CloudFormation: register, update or run, and wait.

    That is what tools like GitHub's action amazon-ecs-deploy-task-definition call. The roles that
    a task definition names have to be passed beside this. On which resource an action is
    authorized, and that its requests carry ``ecs:cluster``, is from AWS's service authorization
    reference; ``ecs:DescribeTaskDefinition`` takes no resource there. The wildcards stand for the
    ids of revisions, tasks and deployments, which nobody knows beforehand.

    Args:
        scope: The cluster.
        families: Of the task definitions.
    """
    definitions = [scope.arn("ecs", f"task-definition/{family}:*") for family in families]
    tasks = scope.members("task")
    in_cluster = {"ArnEquals": {"ecs:cluster": scope.cluster}}
    return [
        allow("RegisterTaskDefinitions", "ecs:RegisterTaskDefinition", definitions),
        allow("ReadTaskDefinitions", "ecs:DescribeTaskDefinition", "*"),
        allow("RunTasks", "ecs:RunTask", definitions, in_cluster),
        allow(
            "UpdateServices",
            ["ecs:DescribeServices", "ecs:ListServiceDeployments", "ecs:UpdateService"],
            scope.members("service"),
            in_cluster,
        ),
        allow(
            "WatchDeployments",
            "ecs:DescribeServiceDeployments",
            [scope.members("service"), scope.members("service-deployment")],
            in_cluster,
        ),
        allow("WatchTasks", "ecs:DescribeTasks", tasks, in_cluster),
        # Authorized on "*", unless the tasks of one host are asked for.
        allow("FindTasks", "ecs:ListTasks", "*", in_cluster),
        _tag_new("TagTaskDefinitions", definitions, "RegisterTaskDefinition"),
        _tag_new("TagTasks", tasks, "RunTask"),
    ]


def _tag_new(sid: str, resource: str | list[str], created_by: str) -> Statement:
    """Only tags that the call which makes the resource brings with it.

    Source: "Grant permission to tag resources on creation" in the Amazon ECS developer guide.
    """
    condition = {"StringEquals": {"ecs:CreateAction": created_by}}
    return allow(sid, "ecs:TagResource", resource, condition)
