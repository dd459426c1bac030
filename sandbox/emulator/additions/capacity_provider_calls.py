"""The calls of ECS for capacity providers, with what ECS refuses.

Source of the messages: aws/containers-roadmap#631 (in use), ekristen/aws-nuke#542 and ECS's
knowledge-center article "ecs-capacity-provider-error" (a delete that fails afterwards),
terraform-aws-modules/terraform-aws-ecs#53 (not found), hashicorp/terraform-provider-aws#44783
(Managed Instances are cluster-scoped).
"""

import json
from typing import Any

from sandbox.emulator.ecs.group_provider import check_name, check_unique, group_named, settings
from sandbox.emulator.ecs.managed_instances import check_managed_instances
from sandbox.emulator.ecs.refusal import EcsRefusal, Handler, answering
from sandbox.emulator.ecs.strategy import FARGATE, check_strategy
from sandbox.emulator.instances import Instances

SUMMARY = "check group, role, profile and use of a provider; know ECS Managed Instances"

_ONE_KIND = "Specify either autoScalingGroupProvider or managedInstancesProvider."
_NO_CLUSTER = "A cluster is required for a capacity provider of ECS Managed Instances."
_IN_USE = "The specified capacity provider is in use and cannot be removed."
_NOT_FOUND = (
    "The specified capacity provider was not found. Specify a valid capacity provider and try again"
)
_CLUSTER_SCOPED = "Cannot associate Managed Instances capacity provider to clusters using this API."
_OF_SERVICE = "The capacity provider cannot be deleted because it is associated with a service."
_OF_CLUSTER = (
    "The capacity provider cannot be deleted because it is associated with cluster: {}. Remove "
    "the capacity provider from the cluster and try again."
)

_Request = dict[str, Any]
_Answer = tuple[int, dict[str, str], bytes]


def install() -> None:
    """Put the rules before the emulator's own calls."""
    from ministack.services import autoscaling, ec2, ecs

    calls = _Calls(ecs, autoscaling._asgs, Instances(ec2))
    handlers: dict[str, Handler] = {
        "CreateCapacityProvider": calls.create,
        "UpdateCapacityProvider": calls.update,
        "DeleteCapacityProvider": calls.delete,
        "PutClusterCapacityProviders": calls.associate,
    }
    for action, handler in handlers.items():
        ecs._ACTION_MAP[action] = answering(ecs, handler)


