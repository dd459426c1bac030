"""The agent's settings, and that they and the policy say the same."""

import itertools
import json
import tomllib
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import pytest
from aws_cdk import Stack

from constructs_lib import AgentFeatures, ConfigurationError, Isolation
from constructs_lib.agent.cluster_scope import ClusterScope
from constructs_lib.agent.ecs_config import ecs_config
from constructs_lib.agent.policy import ecs_agent_statements, other_agents_statements
from constructs_lib.host import amazon_linux, bottlerocket

# Which setting turns a feature of the agent on, and which statements the feature then needs.
_PAIRS = {
    "ECS_ENABLE_SPOT_INSTANCE_DRAINING": {"DrainSpotInstances"},
    "ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM": {"ReadInstanceTags", "TagAtRegistration"},
}
_FLAGS = [
    field.name
    for field in fields(AgentFeatures)
    if field.name not in ("pulls_without_execution_role", "logs_without_execution_role")
]

# What the type checker refuses, and Python does not.
_TEXT: dict[str, Any] = {"logs_without_execution_role": "orders"}


def _settings(features: AgentFeatures, isolation: Isolation = Isolation.OFF) -> dict[str, str]:
    return ecs_config(cluster_name="prod", features=features, isolation=isolation)


def test_the_agent_knows_its_cluster_and_keeps_its_defaults() -> None:
    assert _settings(AgentFeatures()) == {"ECS_CLUSTER": "prod"}


@pytest.mark.parametrize(
    ("features", "setting"),
    [
        (AgentFeatures(spot_draining=True), {"ECS_ENABLE_SPOT_INSTANCE_DRAINING": "true"}),
        (
            AgentFeatures(instance_tags=True),
            {"ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM": "ec2_instance"},
        ),
    ],
)
def test_a_feature_is_turned_on(features: AgentFeatures, setting: dict[str, str]) -> None:
    assert _settings(features) == {"ECS_CLUSTER": "prod"} | setting


def test_settings_and_policy_agree_in_every_combination(prod: ClusterScope) -> None:
    combinations = list(_combinations())

    assert len(combinations) == 128
    assert [
        (features, setting, sids)
        for features in combinations
        for setting, sids in _PAIRS.items()
        if (setting in _settings(features)) != _has(sids, features, prod)
    ] == []
    assert {name for features in combinations for name in _settings(features)} == {
        "ECS_CLUSTER",
        *_PAIRS,
    }


def test_user_data_and_policy_agree_in_every_combination(prod: ClusterScope, stack: Stack) -> None:
    disagreeing = []
    for features in _combinations():
        shell = amazon_linux.user_data(
            cluster_name="prod", features=features, isolation=Isolation.OFF
        )
        text = json.dumps(stack.resolve(shell.render()))
        bottlerocket_says = tomllib.loads(
            bottlerocket.settings(cluster_name="prod", features=features, isolation=Isolation.OFF)
        )["settings"]
        sids = {one["Sid"] for one in other_agents_statements(features)}
        on = {
            *(setting for setting in _PAIRS if f"\\n{setting}=" in text),
            *({"OpenSessions"} if "enable --now amazon-ssm-agent" in text else ()),
            *({"PublishHostMetrics"} if "enable --now amazon-cloudwatch-agent" in text else ()),
        }
        needed = {setting for setting, sids in _PAIRS.items() if _has(sids, features, prod)}
        drains = bottlerocket_says["ecs"]["enable-spot-instance-draining"]
        if (
            on != needed | sids
            or drains != _has({"DrainSpotInstances"}, features, prod)
            or bottlerocket_says["host-containers"]["control"]["enabled"]
            != ("OpenSessions" in sids)
        ):
            disagreeing.append(features)

    assert disagreeing == []


def _combinations() -> Iterator[AgentFeatures]:
    for values in itertools.product((False, True), repeat=len(_FLAGS)):
        flags: dict[str, Any] = dict(zip(_FLAGS, values, strict=True))
        yield replace(AgentFeatures(), **flags)


def _has(sids: set[str], features: AgentFeatures, scope: ClusterScope) -> bool:
    """Whether the policy has all of the statements; a part of them would be neither on nor off."""
    present = {one["Sid"] for one in ecs_agent_statements(features, scope)} & sids
    assert present in (set(), sids)
    return present == sids


@pytest.mark.parametrize("isolation", [Isolation.ENFORCED, Isolation.EXCEPT_HOST_NETWORK])
def test_isolation_closes_metadata_to_awsvpc_tasks_and_disables_privileged_ones(
    isolation: Isolation,
) -> None:
    assert _settings(AgentFeatures(), isolation) == {
        "ECS_CLUSTER": "prod",
        "ECS_AWSVPC_BLOCK_IMDS": "true",
        "ECS_DISABLE_PRIVILEGED": "true",
    }


@pytest.mark.parametrize(
    ("features", "message"),
    [
        (
            AgentFeatures(pulls_without_execution_role=("Orders",)),
            r"^here\.pulls_without_execution_role: expected the name of an ECR repository",
        ),
        (
            AgentFeatures(pulls_without_execution_role=("team//orders",)),
            r"^here\.pulls_without_execution_role: expected the name of an ECR repository",
        ),
        (
            AgentFeatures(pulls_without_execution_role=("o" * 257,)),
            r"^here\.pulls_without_execution_role: expected the name of an ECR repository",
        ),
        (
            replace(AgentFeatures(), **_TEXT),
            r"^here\.logs_without_execution_role: expected a tuple of str, as in \(a, b\)",
        ),
        (
            AgentFeatures(pulls_without_execution_role=("*",)),
            r"^here\.pulls_without_execution_role: expected the name of an ECR repository",
        ),
        (
            AgentFeatures(logs_without_execution_role=("/ecs/*",)),
            r"^here\.logs_without_execution_role: expected the name of a log group",
        ),
    ],
)
def test_refuses_what_is_no_name(features: AgentFeatures, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        features.check("here")
