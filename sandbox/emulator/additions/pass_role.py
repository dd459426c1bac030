"""``iam:PassRole`` for the roles of a task.

ECS asks for it when a role is put into a task definition, and when a task is run with roles: those
of its definition, or those that stand in for them. Source: "Grant a user permissions to pass a role
to an AWS service" in the IAM User Guide; ``iam:PassRole`` as a dependent action of
``RegisterTaskDefinition`` and ``RunTask`` in AWS's service authorization reference. The emulator
asks nobody. CloudFormation of the emulator does not come through here.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

SUMMARY = "are refused to callers who may not pass the roles of the task to ECS"

_SERVICE = "ecs-tasks.amazonaws.com"
_ROLES = ("taskRoleArn", "executionRoleArn")

_Answer = tuple[int, dict[str, str], bytes]


def install() -> None:
    """Ask before the emulator's ECS answers."""
    from ministack.core.iam_evaluator import caller_arn, enforce
    from ministack.core.responses import get_region
    from ministack.core.router import extract_access_key_id
    from ministack.services import ecs

    plain: Callable[..., Awaitable[_Answer]] = ecs.handle_request

    async def handle(
        method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]
    ) -> _Answer:
        action = headers.get("x-amz-target", "").rsplit(".", 1)[-1]
        for role_arn in _passed(ecs, action, body):
            if enforce(
                *(extract_access_key_id(headers, query), "iam:PassRole", "iam", get_region()),
                resource_arn=role_arn,
                service_context={"iam:PassedToService": _SERVICE},
            ):
                refused: _Answer = ecs.error_response_json(
                    "AccessDeniedException",
                    f"User: {caller_arn()} is not authorized to perform: iam:PassRole on "
                    f"resource: {role_arn}",
                    400,
                )
                return refused
        return await plain(method, path, headers, body, query)

    ecs.handle_request = handle


def _passed(ecs: Any, action: str, body: bytes) -> list[str]:
    """Return the ARNs of the roles that a request hands to ECS."""
    if action not in ("RegisterTaskDefinition", "RunTask"):
        return []
    request: Mapping[str, Any] = json.loads(body)
    given = request if action == "RegisterTaskDefinition" else _of_run(ecs, request)
    named = [given[name] for name in _ROLES if given.get(name)]
    account = ecs.get_account_id()
    return [
        name if name.startswith("arn:") else f"arn:aws:iam::{account}:role/{name}" for name in named
    ]


def _of_run(ecs: Any, request: Mapping[str, Any]) -> dict[str, str]:
    definition = ecs._task_defs.get(ecs._resolve_td_key(request.get("taskDefinition", ""))) or {}
    overrides = request.get("overrides", {})
    return {name: overrides.get(name) or definition.get(name, "") for name in _ROLES}
