"""What an operator may do with one cluster."""

from collections.abc import Sequence
from typing import Any

from constructs_lib.agent.cluster_scope import ClusterScope
from constructs_lib.allow import allow
from constructs_lib.host_tag import HOST_TAG

Statement = dict[str, Any]


def read_statements(scope: ClusterScope, log_groups: Sequence[str]) -> list[Statement]:
    """Return what shows how a cluster and its services are; it changes nothing, reads no secret.

    Task definitions, with plain environment variables, hosts, alarms and metrics are those of the
    whole account and region, because AWS takes no resource there. Logs say what services write.

    On which resource each action is authorized is from AWS's service authorization reference;
    what takes none there is on ``*``.

    Args:
        scope: The cluster.
        log_groups: Names of log groups; ``*`` may stand at the end.
    """
    in_cluster = _in_cluster(scope)
    logs = [scope.arn("logs", f"log-group:{name}") for name in log_groups]
    return [
        allow(
            "ReadCluster",
            ["ecs:DescribeClusters", "ecs:ListAttributes", "ecs:ListContainerInstances"],
            scope.cluster,
        ),
        allow(
            "ReadMembers",
            [
                "ecs:DescribeContainerInstances",
                "ecs:DescribeServiceDeployments",
                "ecs:DescribeServices",
                "ecs:DescribeTasks",
                "ecs:ListServiceDeployments",
            ],
            [
                scope.members("container-instance"),
                scope.members("service"),
                scope.members("service-deployment"),
                scope.members("task"),
            ],
        ),
        allow("FindMembers", ["ecs:ListServices", "ecs:ListTasks"], "*", in_cluster),
        allow(
            "ReadDefinitionsAndHosts",
            [
                "autoscaling:DescribeAutoScalingGroups",
                "autoscaling:DescribeInstanceRefreshes",
                "autoscaling:DescribeScalingActivities",
                "cloudwatch:DescribeAlarms",
                "cloudwatch:GetMetricData",
                "cloudwatch:GetMetricStatistics",
                "cloudwatch:ListMetrics",
                "ec2:DescribeInstances",
                "ecs:DescribeCapacityProviders",
                "ecs:DescribeTaskDefinition",
                "ecs:ListClusters",
                "ecs:ListTaskDefinitions",
            ],
            "*",
        ),
        *(_read_logs(logs) if logs else ()),
    ]


def repair_statements(scope: ClusterScope) -> list[Statement]:
    """Return what repairs a running cluster: its services and tasks, its hosts, sessions on both.

    It changes no task definition, no role and nothing outside the cluster. Whoever opens a session
    in a container or on a host has what runs there, with its role and its secrets.

    Args:
        scope: The cluster.
    """
    in_cluster = _in_cluster(scope)
    return [
        allow(
            "RepairServices",
            ["ecs:StopServiceDeployment", "ecs:UpdateService"],
            [scope.members("service"), scope.members("service-deployment")],
            in_cluster,
        ),
        allow("RunTasks", "ecs:RunTask", scope.arn("ecs", "task-definition/*"), in_cluster),
        allow("StopTasks", "ecs:StopTask", scope.members("task"), in_cluster),
        allow("EnterTasks", "ecs:ExecuteCommand", [scope.cluster, scope.members("task")]),
        allow(
            "DrainHosts",
            "ecs:UpdateContainerInstancesState",
            scope.members("container-instance"),
            in_cluster,
        ),
        _replace_hosts(scope),
        *_enter_hosts(scope),
    ]


def _replace_hosts(scope: ClusterScope) -> Statement:
    """Source: "Amazon EC2 Auto Scaling identity-based policy examples" in its user guide."""
    return allow(
        "ReplaceHosts",
        [
            "autoscaling:CancelInstanceRefresh",
            "autoscaling:SetDesiredCapacity",
            "autoscaling:SetInstanceHealth",
            "autoscaling:StartInstanceRefresh",
            "autoscaling:TerminateInstanceInAutoScalingGroup",
        ],
        scope.arn("autoscaling", "autoScalingGroup:*:autoScalingGroupName/*"),
        {"StringEquals": {f"autoscaling:ResourceTag/{HOST_TAG}": scope.cluster_name}},
    )


def _enter_hosts(scope: ClusterScope) -> list[Statement]:
    """Source: "Additional sample IAM policies for Session Manager" in the Systems Manager guide."""
    return [
        allow(
            "EnterHosts",
            "ssm:StartSession",
            scope.arn("ec2", "instance/*"),
            {
                "StringEquals": {f"ssm:resourceTag/{HOST_TAG}": scope.cluster_name},
                # Without it, a session that names no document is not held to the next statement.
                "BoolIfExists": {"ssm:SessionDocumentAccessCheck": "true"},
            },
        ),
        allow(
            "OpenShellsOnly",
            "ssm:StartSession",
            scope.arn("ssm", "document/SSM-SessionManagerRunShell"),
        ),
        allow(
            "OpenOwnChannels",
            "ssmmessages:OpenDataChannel",
            scope.arn("ssm", "session/${aws:userid}-*"),
        ),
        allow(
            "EndOwnSessions",
            ["ssm:ResumeSession", "ssm:TerminateSession"],
            scope.arn("ssm", "session/*"),
            {"StringLike": {"ssm:resourceTag/aws:ssmmessages:session-id": "${aws:userid}"}},
        ),
    ]


def _read_logs(groups: list[str]) -> list[Statement]:
    """A group is named with and without ``:*``: AWS asks for either.

    Source: "CloudWatch Logs resources and operations" in the Amazon CloudWatch Logs user guide.
    """
    return [
        allow(
            "ReadLogs",
            [
                "logs:DescribeLogStreams",
                "logs:FilterLogEvents",
                "logs:GetLogEvents",
                "logs:GetQueryResults",
                "logs:StartQuery",
            ],
            [*groups, *(f"{group}:*" for group in groups)],
        ),
        allow("FindLogs", ["logs:DescribeLogGroups", "logs:StopQuery"], "*"),
    ]


def _in_cluster(scope: ClusterScope) -> dict[str, Any]:
    return {"ArnEquals": {"ecs:cluster": scope.cluster}}
