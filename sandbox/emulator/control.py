"""What the sandbox asks of the emulator that is not an API of AWS.

Things that AWS does by itself, or that an account has before we come:

- ``POST /_sandbox/service-session``: a service assumes a role, as EC2 does for an instance and ECS
  does for a task. The emulator runs neither, so no credentials ever reach a container. The role's
  trust policy is evaluated for that service with the context keys that AWS sends, and only if it
  allows the call are there credentials, of the deployed role itself.
- ``POST /_sandbox/trust``: what a role's trust policy says of a call that cannot be made here, as
  one whose MFA is an hour old.
- ``POST /_sandbox/network``: the VPC and subnets with the ids that an environment names.
- ``POST /_sandbox/images``: AWS publishes newer images, in one account and region.
- ``POST /_sandbox/web-identity-token``: an OpenID Connect issuer signs a token.

A call to AWS that has a header ``x-sandbox-source-ip`` comes from that address: all come from the
loopback address otherwise, which no policy names.
"""

import json
import time
from typing import Any

from hypercorn.typing import (
    ASGIFramework,
    ASGIReceiveCallable,
    ASGISendCallable,
    HTTPResponseBodyEvent,
    HTTPResponseStartEvent,
    Scope,
)

from sandbox.emulator.additions.ecs_images import move_images
from sandbox.emulator.role_trust import role_record, trusts, trusts_caller
from sandbox.emulator.token_issuer import issue_token

_SESSION_SECONDS = 3600
_SOURCE_IP = b"x-sandbox-source-ip"


def with_control_paths(application: ASGIFramework) -> ASGIFramework:
    """Answer the paths of the sandbox, and leave all others to the emulator."""
    handlers = {
        "/_sandbox/service-session": _service_session,
        "/_sandbox/trust": _evaluate_trust,
        "/_sandbox/network": _add_network,
        "/_sandbox/images": _move_images,
        "/_sandbox/web-identity-token": _make_token,
    }

    async def handle(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] != "http" or scope["path"] not in handlers:
            if scope["type"] == "http" and (address := dict(scope["headers"]).get(_SOURCE_IP)):
                scope["client"] = (address.decode(), 0)
            await application(scope, receive, send)
            return
        status, answer = handlers[scope["path"]](json.loads(await _body(receive)))
        start: HTTPResponseStartEvent = {
            "type": "http.response.start",
            "status": status,
            "headers": [(b"content-type", b"application/json")],
        }
        await send(start)
        body: HTTPResponseBodyEvent = {
            "type": "http.response.body",
            "body": json.dumps(answer).encode(),
            "more_body": False,
        }
        await send(body)

    return handle


async def _body(receive: ASGIReceiveCallable) -> bytes:
    body, more = b"", True
    while more:
        event = await receive()
        if event["type"] != "http.request":
            break
        body += event["body"]
        more = event["more_body"]
    return body


def _service_session(request: dict[str, str]) -> tuple[int, dict[str, str]]:
    from ministack.services import sts

    role_arn, service = request["role_arn"], request["service"]
    account, name = role_arn.split(":")[4], role_arn.rsplit("/", 1)[-1]
    role = role_record(role_arn)
    if role is None:
        return 404, {"message": f"no role {role_arn}"}
    context = {key: value for key, value in request.items() if key.startswith("aws:")}
    if not trusts(role, service, context):
        return 403, {"message": f"the trust policy of {role_arn} does not let {service} assume it"}

    access_key = sts._gen_session_access_key()
    session = {
        "Arn": f"arn:aws:sts::{account}:assumed-role/{name}/{service}",
        "UserId": f"{role['RoleId']}:{service}",
        "SecretAccessKey": sts._gen_secret(),
        "SessionToken": sts._gen_session_token(),
        "Expiration": time.time() + _SESSION_SECONDS,
        "AccountId": account,
        "PrincipalType": "AssumedRole",
    }
    sts.register_session(access_key, session)
    return 200, {
        "aws_access_key_id": access_key,
        "aws_secret_access_key": session["SecretAccessKey"],
        "aws_session_token": session["SessionToken"],
    }


def _evaluate_trust(request: dict[str, Any]) -> tuple[int, dict[str, bool]]:
    return 200, {
        "trusts": trusts_caller(
            request["role_arn"], request["caller_arn"], request["region"], request["context"]
        )
    }


def _add_network(request: dict[str, Any]) -> tuple[int, dict[str, str]]:
    from ministack.core.responses import request_scope
    from ministack.services import ec2

    account, vpc_id = request["account"], request["vpc_id"]
    with request_scope(account, request["region"]):
        ec2._ensure_defaults_initialized()
        ec2._vpcs[vpc_id] = {
            "VpcId": vpc_id,
            "CidrBlock": "10.0.0.0/16",
            "State": "available",
            "IsDefault": False,
            "DhcpOptionsId": "dopt-00000001",
            "InstanceTenancy": "default",
            "OwnerId": account,
        }
        for number, (subnet_id, zone) in enumerate(request["subnets"].items()):
            ec2._subnets[subnet_id] = {
                "SubnetId": subnet_id,
                "VpcId": vpc_id,
                "CidrBlock": f"10.0.{number}.0/24",
                "AvailabilityZone": zone,
                "AvailabilityZoneId": ec2._az_id_for_zone_name(zone),
                "State": "available",
                "AvailableIpAddressCount": 251,
                "DefaultForAz": False,
                "MapPublicIpOnLaunch": False,
                "OwnerId": account,
            }
    return 200, {"vpc_id": vpc_id}


def _move_images(request: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    images = request["images"]
    try:
        move_images(images, account=request["account"], region=request["region"])
    except KeyError as unknown:
        return 404, {"message": f"no public parameter {unknown} of an image"}
    return 200, {"images": images}


def _make_token(request: dict[str, Any]) -> tuple[int, dict[str, str]]:
    return 200, {"token": issue_token(request)}
