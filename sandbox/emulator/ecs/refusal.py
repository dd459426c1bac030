"""What ECS answers to a call that it refuses, for the caller of the API and for CloudFormation."""

import json
from collections.abc import Callable
from typing import Any

_Request = dict[str, Any]
_Answer = tuple[int, dict[str, str], bytes]
Handler = Callable[[_Request], _Answer]
"""A call of the emulator's ECS."""


class EcsRefusal(Exception):
    """An error of the ECS API: its code, and its message."""

    def __init__(self, code: str, message: str) -> None:
        """Hold both."""
        super().__init__(message)
        self.code = code


def answering(ecs: Any, handler: Handler) -> Handler:
    """Return the handler with its refusals turned into answers."""

    def call(request: _Request) -> _Answer:
        try:
            return handler(request)
        except EcsRefusal as refusal:
            answer: _Answer = ecs.error_response_json(refusal.code, str(refusal), 400)
            return answer

    return call


def ask(ecs: Any, action: str, request: _Request) -> dict[str, Any]:
    """Call ECS as CloudFormation does.

    Raises:
        ValueError: It was refused; the message is the one of ECS.
    """
    status, _, body = ecs._ACTION_MAP[action](request)
    answer: dict[str, Any] = json.loads(body)
    if status >= 400:
        raise ValueError(f"{answer['message']} ({answer['__type']})")
    return answer
