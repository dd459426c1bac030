"""The delete of an ECS cluster, refused while it is used.

Source: the errors of "DeleteCluster" in the ECS API reference; the message for cluster-scoped
capacity providers is quoted in hashicorp/terraform-provider-aws#45794.
"""

from typing import Any

from sandbox.emulator.ecs.refusal import EcsRefusal, answering, ask

SUMMARY = "is refused while instances, services or capacity providers of its own are there"

_TYPE = "AWS::ECS::Cluster"

_Answer = tuple[int, dict[str, str], bytes]


def install() -> None:
    """Check before the emulator deletes; tell CloudFormation of a refusal."""
    from ministack.services import ecs
    from ministack.services.cloudformation import provisioners

    def delete(request: dict[str, Any]) -> _Answer:
        cluster = ecs._clusters.get(ecs._resolve_cluster_name(request["cluster"]))
        if cluster is not None:
            _refuse_if_used(ecs, cluster)
        answer: _Answer = ecs._delete_cluster(request)
        return answer

    def delete_resource(name: str, properties: dict[str, Any]) -> None:
        if name in ecs._clusters:
            ask(ecs, "DeleteCluster", {"cluster": name})

    ecs._ACTION_MAP["DeleteCluster"] = answering(ecs, delete)
    provisioners._RESOURCE_HANDLERS[_TYPE] |= {"delete": delete_resource}


def _refuse_if_used(ecs: Any, cluster: dict[str, Any]) -> None:
    name, arn = cluster["clusterName"], cluster["clusterArn"]
    if any(
        one["clusterArn"] == arn and one["status"] == "ACTIVE" for one in ecs._services.values()
    ):
        raise EcsRefusal(
            "ClusterContainsServicesException",
            "The Cluster cannot be deleted while Services are active.",
        )
    if cluster["registeredContainerInstancesCount"]:
        raise EcsRefusal(
            "ClusterContainsContainerInstancesException",
            "The Cluster cannot be deleted while Container Instances are active or draining.",
        )
    if any(one.get("cluster") == name for one in ecs._capacity_providers.values()):
        raise EcsRefusal(
            "ClientException",
            "The Cluster cannot be deleted while Cluster Scoped Capacity Providers are attached "
            "to the cluster.",
        )
