"""What the agents of a host are set to do, and may do."""

import base64
import re
import tomllib
from email import message_from_string
from email.message import Message

from constructs_lib import AgentFeatures, OperatingSystem
from sandbox.report import Check
from sandbox.verification.account import Account
from sandbox.verification.agent_probes import BASE, agent_probes
from sandbox.verification.calls import ALLOWED, DENIED
from sandbox.verification.live_role import LiveRole
from sandbox.verification.simulation import simulated
from stacks.config import EnvironmentConfig

_SETTING = re.compile(r"^(ECS_[A-Z_]+)=(.*)$", re.MULTILINE)


def check_agents(
    account: Account,
    environment: EnvironmentConfig,
    role: LiveRole,
    *,
    agent: AgentFeatures,
    is_managed_node: bool = False,
) -> list[Check]:
    """Check the calls of each agent: those of features that are on, and those of the others.

    IAM's policy simulator answers, since the agent's own endpoints cannot be called from here.

    Args:
        account: Where the role is.
        environment: Whose cluster the agents join.
        role: Of the hosts.
        agent: What their agents do.
        is_managed_node: Whether they report to Systems Manager whatever their features are.
    """
    if agent.classic_permissions:
        return []
    probes = agent_probes(
        region=environment.region,
        account=environment.account,
        cluster=environment.cluster_name,
        repository=next(iter(agent.pulls_without_execution_role), "orders"),
        log_group=next(iter(agent.logs_without_execution_role), "/ecs/orders"),
    )
    always = {"ssm:UpdateInstanceInformation"} if is_managed_node else set()
    checks = []
    for feature, of_feature in probes.items():
        is_on = feature == BASE or bool(getattr(agent, feature))
        calls = [
            (call, ALLOWED if is_on or call.action in always else DENIED)
            for call in of_feature.calls
        ]
        calls += [(call, DENIED) for call in of_feature.never]
        group = f"agent, {feature.replace('_', ' ')} {'on' if is_on else 'off'}"
        checks += [
            simulated(
                *(account, role, call.action, call.resource, expected),
                context=call.context,
                group=group,
            )
            for call, expected in calls
        ]
    return checks


def host_settings(account: Account, instance_id: str) -> dict[str, str]:
    """Return the variables of the ECS agent, as the instance's user data sets them."""
    attribute = account.root.client("ec2").describe_instance_attribute(
        InstanceId=instance_id, Attribute="userData"
    )
    text = base64.b64decode(attribute["UserData"]["Value"]).decode()
    if "[settings.ecs]" in text:
        return _of_bottlerocket(text)
    parts = [part for part in message_from_string(text).walk() if not part.is_multipart()]
    return dict(_SETTING.findall("\n".join(_decoded(part) for part in parts)))


def check_settings(
    settings: dict[str, str], environment: EnvironmentConfig, operating_system: OperatingSystem
) -> list[Check]:
    """Check that the agent is set to what the environment says: features and isolation."""
    agent, isolated = environment.agent, environment.isolation.is_on
    expected = {
        "ECS_AWSVPC_BLOCK_IMDS": isolated,
        "ECS_DISABLE_PRIVILEGED": isolated,
        "ECS_ENABLE_SPOT_INSTANCE_DRAINING": agent.spot_draining,
    }
    if operating_system is OperatingSystem.AMAZON_LINUX_2023:
        expected["ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM"] = agent.instance_tags
    return [
        Check(
            what=f"agent setting {name} is {'on' if on else 'off'}",
            expected="on" if on else "off",
            observed="off" if settings.get(name, "false") == "false" else "on",
        )
        for name, on in expected.items()
    ]


def _of_bottlerocket(text: str) -> dict[str, str]:
    """Bottlerocket's own settings, by the variable of the agent that each stands for."""
    ecs = tomllib.loads(text)["settings"]["ecs"]
    return {
        "ECS_CLUSTER": ecs["cluster"],
        "ECS_AWSVPC_BLOCK_IMDS": str(ecs["awsvpc-block-imds"]).lower(),
        "ECS_DISABLE_PRIVILEGED": str(not ecs["allow-privileged-containers"]).lower(),
        "ECS_ENABLE_SPOT_INSTANCE_DRAINING": str(ecs["enable-spot-instance-draining"]).lower(),
    }


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return payload.decode() if isinstance(payload, bytes) else ""
