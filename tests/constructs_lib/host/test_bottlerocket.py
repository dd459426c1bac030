"""The settings of Bottlerocket, read as it reads them."""

import tomllib
from typing import Any

from constructs_lib import AgentFeatures, Isolation
from constructs_lib.host.bottlerocket import settings


def _settings(
    features: AgentFeatures | None = None, isolation: Isolation = Isolation.ENFORCED
) -> dict[str, Any]:
    text = settings(cluster_name="prod", features=features or AgentFeatures(), isolation=isolation)
    read: dict[str, Any] = tomllib.loads(text)["settings"]
    return read


def test_joins_its_cluster_isolated_by_default() -> None:
    assert _settings() == {
        "ecs": {
            "cluster": "prod",
            "enable-spot-instance-draining": False,
            "allow-privileged-containers": False,
            "awsvpc-block-imds": True,
        },
        "host-containers": {"control": {"enabled": False}},
    }


def test_isolation_can_be_off() -> None:
    ecs = _settings(isolation=Isolation.OFF)["ecs"]

    assert ecs["allow-privileged-containers"] is True
    assert ecs["awsvpc-block-imds"] is False


def test_drains_spot_instances_if_asked_to() -> None:
    ecs = _settings(AgentFeatures(spot_draining=True))["ecs"]

    assert ecs["enable-spot-instance-draining"] is True


def test_session_manager_is_its_control_container() -> None:
    containers = _settings(AgentFeatures(session_manager=True))["host-containers"]

    assert containers == {"control": {"enabled": True}}
