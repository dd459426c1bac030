"""On which resource a call of ECS is authorized, and what policies are told of its cluster.

Source: the resource types of these actions, and their condition key ``ecs:cluster``, in AWS's
service authorization reference. The emulator takes the cluster for the resource of every call that
names one, and ``default`` for what describes clusters, no resource for what registers a task
definition, and tells no policy of the cluster.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

SUMMARY = "authorizes them on the cluster, service or task definition that they name, as AWS does"

_IN_CLUSTER = ("DescribeServices", "UpdateService", "RunTask")


def install() -> None:
    """Correct the emulator's answer for these calls, and leave it for all others."""
    from ministack.core import iam_actions

    plain_resource, plain_keys = iam_actions.extract_resource_arn, iam_actions.request_tag_context

    def resource_arn(
        service: str,
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes,
        query_params: dict[str, Any],
        region: str,
        account: str,
    ) -> str:
        action = headers.get("x-amz-target", "").rsplit(".", 1)[-1]
        resource = _resource(action, json.loads(body)) if service == "ecs" and body else None
        if resource is not None:
            is_whole = resource.startswith("arn:")
            return resource if is_whole else f"arn:aws:ecs:{region}:{account}:{resource}"
        return str(
            plain_resource(service, method, path, headers, body, query_params, region, account)
        )

    def keys(service: str, action: str, body: bytes, request: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = plain_keys(service, action, body, request)
        if service == "ecs" and action.partition(":")[2] in _IN_CLUSTER:
            found["ecs:cluster"] = _cluster_arn(json.loads(body))
        return found

    iam_actions.extract_resource_arn = resource_arn
    iam_actions.request_tag_context = keys


def _resource(action: str, call: Mapping[str, Any]) -> str | None:
    """Return what a call is made on, whole or behind the account; None if it is none of these."""
    match action:
        case "DescribeClusters":
            return _only(call.get("clusters") or ["default"], "cluster")
        case "DescribeServices":
            return _only(call["services"], f"service/{_cluster_name(call)}")
        case "UpdateService":
            return _named(call["service"], f"service/{_cluster_name(call)}")
        case "RunTask":
            definition = str(call["taskDefinition"])
            return _named(definition if ":" in definition else f"{definition}:*", "task-definition")
        case "RegisterTaskDefinition":
            return f"task-definition/{call['family']}:*"
    return None


def _only(names: Sequence[str], kind: str) -> str | None:
    """Several names are several authorizations; one ARN can only stand for one of them."""
    return _named(names[0], kind) if len(names) == 1 else None


def _named(name: str, kind: str) -> str:
    return name if name.startswith("arn:") else f"{kind}/{name}"


def _cluster_name(call: Mapping[str, Any]) -> str:
    return str(call.get("cluster") or "default").rpartition("/")[2]


def _cluster_arn(call: Mapping[str, Any]) -> str:
    from ministack.core.responses import get_account_id, get_region

    named = str(call.get("cluster") or "default")
    if named.startswith("arn:"):
        return named
    return f"arn:aws:ecs:{get_region()}:{get_account_id()}:cluster/{named}"
