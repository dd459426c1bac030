"""What goes wrong in a call is told to the person who made it."""

import pytest
from botocore.exceptions import (
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    UnauthorizedSSOTokenError,
)

from access.access_error import AccessError
from access.reading.aws_calls import call
from access.reading.call_denied import CallDenied
from tests.access.reading.stubbed_clients import stubbed


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("ExpiredToken", "expected credentials that are in force: sign in again"),
        ("InvalidClientTokenId", "expected credentials that are in force: sign in again"),
        ("Throttling", "expected AWS to answer within ten attempts"),
        ("ServiceFailure", "expected an answer, got An error occurred (ServiceFailure)"),
    ],
)
def test_a_refusal_says_what_to_do(code: str, says: str) -> None:
    client, answers = stubbed("iam")
    answers.add_client_error("list_roles", code, "no")

    with pytest.raises(AccessError) as refused:
        call(client, "list_roles", {})

    assert str(refused.value).startswith("iam:ListRoles: ")
    assert says in str(refused.value)
    assert not isinstance(refused.value, CallDenied)


def test_a_missing_permission_is_named() -> None:
    client, answers = stubbed("cloudformation")
    answers.add_client_error("list_stack_resources", "AccessDenied", "who?\nyou")

    with pytest.raises(CallDenied) as refused:
        call(client, "list_stack_resources", {"StackName": "One"})

    assert "expected the permission cloudformation:ListStackResources on" in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (NoCredentialsError(), "expected credentials of AWS: `aws configure`"),
        (UnauthorizedSSOTokenError(), "sign in again"),
        (
            EndpointConnectionError(endpoint_url="https://iam.invalid"),
            "expected an answer from https://iam.amazonaws.com (network, proxy, --region)",
        ),
        (ParamValidationError(report="wrong"), "expected an answer"),
    ],
)
def test_what_never_reached_aws_says_what_to_do(
    error: Exception, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, _ = stubbed("iam")

    def fail() -> None:
        raise error

    monkeypatch.setattr(client, "list_roles", fail)

    with pytest.raises(AccessError) as refused:
        call(client, "list_roles", {})

    assert says in str(refused.value)
