"""What is called on a group after its deployment acts on instances of EC2."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.emulator_process import Emulator
from sandbox.identity import Identity, error_code
from tests.sandbox.capacity_resources import group, hosts, role
from tests.sandbox.small_account import REGION, SmallAccount


@pytest.fixture
def name(account: SmallAccount) -> str:
    return account.deploy(hosts(Group=group(MinSize="1")))["Group"]


def test_desired_capacity_is_reached(account: SmallAccount, name: str) -> None:
    scaling = account.client("autoscaling")
    scaling.set_desired_capacity(AutoScalingGroupName=name, DesiredCapacity=3)
    grown = account.instances()
    scaling.set_desired_capacity(AutoScalingGroupName=name, DesiredCapacity=1)
    told = scaling.describe_auto_scaling_instances()["AutoScalingInstances"]

    assert len(grown) == 3
    assert [one["InstanceId"] for one in told] == list(account.instances())
    assert told[0]["AutoScalingGroupName"] == name


def test_terminated_instance_is_replaced(account: SmallAccount, name: str) -> None:
    (instance_id,) = account.instances()
    account.client("ec2").terminate_instances(InstanceIds=[instance_id])
    (successor,) = account.instances()
    described = account.client("autoscaling").describe_auto_scaling_groups()
    (found,) = described["AutoScalingGroups"]

    assert successor != instance_id
    assert [one["InstanceId"] for one in found["Instances"]] == [successor]


def test_capacity_that_an_update_does_not_speak_of_stays(account: SmallAccount, name: str) -> None:
    scaling = account.client("autoscaling")
    scaling.set_desired_capacity(AutoScalingGroupName=name, DesiredCapacity=2)
    account.deploy(hosts(Group=group(MinSize="1", MaxSize="4")))

    assert len(account.instances()) == 2


def test_delete_by_force_terminates(account: SmallAccount, name: str) -> None:
    scaling = account.client("autoscaling")
    with pytest.raises(ClientError, match="while there are instances") as refusal:
        scaling.delete_auto_scaling_group(AutoScalingGroupName=name)
    scaling.delete_auto_scaling_group(AutoScalingGroupName=name, ForceDelete=True)

    assert error_code(refusal.value) == "ResourceInUse"
    assert account.instances() == {}


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        ("set_desired_capacity", {"DesiredCapacity": 9}),
        ("update_auto_scaling_group", {"MinSize": 9}),
    ],
)
def test_size_out_of_bounds_is_refused(
    account: SmallAccount, name: str, call: str, arguments: dict[str, Any]
) -> None:
    with pytest.raises(ClientError, match="must be between the specified") as refusal:
        getattr(account.client("autoscaling"), call)(AutoScalingGroupName=name, **arguments)

    assert error_code(refusal.value) == "ValidationError"
    assert len(account.instances()) == 1


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        ("create_auto_scaling_group", {"MinSize": 1, "MaxSize": 1}),
        ("start_instance_refresh", {}),
    ],
)
def test_what_would_only_be_pretended_is_refused(
    account: SmallAccount, call: str, arguments: dict[str, Any]
) -> None:
    with pytest.raises(ClientError) as refusal:
        getattr(account.client("autoscaling"), call)(AutoScalingGroupName="one", **arguments)

    assert error_code(refusal.value) == "InvalidAction"


@pytest.mark.parametrize(
    ("service", "call", "arguments"),
    [
        ("autoscaling", "describe_auto_scaling_groups", {}),
        (
            "autoscaling",
            "set_desired_capacity",
            {"AutoScalingGroupName": "one", "DesiredCapacity": 1},
        ),
        ("ecs", "describe_capacity_providers", {}),
        ("ecs", "deregister_container_instance", {"containerInstance": "one"}),
    ],
)
def test_caller_needs_the_permission(
    emulator: Emulator, account: SmallAccount, service: str, call: str, arguments: dict[str, Any]
) -> None:
    name = account.deploy({"Role": role("ec2.amazonaws.com")})["Role"]
    arn = account.client("iam").get_role(RoleName=name)["Role"]["Arn"]
    asked = {"role_arn": arn, "service": "ec2.amazonaws.com"}
    _, credentials = emulator.ask("/_sandbox/service-session", asked)
    nobody = Identity(emulator, region=REGION, **credentials)
    with pytest.raises(ClientError) as refusal:
        getattr(nobody.client(service), call)(**arguments)

    assert error_code(refusal.value) in ("AccessDenied", "AccessDeniedException")
