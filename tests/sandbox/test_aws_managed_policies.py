"""AWS's own policies in the emulator: told, attached, evaluated and enforced."""

import json
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.emulator_process import Emulator
from sandbox.identity import Identity, error_code
from tests.sandbox.capacity_resources import role
from tests.sandbox.small_account import REGION, SmallAccount

_FOLDER = Path(__file__).parents[2] / "sandbox" / "emulator" / "aws_managed_policies"
_FILES = sorted(_FOLDER.rglob("*.json"))
_MANAGED_INSTANCES = "AmazonECSInfrastructureRolePolicyForManagedInstances"


def _arn(path: str) -> str:
    return f"arn:aws:iam::aws:policy/{path}"


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.stem)
def test_is_told_in_its_version(account: SmallAccount, path: Path) -> None:
    name, _, version = path.stem.rpartition(".")
    arn = _arn(path.relative_to(_FOLDER).with_name(name).as_posix())
    iam = account.client("iam")
    policy = iam.get_policy(PolicyArn=arn)["Policy"]
    told = iam.get_policy_version(PolicyArn=arn, VersionId=policy["DefaultVersionId"])

    assert policy["PolicyName"] == name
    assert policy["DefaultVersionId"] == version
    assert told["PolicyVersion"]["Document"] == json.loads(path.read_text())


def _role_with(policy: str) -> dict[str, Any]:
    attached = role("ecs.amazonaws.com")
    attached["Properties"]["ManagedPolicyArns"] = [_arn(policy)]
    return attached


def test_is_simulated(account: SmallAccount) -> None:
    name = account.deploy({"Role": _role_with(_MANAGED_INSTANCES)})["Role"]
    iam = account.client("iam")
    simulated = iam.simulate_principal_policy(
        PolicySourceArn=iam.get_role(RoleName=name)["Role"]["Arn"],
        ActionNames=["ec2:DescribeInstances", "ec2:TerminateInstances"],
    )
    decisions = [one["EvalDecision"] for one in simulated["EvaluationResults"]]

    assert decisions == ["allowed", "implicitDeny"]


def test_is_enforced(account: SmallAccount, emulator: Emulator) -> None:
    name = account.deploy({"Role": _role_with(_MANAGED_INSTANCES)})["Role"]
    arn = account.client("iam").get_role(RoleName=name)["Role"]["Arn"]
    asked = {"role_arn": arn, "service": "ecs.amazonaws.com"}
    _, credentials = emulator.ask("/_sandbox/service-session", asked)
    ec2 = Identity(emulator, region=REGION, **credentials).client("ec2")
    with pytest.raises(ClientError) as refusal:
        ec2.describe_volumes()

    assert ec2.describe_instances()["Reservations"] == []
    assert error_code(refusal.value) == "UnauthorizedOperation"


def test_unknown_policy_is_refused(account: SmallAccount) -> None:
    with pytest.raises(ClientError) as refusal:
        account.client("iam").get_policy(PolicyArn=_arn("AmazonECSNoSuchPolicy"))

    assert error_code(refusal.value) == "NoSuchEntity"
