"""Calls to AWS whose failures are told to the person who asked for them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
    SSOError,
)
from botocore.exceptions import ConnectionClosedError as Closed

from access.access_error import AccessError
from access.reading.call_denied import CallDenied

_SIGN_IN = "credentials that are in force: sign in again, as with `aws sso login`"
_SOME = "credentials of AWS: `aws configure`, `aws sso login`, or --profile"
_DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError"}
_OUT_OF_FORCE = {
    *("ExpiredToken", "ExpiredTokenException", "RequestExpired", "InvalidClientTokenId"),
    *("UnrecognizedClientException", "SignatureDoesNotMatch", "InvalidAccessKeyId"),
}
_THROTTLED = {
    *("Throttling", "ThrottlingException", "ThrottledException", "RequestLimitExceeded"),
    *("TooManyRequestsException", "RequestThrottled", "SlowDown"),
}


def call(client: Any, method: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer to one call.

    Raises:
        CallDenied: A permission is missing; the message names it.
        AccessError: No credentials, or such as are not in force; nobody answers; AWS answers no
            more for now; anything else that AWS refuses.
    """
    with _told(client, method):
        answer: dict[str, Any] = getattr(client, method)(**arguments)
    return answer


def pages(client: Any, method: str, arguments: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Return the answers to a call page by page; each is asked for when it is needed.

    Args:
        client: Of boto3.
        method: As boto3 spells it: ``list_roles``.
        arguments: Of the call; the size of the pages is ``PaginationConfig``, as boto3 has it.

    Raises:
        AccessError: As ``call`` does.
    """
    with _told(client, method):
        yield from client.get_paginator(method).paginate(**arguments)


@contextmanager
def _told(client: Any, method: str) -> Iterator[None]:
    """Say which call failed, and what would have to be different."""
    model = client.meta.service_model
    action = f"{model.endpoint_prefix}:{client.meta.method_to_api_mapping[method]}"
    try:
        yield
    except ClientError as error:
        raise _refused(action, error) from error
    except (NoCredentialsError, PartialCredentialsError) as error:
        raise AccessError(action, expected=_SOME, got=_line(error)) from error
    except SSOError as error:
        raise AccessError(action, expected=_SIGN_IN, got=_line(error)) from error
    except (ConnectionError, HTTPClientError, Closed) as error:
        raise AccessError(
            action,
            expected=f"an answer from {client.meta.endpoint_url} (network, proxy, --region)",
            got=_line(error),
        ) from error
    except BotoCoreError as error:
        raise AccessError(action, expected="an answer", got=_line(error)) from error


def _refused(action: str, error: ClientError) -> AccessError:
    code = str(error.response.get("Error", {}).get("Code", ""))
    if code in _DENIED:
        return CallDenied(
            action, expected=f"the permission {action} on whoever reads", got=_line(error)
        )
    expected = "an answer"
    if code in _OUT_OF_FORCE:
        expected = _SIGN_IN
    elif code in _THROTTLED:
        expected = "AWS to answer within ten attempts; try again when less is going on"
    return AccessError(action, expected=expected, got=_line(error))


def _line(error: Exception) -> str:
    return " ".join(str(error).split())
