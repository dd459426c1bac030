"""Hybrid activations of Systems Manager, with which instances of ECS Anywhere register.

Source: "CreateActivation", "DescribeActivations" and "DeleteActivation" in the Systems Manager API
reference; the refusal of a role is quoted in hashicorp/terraform-provider-aws#27952, and the
condition keys are those of the trust policy in "Create the IAM service role required for Systems
Manager in hybrid and multicloud environments".
"""

import json
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

from sandbox.emulator.role_trust import role_record, trusts

SUMMARY = "activate instances of ECS Anywhere with a role that Systems Manager may assume"

_SERVICE = "ssm.amazonaws.com"
_DAY = 24 * 60 * 60
_LONGEST_DAYS = 30
_MOST = 1000
_FILTERS = {
    "ActivationIds": "ActivationId",
    "DefaultInstanceName": "DefaultInstanceName",
    "IamRole": "IamRole",
}

_Request = dict[str, Any]
_Answer = tuple[int, dict[str, str], bytes]


def install() -> None:
    """Answer the three calls before the emulator, which does not know them."""
    from ministack.core.responses import AccountRegionScopedDict
    from ministack.services import ssm

    activations = _Activations(ssm, AccountRegionScopedDict())
    plain: Callable[..., Awaitable[_Answer]] = ssm.handle_request
    calls = {
        "CreateActivation": activations.create,
        "DescribeActivations": activations.describe,
        "DeleteActivation": activations.delete,
    }

    async def handle(
        method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]
    ) -> _Answer:
        call = calls.get(headers.get("x-amz-target", "").rsplit(".", 1)[-1])
        if call is None:
            return await plain(method, path, headers, body, query)
        return call(json.loads(body))

    ssm.handle_request = handle


class _Activations:
    def __init__(self, ssm: Any, activations: Any) -> None:
        self._ssm = ssm
        self._activations = activations

    def create(self, request: _Request) -> _Answer:
        now = time.time()
        expiration = float(request.get("ExpirationDate", now + _DAY))
        limit = int(request.get("RegistrationLimit", 1))
        if not 1 <= limit <= _MOST:
            return self._refusal("ValidationException", f"registrationLimit: 1 to {_MOST}")
        if not now < expiration <= now + _LONGEST_DAYS * _DAY:
            return self._refusal(
                "ValidationException",
                f"ExpirationDate must be in the future, and within {_LONGEST_DAYS} days",
            )
        if not self._is_usable(request["IamRole"]):
            return self._refusal(
                "ValidationException",
                "Nonexistent role or missing ssm service principal in trust policy: "
                f"{request['IamRole']}",
            )
        activation_id = str(uuid4())
        told = ("Description", "DefaultInstanceName", "IamRole", "Tags")
        self._activations[activation_id] = {
            "ActivationId": activation_id,
            "RegistrationLimit": limit,
            "RegistrationsCount": 0,
            "ExpirationDate": expiration,
            "CreatedDate": now,
            **{name: request[name] for name in told if name in request},
        }
        code = secrets.token_urlsafe(15)
        return self._answer({"ActivationId": activation_id, "ActivationCode": code})

    def describe(self, request: _Request) -> _Answer:
        found = [
            one | {"Expired": one["ExpirationDate"] <= time.time()}
            for one in self._activations.values()
            if all(
                one.get(_FILTERS[each["FilterKey"]]) in each["FilterValues"]
                for each in request.get("Filters", [])
            )
        ]
        return self._answer({"ActivationList": found})

    def delete(self, request: _Request) -> _Answer:
        if request["ActivationId"] not in self._activations:
            return self._refusal("InvalidActivation", "The activation does not exist.")
        del self._activations[request["ActivationId"]]
        return self._answer({})

    def _is_usable(self, role_name: str) -> bool:
        account, region = self._ssm.get_account_id(), self._ssm.get_region()
        role = role_record(f"arn:aws:iam::{account}:role/{role_name}")
        context = {
            "aws:SourceAccount": account,
            "aws:SourceArn": f"arn:aws:ssm:{region}:{account}:*",
        }
        return role is not None and trusts(role, _SERVICE, context)

    def _refusal(self, code: str, message: str) -> _Answer:
        answer: _Answer = self._ssm.error_response_json(code, message, 400)
        return answer

    def _answer(self, body: dict[str, Any]) -> _Answer:
        answer: _Answer = self._ssm.json_response(body)
        return answer
