"""On which resource a call of ECS is authorized, and what policies are told of its cluster.

Source: the resource types of these actions, and their condition key ``ecs:cluster``, in AWS's
service authorization reference. The emulator takes the cluster for the resource of every call that
names one, no resource for what registers a task definition, and tells no policy of the cluster.
"""

import json
from collections.abc import Mapping
from typing import Any

SUMMARY = "authorizes them on the service or task definition that they name, with ecs:cluster"

# Whose field names the service. What DescribeServices names several of are several authorizations;
# one ARN can only stand for one of them.
_SERVICE = {"DescribeServices": "services", "UpdateService": "service"}
_IN_CLUSTER = (*_SERVICE, "RunTask")


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
    if action == "RegisterTaskDefinition":
        return f"task-definition/{call['family']}:*"
    if action == "RunTask":
        named = str(call["taskDefinition"])
        if named.startswith("arn:"):
            return named
        return f"task-definition/{named if ':' in named else f'{named}:*'}"
    if action in _SERVICE:
        named = call[_SERVICE[action]]
        if isinstance(named, list):
            if len(named) != 1:
                return None
            (named,) = named
        if named.startswith("arn:"):
            return str(named)
        return f"service/{_cluster_name(call)}/{named}"
    return None


def _cluster_name(call: Mapping[str, Any]) -> str:
    return str(call.get("cluster") or "default").rpartition("/")[2]


def _cluster_arn(call: Mapping[str, Any]) -> str:
    from ministack.core.responses import get_account_id, get_region

    named = str(call.get("cluster") or "default")
    if named.startswith("arn:"):
        return named
    return f"arn:aws:ecs:{get_region()}:{get_account_id()}:cluster/{named}"
