"""Registration of instances with an ECS cluster, as the ECS agent asks for it.

Source: "RegisterContainerInstance", "DeregisterContainerInstance" and "ContainerInstance" in the
ECS API reference. An instance of ECS Anywhere has a managed instance id of Systems Manager
(``mi-``), and no instance of EC2. ECS deregisters an instance that is terminated.
"""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from sandbox.emulator.ecs.refusal import EcsRefusal, Handler, answering
from sandbox.emulator.instances import after_termination

SUMMARY = "register an instance with a cluster, tell its capacity provider, and deregister it"

_ATTRIBUTE_OF_EXTERNAL = {"name": "ecs.capability.external"}

_Request = dict[str, Any]
_Answer = tuple[int, dict[str, str], bytes]


def install() -> None:
    """Replace the emulator's empty answers with a register of each account and region."""
    from ministack.core.responses import AccountRegionScopedDict
    from ministack.services import autoscaling, ec2, ecs

    register = _Register(ecs, autoscaling._asgs, AccountRegionScopedDict())
    handlers: dict[str, Handler] = {
        "RegisterContainerInstance": register.register,
        "ListContainerInstances": register.list_arns,
        "DescribeContainerInstances": register.describe,
        "DeregisterContainerInstance": register.deregister,
    }
    for action, handler in handlers.items():
        ecs._ACTION_MAP[action] = answering(ecs, handler)
    after_termination(ec2, register.forget)


class _Register:
    """The container instances of the emulator, by ARN, in the shape of the ECS API."""

    def __init__(self, ecs: Any, groups: Any, instances: Any) -> None:
        self._ecs = ecs
        self._groups = groups
        self._instances = instances

    def register(self, request: _Request) -> _Answer:
        cluster = self._cluster(request)
        if "instanceIdentityDocument" not in request:
            raise EcsRefusal("ClientException", "instanceIdentityDocument is required.")
        instance_id = json.loads(request["instanceIdentityDocument"])["instanceId"]
        for instance in self._members(cluster):
            if instance["ec2InstanceId"] == instance_id:
                return self._answer({"containerInstance": self._shown(instance)})
        prefix = cluster["clusterArn"].replace(":cluster/", ":container-instance/", 1)
        external = [_ATTRIBUTE_OF_EXTERNAL] if instance_id.startswith("mi-") else []
        instance = {
            "containerInstanceArn": f"{prefix}/{uuid4().hex}",
            "ec2InstanceId": instance_id,
            "status": "ACTIVE",
            "agentConnected": True,
            "registeredResources": request.get("totalResources", []),
            "attributes": [*request.get("attributes", []), *external],
            "clusterArn": cluster["clusterArn"],
        }
        self._instances[instance["containerInstanceArn"]] = instance
        cluster["registeredContainerInstancesCount"] += 1
        return self._answer({"containerInstance": self._shown(instance)})

    def list_arns(self, request: _Request) -> _Answer:
        members = self._members(self._cluster(request))
        arns = [instance["containerInstanceArn"] for instance in members]
        return self._answer({"containerInstanceArns": arns})

    def describe(self, request: _Request) -> _Answer:
        wanted = [self._arn(one, request) for one in request.get("containerInstances", [])]
        found = [self._shown(self._instances[arn]) for arn in wanted if arn in self._instances]
        missing = [
            {"arn": arn, "reason": "MISSING"} for arn in wanted if arn not in self._instances
        ]
        return self._answer({"containerInstances": found, "failures": missing})

    def deregister(self, request: _Request) -> _Answer:
        arn = self._arn(request["containerInstance"], request)
        instance = self._instances.get(arn)
        if instance is None:
            raise EcsRefusal(
                "InvalidParameterException", "The referenced container instance was not found."
            )
        shown = self._shown(instance) | {"status": "INACTIVE", "agentConnected": False}
        self._remove(instance)
        return self._answer({"containerInstance": shown})

    def forget(self, instance_id: str) -> None:
        """Deregister an instance that was terminated."""
        for instance in list(self._instances.values()):
            if instance["ec2InstanceId"] == instance_id:
                self._remove(instance)

    def _remove(self, instance: dict[str, Any]) -> None:
        del self._instances[instance["containerInstanceArn"]]
        for cluster in self._ecs._clusters.values():
            if cluster["clusterArn"] == instance["clusterArn"]:
                cluster["registeredContainerInstancesCount"] -= 1

    def _shown(self, instance: dict[str, Any]) -> dict[str, Any]:
        """Add the capacity provider of the instance's group, if the cluster has one."""
        groups = [
            group["AutoScalingGroupARN"]
            for group in self._groups.values()
            for member in group["Instances"]
            if member["InstanceId"] == instance["ec2InstanceId"]
        ]
        for name in self._providers(instance["clusterArn"]):
            settings = self._ecs._capacity_providers[name].get("autoScalingGroupProvider", {})
            if settings.get("autoScalingGroupArn") in groups:
                return instance | {"capacityProviderName": name}
        return instance

    def _providers(self, cluster_arn: str) -> Iterator[str]:
        for cluster in self._ecs._clusters.values():
            if cluster["clusterArn"] == cluster_arn:
                yield from set(cluster["capacityProviders"]) & set(self._ecs._capacity_providers)

    def _members(self, cluster: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            instance
            for instance in self._instances.values()
            if instance["clusterArn"] == cluster["clusterArn"]
        ]

    def _arn(self, reference: str, request: _Request) -> str:
        if reference.startswith("arn:"):
            return reference
        prefix = self._cluster(request)["clusterArn"].replace(":cluster/", ":container-instance/")
        return f"{prefix}/{reference}"

    def _cluster(self, request: _Request) -> dict[str, Any]:
        name = self._ecs._resolve_cluster_name(request.get("cluster", "default"))
        cluster: dict[str, Any] | None = self._ecs._clusters.get(name)
        if cluster is None:
            raise EcsRefusal("ClusterNotFoundException", "Cluster not found.")
        return cluster

    def _answer(self, body: dict[str, Any]) -> _Answer:
        answer: _Answer = self._ecs.json_response(body)
        return answer
