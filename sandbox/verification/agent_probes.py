"""What the agents of a host have to be able to do, and what they must not, feature by feature.

Written down independently of the policy, so that one can be held against the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.emulator_process import PARTITION

BASE = "register and report"
"""What every ECS agent does, whatever its features."""

_ID = "0a1b2c3d4e5f"


@dataclass(frozen=True, kw_only=True, slots=True)
class AgentProbe:
    """One call that an agent makes, or that it must not make."""

    action: str
    resource: str
    context: Mapping[str, str] = field(default_factory=dict)
    """Condition keys of the call."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FeatureProbes:
    """The calls of one feature."""

    calls: tuple[AgentProbe, ...]
    """Made when the feature is on; each must be allowed then, and denied when it is off."""

    never: tuple[AgentProbe, ...]
    """Near by, and denied in either case."""


def agent_probes(
    *,
    region: str,
    account: str,
    cluster: str,
    repository: str = "orders",
    log_group: str = "/ecs/orders",
) -> dict[str, FeatureProbes]:
    """Return the probes of every feature of ``AgentFeatures``, by the name of its field.

    Args:
        region: Of the cluster.
        account: Of the cluster.
        cluster: Its name.
        repository: What is pulled without a task execution role.
        log_group: Where is written to without a task execution role.
    """
    stream = f"log-group:{log_group}:log-stream:orders/1"

    def ecs(action: str, resource: str, *, of: str = account, **context: str) -> AgentProbe:
        arn = f"arn:{PARTITION}:ecs:{region}:{of}:{resource}"
        return AgentProbe(action=f"ecs:{action}", resource=arn, context=_keys(context))

    def anything(action: str, **context: str) -> AgentProbe:
        return AgentProbe(action=action, resource="*", context=_keys(context))

    def other(service: str, action: str, resource: str) -> AgentProbe:
        arn = f"arn:{PARTITION}:{service}:{region}:{account}:{resource}"
        return AgentProbe(action=f"{service}:{action}", resource=arn)

    return {
        BASE: FeatureProbes(
            calls=(
                anything("ecs:DiscoverPollEndpoint"),
                ecs("RegisterContainerInstance", f"cluster/{cluster}"),
                ecs("SubmitAttachmentStateChanges", f"cluster/{cluster}"),
                ecs("SubmitTaskStateChange", f"cluster/{cluster}"),
                ecs("Poll", f"container-instance/{cluster}/{_ID}"),
                ecs("StartTelemetrySession", f"container-instance/{cluster}/{_ID}"),
            ),
            never=(
                ecs("CreateCluster", f"cluster/{cluster}"),
                ecs("RegisterContainerInstance", f"cluster/{cluster}2"),
                ecs("RegisterContainerInstance", f"cluster/{cluster}", of="000000000000"),
                ecs("Poll", f"container-instance/not-{cluster}/{_ID}"),
                ecs("Poll", f"container-instance/{cluster}2/{_ID}"),
                ecs("SubmitTaskStateChange", f"cluster/not-{cluster}"),
                ecs("RunTask", "task-definition/web:1"),
            ),
        ),
        "spot_draining": FeatureProbes(
            calls=(ecs("UpdateContainerInstancesState", f"container-instance/{cluster}/{_ID}"),),
            never=(ecs("UpdateContainerInstancesState", f"container-instance/x-{cluster}/{_ID}"),),
        ),
        "service_connect": FeatureProbes(
            calls=(ecs("Poll", f"task-set/{cluster}/web/{_ID}"),),
            never=(ecs("Poll", f"task-set/not-{cluster}/web/{_ID}"),),
        ),
        "instance_tags": FeatureProbes(
            calls=(
                anything("ec2:DescribeTags", ec2_Region=region),
                ecs(
                    "TagResource",
                    f"container-instance/{cluster}/{_ID}",
                    ecs_CreateAction="RegisterContainerInstance",
                ),
            ),
            never=(
                anything("ec2:DescribeTags", ec2_Region="xx-east-1"),
                ecs("TagResource", f"container-instance/{cluster}/{_ID}"),
                ecs("TagResource", f"service/{cluster}/web", ecs_CreateAction="CreateService"),
            ),
        ),
        "tagged_task_metadata": FeatureProbes(
            calls=(
                ecs("ListTagsForResource", f"task/{cluster}/{_ID}"),
                ecs("ListTagsForResource", f"container-instance/{cluster}/{_ID}"),
            ),
            never=(ecs("ListTagsForResource", f"task/not-{cluster}/{_ID}"),),
        ),
        "pulls_without_execution_role": FeatureProbes(
            calls=(
                anything("ecr:GetAuthorizationToken"),
                other("ecr", "BatchGetImage", f"repository/{repository}"),
                other("ecr", "GetDownloadUrlForLayer", f"repository/{repository}"),
            ),
            never=(
                other("ecr", "BatchGetImage", f"repository/{repository}-of-others"),
                other("ecr", "PutImage", f"repository/{repository}"),
            ),
        ),
        "logs_without_execution_role": FeatureProbes(
            calls=(
                other("logs", "CreateLogStream", stream),
                other("logs", "PutLogEvents", stream),
            ),
            never=(
                other("logs", "PutLogEvents", f"log-group:{log_group}-of-others:log-stream:1"),
                other("logs", "GetLogEvents", stream),
            ),
        ),
        "session_manager": FeatureProbes(
            calls=(
                anything("ssm:UpdateInstanceInformation"),
                anything("ssmmessages:CreateControlChannel"),
                anything("ssmmessages:CreateDataChannel"),
                anything("ssmmessages:OpenControlChannel"),
                anything("ssmmessages:OpenDataChannel"),
            ),
            never=(other("ssm", "GetParameter", "parameter/orders/feature-flags"),),
        ),
        "cloudwatch_agent": FeatureProbes(
            calls=(anything("cloudwatch:PutMetricData", cloudwatch_namespace="CWAgent"),),
            never=(
                anything("cloudwatch:PutMetricData", cloudwatch_namespace="AWS/ECS"),
                other("logs", "PutLogEvents", f"log-group:{log_group}-of-others:log-stream:1"),
            ),
        ),
    }


def _keys(context: Mapping[str, str]) -> dict[str, str]:
    """``ec2_Region`` -> ``ec2:Region``."""
    return {name.replace("_", ":", 1): value for name, value in context.items()}
