"""Activations for ECS Anywhere: made with a role that Systems Manager may assume, and told."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.emulator_process import Emulator
from sandbox.identity import Identity, error_code
from tests.sandbox.capacity_resources import role
from tests.sandbox.small_account import REGION, SmallAccount


def _role(account: SmallAccount, service: str = "ssm.amazonaws.com", **source: str) -> str:
    trusted = role(service)
    (statement,) = trusted["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    statement["Condition"] = {"StringLike": source} if source else {}
    return account.deploy({"Role": trusted})["Role"]


def _activations(account: SmallAccount, **asked: Any) -> list[Any]:
    found: list[Any] = account.client("ssm").describe_activations(**asked)["ActivationList"]
    return found


def test_remembers_role_limit_and_expiration(account: SmallAccount) -> None:
    name = _role(account)
    tomorrow = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
    created = account.client("ssm").create_activation(
        IamRole=name, RegistrationLimit=3, ExpirationDate=tomorrow, DefaultInstanceName="edge"
    )
    (told,) = _activations(account)

    assert created["ActivationCode"]
    assert told["ActivationId"] == created["ActivationId"]
    assert told["IamRole"] == name
    assert told["RegistrationLimit"] == 3
    assert told["RegistrationsCount"] == 0
    assert told["ExpirationDate"] == tomorrow
    assert told["DefaultInstanceName"] == "edge"
    assert told["Expired"] is False


def test_is_for_one_instance_and_a_day_unless_said_otherwise(account: SmallAccount) -> None:
    account.client("ssm").create_activation(IamRole=_role(account))
    (told,) = _activations(account)

    assert told["RegistrationLimit"] == 1
    assert told["ExpirationDate"] - told["CreatedDate"] == timedelta(days=1)


def test_trust_may_name_account_and_region(account: SmallAccount) -> None:
    arn = f"arn:aws:ssm:{REGION}:{account.number}:*"
    source = {"aws:SourceAccount": account.number, "aws:SourceArn": arn}
    account.client("ssm").create_activation(IamRole=_role(account, **source))

    assert len(_activations(account)) == 1


@pytest.mark.parametrize(
    ("service", "source"),
    [
        ("ec2.amazonaws.com", {}),
        ("ssm.amazonaws.com", {"aws:SourceAccount": "999999999999"}),
        ("ssm.amazonaws.com", {"aws:SourceArn": "arn:aws:ssm:us-east-1:*:*"}),
    ],
)
def test_role_that_does_not_trust_it_is_refused(
    account: SmallAccount, service: str, source: dict[str, str]
) -> None:
    name = _role(account, service, **source)
    with pytest.raises(ClientError, match="missing ssm service principal in trust") as refusal:
        account.client("ssm").create_activation(IamRole=name)

    assert error_code(refusal.value) == "ValidationException"
    assert _activations(account) == []


def test_role_that_does_not_exist_is_refused(account: SmallAccount) -> None:
    with pytest.raises(ClientError, match="Nonexistent role"):
        account.client("ssm").create_activation(IamRole="no")


@pytest.mark.parametrize("days", [-1, 31])
def test_expiration_out_of_bounds_is_refused(account: SmallAccount, days: int) -> None:
    date = datetime.now(UTC) + timedelta(days=days)
    with pytest.raises(ClientError, match="ExpirationDate must be in the future, and within 30"):
        account.client("ssm").create_activation(IamRole=_role(account), ExpirationDate=date)


def test_limit_out_of_bounds_is_refused(account: SmallAccount) -> None:
    with pytest.raises(ClientError, match="1 to 1000"):
        account.client("ssm").create_activation(IamRole=_role(account), RegistrationLimit=1001)


def test_deleted_activation_is_gone(account: SmallAccount) -> None:
    ssm = account.client("ssm")
    name = _role(account)
    kept, gone = (ssm.create_activation(IamRole=name)["ActivationId"] for _ in range(2))
    ssm.delete_activation(ActivationId=gone)
    with pytest.raises(ClientError) as refusal:
        ssm.delete_activation(ActivationId=gone)
    wanted = {"FilterKey": "ActivationIds", "FilterValues": [kept, gone]}

    assert [one["ActivationId"] for one in _activations(account, Filters=[wanted])] == [kept]
    assert error_code(refusal.value) == "InvalidActivation"


def test_caller_needs_the_permission(emulator: Emulator, account: SmallAccount) -> None:
    name = _role(account)
    arn = account.client("iam").get_role(RoleName=name)["Role"]["Arn"]
    document = {"Effect": "Allow", "Action": "ssm:DescribeActivations", "Resource": "*"}
    account.client("iam").put_role_policy(
        RoleName=name,
        PolicyName="only",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [document]}),
    )
    asked = {"role_arn": arn, "service": "ssm.amazonaws.com"}
    _, credentials = emulator.ask("/_sandbox/service-session", asked)
    ssm = Identity(emulator, region=REGION, **credentials).client("ssm")
    with pytest.raises(ClientError) as refusal:
        ssm.create_activation(IamRole=name)

    assert ssm.describe_activations()["ActivationList"] == []
    assert error_code(refusal.value) == "AccessDeniedException"
