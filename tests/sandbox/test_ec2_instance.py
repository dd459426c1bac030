"""The instance that the emulator learns from us: launched, changed, replaced, terminated."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app import build_app
from sandbox.cdk_cli import CdkCli
from sandbox.deployment import Deployment
from sandbox.identity import account_root
from sandbox.run import deployed
from stacks.config import EnvironmentConfig, SingleInstanceConfig
from stacks.environments import DEV
from tests.sandbox.conftest import silent

ALONE = replace(DEV, services=())


def _with_type(instance_type: str) -> EnvironmentConfig:
    return replace(ALONE, capacity=(SingleInstanceConfig(instance_type=instance_type),))


class Host:
    """The deployed host, and the CDK CLI to change it with."""

    def __init__(self, deployment: Deployment, folder: Path, context: dict[str, Any]) -> None:
        emulator, account, region = deployment.emulator, ALONE.account, ALONE.region
        self._cdk = CdkCli(
            emulator, account=account, region=region, folder=folder / "cli", outside=os.environ
        )
        self._folder = folder
        self._context = context
        self.ec2 = account_root(emulator, account=account, region=region).client("ec2")

    def deploy(self, environment: EnvironmentConfig) -> None:
        outdir = self._folder / f"assembly-{len(list(self._folder.iterdir()))}"
        build_app([environment], outdir=outdir, context=self._context).synth()
        self._cdk.run("deploy", "--app", str(outdir), "--require-approval", "never", "--all")

    def destroy(self, deployment: Deployment) -> None:
        self._cdk.run("destroy", "--app", str(deployment.assembly), "--force", "--all")

    def instances(self) -> dict[str, dict[str, Any]]:
        reservations = self.ec2.describe_instances()["Reservations"]
        return {one["InstanceId"]: one for each in reservations for one in each["Instances"]}


@pytest.fixture
def deployment(hostile_shell: None) -> Iterator[Deployment]:
    with deployed([ALONE], say=silent) as running:
        yield running


def test_follows_its_stack_from_launch_to_termination(
    deployment: Deployment, tmp_path: Path, cdk_context: dict[str, Any]
) -> None:
    host = Host(deployment, tmp_path, cdk_context)
    ((instance_id, launched),) = host.instances().items()
    (device,) = launched["BlockDeviceMappings"]
    (volume,) = host.ec2.describe_volumes(VolumeIds=[device["Ebs"]["VolumeId"]])["Volumes"]

    assert launched["InstanceType"] == "t3.small"
    assert launched["MetadataOptions"]["HttpPutResponseHopLimit"] == 1
    assert (volume["Size"], volume["Encrypted"]) == (30, True)

    host.deploy(_with_type("t3.large"))
    changed = host.instances()

    assert list(changed) == [instance_id]
    assert changed[instance_id]["InstanceType"] == "t3.large"

    host.deploy(_with_type("m7g.large"))
    replaced = host.instances()

    assert replaced.pop(instance_id)["State"]["Name"] == "terminated"
    ((successor_id, successor),) = replaced.items()
    assert successor["ImageId"] != launched["ImageId"]

    host.destroy(deployment)

    assert host.instances()[successor_id]["State"]["Name"] == "terminated"
