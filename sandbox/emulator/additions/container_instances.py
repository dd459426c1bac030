"""Registration of EC2 instances with an ECS cluster, as the ECS agent asks for it."""

import json
from typing import Any
from uuid import uuid4

SUMMARY = "registers an instance with a cluster; lists and describes it"

_Response = tuple[int, dict[str, str], bytes]


def install() -> None:
    """Replace the emulator's empty answers with a register of each account and region."""
    from ministack.core.responses import AccountRegionScopedDict
    from ministack.services import ecs

    register = _Register(ecs, AccountRegionScopedDict())
    ecs._ACTION_MAP.update(
        RegisterContainerInstance=register.register,
        ListContainerInstances=register.list_arns,
        DescribeContainerInstances=register.describe,
    )


class _Register:
    """The container instances of the emulator, by ARN, in the shape of the ECS API."""

    def __init__(self, ecs: Any, instances: Any) -> None:
        self._ecs = ecs
        self._instances = instances

    def register(self, request: dict[str, Any]) -> _Response:
        cluster = self._cluster(request)
        if cluster is None:
            return _answer(400, {"__type": "ClusterNotFoundException"})
        instance_id = json.loads(request["instanceIdentityDocument"])["instanceId"]
        for instance in self._members(cluster):
            if instance["ec2InstanceId"] == instance_id:
                return _answer(200, {"containerInstance": instance})
        prefix = cluster["clusterArn"].replace(":cluster/", ":container-instance/", 1)
        instance = {
            "containerInstanceArn": f"{prefix}/{uuid4().hex}",
            "ec2InstanceId": instance_id,
            "status": "ACTIVE",
            "agentConnected": True,
            "registeredResources": request.get("totalResources", []),
            "clusterArn": cluster["clusterArn"],
        }
        self._instances[instance["containerInstanceArn"]] = instance
        cluster["registeredContainerInstancesCount"] += 1
        return _answer(200, {"containerInstance": instance})

    def list_arns(self, request: dict[str, Any]) -> _Response:
        cluster = self._cluster(request)
        if cluster is None:
            return _answer(400, {"__type": "ClusterNotFoundException"})
        arns = [instance["containerInstanceArn"] for instance in self._members(cluster)]
        return _answer(200, {"containerInstanceArns": arns})

    def describe(self, request: dict[str, Any]) -> _Response:
        found = [
            self._instances[arn]
            for arn in request.get("containerInstances", [])
            if arn in self._instances
        ]
        return _answer(200, {"containerInstances": found, "failures": []})

    def _members(self, cluster: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            instance
            for instance in self._instances.values()
            if instance["clusterArn"] == cluster["clusterArn"]
        ]

    def _cluster(self, request: dict[str, Any]) -> dict[str, Any] | None:
        name = request.get("cluster", "default").rsplit("/", 1)[-1]
        cluster: dict[str, Any] | None = self._ecs._clusters.get(name)
        return cluster


def _answer(status: int, body: dict[str, Any]) -> _Response:
    return status, {"Content-Type": "application/x-amz-json-1.1"}, json.dumps(body).encode()
