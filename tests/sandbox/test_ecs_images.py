"""The public parameters of images: moved for one account and region, and nobody else."""

from typing import Any

import pytest

from sandbox.emulator_process import Emulator
from sandbox.identity import account_root
from tests.sandbox.capacity_resources import OTHER_IMAGE, hosts, launch_template
from tests.sandbox.small_account import REGION, SmallAccount

_PARAMETER = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
_IMAGE = {
    "Image": {"Type": "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", "Default": _PARAMETER}
}
_RESOURCES = hosts(Template=launch_template(ImageId={"Ref": "Image"}))


def _move(emulator: Emulator, account: str, name: str = _PARAMETER) -> tuple[int, Any]:
    request = {"account": account, "region": REGION, "images": {name: OTHER_IMAGE}}
    return emulator.ask("/_sandbox/images", request)


def _images(account: SmallAccount) -> set[str]:
    return {one["ImageId"] for one in account.instances().values()}


def test_next_deployment_of_the_same_template_takes_the_new_image(
    emulator: Emulator, account: SmallAccount
) -> None:
    account.deploy(_RESOURCES, parameters=_IMAGE)
    before = _images(account)
    moved, _ = _move(emulator, account.number)
    unchanged = _images(account)
    account.deploy(_RESOURCES, parameters=_IMAGE)
    parameter = account.client("ssm").get_parameter(Name=_PARAMETER)["Parameter"]

    assert moved == 200
    assert before == unchanged != {OTHER_IMAGE}
    assert _images(account) == {OTHER_IMAGE}
    assert (parameter["Value"], parameter["Version"]) == (OTHER_IMAGE, 2)


@pytest.mark.parametrize(
    ("number", "region"), [("999999999999", REGION), (None, "us-east-1")], ids=["account", "region"]
)
def test_nobody_else_sees_it(
    emulator: Emulator, account: SmallAccount, number: str | None, region: str
) -> None:
    _move(emulator, account.number)
    other = account_root(emulator, account=number or account.number, region=region)
    parameter = other.client("ssm").get_parameter(Name=_PARAMETER)["Parameter"]

    assert parameter["Value"] != OTHER_IMAGE
    assert parameter["Version"] == 1


def test_unknown_parameter_is_refused(emulator: Emulator, account: SmallAccount) -> None:
    status, answer = _move(emulator, account.number, "/aws/service/no")

    assert (status, answer) == (
        404,
        {"message": "no public parameter '/aws/service/no' of an image"},
    )