class _Calls:
    def __init__(self, ecs: Any, groups: Any, instances: Instances) -> None:
        self._ecs = ecs
        self._groups = groups
        self._instances = instances

    def create(self, request: _Request) -> _Answer:
        check_name(request["name"])
        if ("autoScalingGroupProvider" in request) == ("managedInstancesProvider" in request):
            raise EcsRefusal("InvalidParameterException", _ONE_KIND)
        if "autoScalingGroupProvider" in request:
            return self._create_for_group(request)
        return self._create_for_managed_instances(request)

    def update(self, request: _Request) -> _Answer:
        provider = self._provider(request["name"])
        changed = request.get("autoScalingGroupProvider", {})
        if changed:
            old = provider["autoScalingGroupProvider"]
            scaling = old["managedScaling"] | changed.get("managedScaling", {})
            group = group_named(self._groups.values(), old["autoScalingGroupArn"])
            new = settings(old | changed | {"managedScaling": scaling}, group)
            request = request | {"autoScalingGroupProvider": new}
        if managed := request.get("managedInstancesProvider"):
            self._check_managed_instances(managed, provider["cluster"])
            provider["managedInstancesProvider"] = managed
        return self._answer(self._ecs._update_capacity_provider(request))

    def delete(self, request: _Request) -> _Answer:
        provider = self._provider(request["capacityProvider"])
        name = provider["name"]
        if reason := self._reason_to_stay(provider):
            # ECS takes the call, and tells later that it could not be done.
            provider.update(updateStatus="DELETE_FAILED", updateStatusReason=reason)
            return self._answer(self._ecs.json_response({"capacityProvider": provider}))
        for cluster in self._ecs._clusters.values():
            if name in cluster["capacityProviders"]:
                cluster["capacityProviders"].remove(name)
        return self._answer(self._ecs._delete_capacity_provider(request))

    def associate(self, request: _Request) -> _Answer:
        cluster = self._cluster(request["cluster"])
        named = [self._known(one) for one in request["capacityProviders"]]
        if set(named) & set(self._cluster_scoped(cluster)):
            raise EcsRefusal("InvalidParameterException", _CLUSTER_SCOPED)
        associated = [*named, *self._cluster_scoped(cluster)]
        strategy = request["defaultCapacityProviderStrategy"]
        providers = self._ecs._capacity_providers
        check_strategy(strategy, associated=associated, providers=providers)
        for name in set(cluster["capacityProviders"]) - set(associated):
            if self._is_used(name, cluster):
                raise EcsRefusal("ResourceInUseException", _IN_USE)
        complete = request | {"capacityProviders": associated}
        return self._answer(self._ecs._put_cluster_capacity_providers(complete))

    def _create_for_group(self, request: _Request) -> _Answer:
        given = request["autoScalingGroupProvider"]
        group = group_named(self._groups.values(), given["autoScalingGroupArn"])
        check_unique(group, self._ecs._capacity_providers.values())
        complete = settings(given, group)
        return self._created(request, type="EC2_AUTOSCALING", autoScalingGroupProvider=complete)

    def _create_for_managed_instances(self, request: _Request) -> _Answer:
        if "cluster" not in request:
            raise EcsRefusal("InvalidParameterException", _NO_CLUSTER)
        cluster = self._cluster(request["cluster"])
        managed = request["managedInstancesProvider"]
        self._check_managed_instances(managed, cluster["clusterName"])
        answer = self._created(
            request,
            type="MANAGED_INSTANCES",
            cluster=cluster["clusterName"],
            managedInstancesProvider=managed,
        )
        cluster["capacityProviders"].append(request["name"])
        return answer

    def _created(self, request: _Request, **record: Any) -> _Answer:
        status, _, body = self._ecs._create_capacity_provider(request)
        if status >= 400:
            refusal = json.loads(body)
            raise EcsRefusal(refusal["__type"], refusal["message"])
        provider = self._ecs._capacity_providers[request["name"]]
        del provider["autoScalingGroupProvider"]
        provider.update(record, updateStatus="CREATE_COMPLETE")
        return self._answer(self._ecs.json_response({"capacityProvider": provider}))

    def _check_managed_instances(self, managed: dict[str, Any], cluster: str) -> None:
        arn = self._cluster(cluster)["clusterArn"]
        check_managed_instances(managed, self._instances, cluster_arn=arn)

    def _reason_to_stay(self, provider: dict[str, Any]) -> str | None:
        for cluster in self._ecs._clusters.values():
            if provider["name"] in cluster["capacityProviders"]:
                if self._is_used(provider["name"], cluster):
                    return _OF_SERVICE
                if provider["type"] != "MANAGED_INSTANCES":
                    return _OF_CLUSTER.format(cluster["clusterName"])
        return None

    def _is_used(self, name: str, cluster: dict[str, Any]) -> bool:
        return any(
            item["capacityProvider"].rsplit("/", 1)[-1] == name
            for service in self._ecs._services.values()
            if service["clusterArn"] == cluster["clusterArn"] and service["status"] == "ACTIVE"
            for item in service["capacityProviderStrategy"] or []
        )

    def _cluster_scoped(self, cluster: dict[str, Any]) -> list[str]:
        return [
            name
            for name, provider in self._ecs._capacity_providers.items()
            if provider.get("cluster") == cluster["clusterName"]
        ]

    def _known(self, reference: str) -> str:
        name = str(self._ecs._resolve_capacity_provider_name(reference))
        return name if name in FARGATE else str(self._provider(reference)["name"])

    def _provider(self, reference: str) -> dict[str, Any]:
        name = self._ecs._resolve_capacity_provider_name(reference)
        provider: dict[str, Any] | None = self._ecs._capacity_providers.get(name)
        if provider is None:
            raise EcsRefusal("InvalidParameterException", _NOT_FOUND)
        return provider

    def _cluster(self, reference: str) -> dict[str, Any]:
        cluster: dict[str, Any] | None = self._ecs._clusters.get(
            self._ecs._resolve_cluster_name(reference)
        )
        if cluster is None:
            raise EcsRefusal("ClusterNotFoundException", "Cluster not found.")
        return cluster

    @staticmethod
    def _answer(answer: _Answer) -> _Answer:
        return answer
