"""The statements of the container-instance role's policy, one function for each feature.

What the ECS agent calls is read from the code of amazon-ecs-agent 1.105.1; on which resource a
call is authorized, from AWS's service authorization reference. A condition on ``ecs:cluster`` is
used only where an ARN does not say the same already: the key is missing from some requests.
"""

from collections.abc import Sequence
from typing import Any

from constructs_lib.agent.cluster_scope import ClusterScope
from constructs_lib.allow import allow

Statement = dict[str, Any]


def register_and_report(scope: ClusterScope) -> list[Statement]:
    """What every ECS agent does: register its host, poll for work, report.

    It presumes that every task has a task execution role, so neither images are pulled nor logs
    written with the host's role. ``ecs:DiscoverPollEndpoint`` takes no resource. AWS's own
    AmazonECSInstanceRolePolicyForManagedInstances (v3) has the same shape.
    """
    return [
        allow("Discover", "ecs:DiscoverPollEndpoint", "*"),
        allow(
            "RegisterAndReport",
            [
                "ecs:RegisterContainerInstance",
                "ecs:SubmitAttachmentStateChanges",
                "ecs:SubmitTaskStateChange",
            ],
            scope.cluster,
        ),
        allow(
            "Session",
            ["ecs:Poll", "ecs:StartTelemetrySession"],
            scope.members("container-instance"),
        ),
    ]


def send_system_logs(scope: ClusterScope) -> list[Statement]:
    """Send the logs of the operating system, which on Managed Instances nobody can log in to.

    Source: AWS's managed policy AmazonECSInstanceRolePolicyForManagedInstances (v3).
    """
    return [allow("SendSystemLogs", "ecs:PutSystemLogEvents", scope.members("container-instance"))]


def drain_spot_instances(scope: ClusterScope) -> list[Statement]:
    """Set the host to draining when its spot instance is about to be interrupted.

    Source: ``UpdateContainerInstancesState`` in the agent's ``agent/app/agent.go``, called only
    with ``ECS_ENABLE_SPOT_INSTANCE_DRAINING=true``.
    """
    return [
        allow(
            "DrainSpotInstances",
            "ecs:UpdateContainerInstancesState",
            scope.members("container-instance"),
        )
    ]


def relay_service_connect(scope: ClusterScope) -> list[Statement]:
    """Let the relay of Service Connect poll for the services of the cluster.

    Source: "Service Connect" in the Amazon ECS developer guide: the container instance needs
    ``ecs:Poll`` for ``task-set/<cluster>/*``. ``ecs:cluster`` is missing from that request.
    """
    return [allow("RelayServiceConnect", "ecs:Poll", scope.members("task-set"))]


def propagate_instance_tags(scope: ClusterScope) -> list[Statement]:
    """Read the tags of the EC2 instance, and register the container instance with them.

    Source: ``DescribeTags`` in the agent's ``agent/app/agent.go``; it takes no resource. ECS asks
    for ``ecs:TagResource`` when a registration carries tags ("Tagging on creation" in the Amazon
    ECS developer guide).
    """
    return [
        allow(
            "ReadInstanceTags",
            "ec2:DescribeTags",
            "*",
            {"StringEquals": {"ec2:Region": scope.region}},
        ),
        allow(
            "TagAtRegistration",
            "ecs:TagResource",
            scope.members("container-instance"),
            {"StringEquals": {"ecs:CreateAction": "RegisterContainerInstance"}},
        ),
    ]


def read_tags_for_metadata(scope: ClusterScope) -> list[Statement]:
    """Read the tags that a task asks for through ``taskWithTags``.

    Source: ``ListTagsForResource`` in the agent's ``agent/handlers/v2/response.go``.
    """
    return [
        allow(
            "ReadTagsForMetadata",
            "ecs:ListTagsForResource",
            [scope.members("container-instance"), scope.members("task")],
        )
    ]


def pull_images(scope: ClusterScope, repositories: Sequence[str]) -> list[Statement]:
    """Pull the images of tasks that have no task execution role.

    Source: AWS's managed policy AmazonEC2ContainerRegistryPullOnly (v1), which pulls without
    ``ecr:BatchCheckLayerAvailability``. ``ecr:GetAuthorizationToken`` takes no resource.
    """
    return [
        allow("LogInToRegistry", "ecr:GetAuthorizationToken", "*"),
        allow(
            "PullImages",
            ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            [scope.arn("ecr", f"repository/{name}") for name in repositories],
        ),
    ]


def write_logs(scope: ClusterScope, log_groups: Sequence[str]) -> list[Statement]:
    """Write the logs of tasks that have no task execution role.

    Source: "Using the awslogs log driver" in the Amazon ECS developer guide; the log groups exist.
    """
    return [
        allow(
            "WriteLogs",
            ["logs:CreateLogStream", "logs:PutLogEvents"],
            [scope.arn("logs", f"log-group:{name}:log-stream:*") for name in log_groups],
        )
    ]


def open_sessions() -> list[Statement]:
    """Let the SSM agent open shells for Session Manager, and nothing else that it can do.

    AWS's managed policy AmazonSSMManagedInstanceCore would also let the host read every parameter
    of the account. The actions of ``ssmmessages`` take no resource; of
    ``ssm:UpdateInstanceInformation`` AWS's reference demands none, and AWS's example names none.

    Source: "Create an IAM role with minimal Session Manager permissions" in the AWS Systems
    Manager user guide.
    """
    return [
        allow(
            "OpenSessions",
            [
                "ssm:UpdateInstanceInformation",
                "ssmmessages:CreateControlChannel",
                "ssmmessages:CreateDataChannel",
                "ssmmessages:OpenControlChannel",
                "ssmmessages:OpenDataChannel",
            ],
            "*",
        )
    ]


def be_a_managed_node() -> list[Statement]:
    """Report to Systems Manager, without which a machine outside AWS counts as lost.

    It gets its credentials by its own key, which takes no permission. Of the action AWS's reference
    demands no resource.

    Source: ``UpdateInstanceInformation`` in the health check of amazon-ssm-agent.
    """
    return [allow("ReportToSystemsManager", "ssm:UpdateInstanceInformation", "*")]


def publish_host_metrics() -> list[Statement]:
    """Let the CloudWatch agent publish under its own namespace, and nowhere else.

    ``cloudwatch:PutMetricData`` takes no resource. AWS's managed policy CloudWatchAgentServerPolicy
    would also let the host write to every log group of the account.
    """
    return [
        allow(
            "PublishHostMetrics",
            "cloudwatch:PutMetricData",
            "*",
            {"StringEquals": {"cloudwatch:namespace": "CWAgent"}},
        )
    ]


def classic() -> list[Statement]:
    """Return the set that guides on ECS have used for years, all of it on ``*``.

    AWS's managed policy AmazonEC2ContainerServiceforEC2Role (v10) allows all of it, and more.
    """
    return [
        allow(
            "ClassicAgent",
            [
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
            "*",
        )
    ]
