"""A launch template in a template: every change is a version of its own."""

import base64
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.capacity_resources import IMAGE, OTHER_IMAGE, hosts, launch_template
from tests.sandbox.small_account import SmallAccount, StackFailed


def _versions(account: SmallAccount, template_id: str) -> dict[int, Any]:
    ec2 = account.client("ec2")
    described = ec2.describe_launch_template_versions(LaunchTemplateId=template_id)
    return {
        one["VersionNumber"]: one["LaunchTemplateData"]
        for one in described["LaunchTemplateVersions"]
    }


def test_tells_what_the_template_says(account: SmallAccount) -> None:
    key = f"arn:aws:kms:eu-west-1:{account.number}:key/1"
    volume = {"Encrypted": True, "KmsKeyId": key, "VolumeSize": 30, "VolumeType": "gp3"}
    devices = [{"DeviceName": "/dev/xvda", "Ebs": volume}]
    physical = account.deploy(hosts(Template=launch_template(BlockDeviceMappings=devices)))
    (data,) = _versions(account, physical["Template"]).values()

    assert data["ImageId"] == IMAGE
    assert data["InstanceType"] == "t3.small"
    assert data["IamInstanceProfile"]["Arn"].endswith(f"/{physical['Profile']}")
    assert data["MetadataOptions"]["HttpTokens"] == "required"
    assert data["MetadataOptions"]["HttpPutResponseHopLimit"] == 1
    assert data["SecurityGroupIds"] == [physical["Firewall"]]
    assert data["BlockDeviceMappings"] == devices
    assert base64.b64decode(data["UserData"]) == b"#!/bin/bash\necho hello"


def test_a_change_is_a_new_version(account: SmallAccount) -> None:
    first = account.deploy(hosts())["Template"]
    second = account.deploy(hosts(Template=launch_template(ImageId=OTHER_IMAGE)))["Template"]
    ec2 = account.client("ec2")
    (described,) = ec2.describe_launch_templates(LaunchTemplateIds=[first])["LaunchTemplates"]

    assert first == second
    images = {number: one["ImageId"] for number, one in _versions(account, first).items()}
    assert images == {1: IMAGE, 2: OTHER_IMAGE}
    assert described["LatestVersionNumber"] == 2
    assert described["DefaultVersionNumber"] == 1


def test_every_device_is_a_volume_of_the_instance(account: SmallAccount) -> None:
    devices = [
        {"DeviceName": "/dev/xvda", "Ebs": {"Encrypted": True, "VolumeSize": 4}},
        {"DeviceName": "/dev/xvdb", "Ebs": {"Encrypted": True, "VolumeSize": 50}},
    ]
    account.deploy(hosts(Template=launch_template(BlockDeviceMappings=devices)))
    (instance,) = account.instances().values()
    attached = {
        one["DeviceName"]: one["Ebs"]["VolumeId"] for one in instance["BlockDeviceMappings"]
    }
    ec2 = account.client("ec2")
    volumes = ec2.describe_volumes(VolumeIds=list(attached.values()))["Volumes"]
    sizes = {volume["VolumeId"]: volume["Size"] for volume in volumes}

    assert {device: sizes[volume] for device, volume in attached.items()} == {
        "/dev/xvda": 4,
        "/dev/xvdb": 50,
    }
    assert all(volume["Encrypted"] for volume in volumes)


def test_volumes_go_with_the_instance(account: SmallAccount) -> None:
    account.deploy(hosts())
    account.destroy()

    assert account.client("ec2").describe_volumes()["Volumes"] == []


def test_volume_to_be_kept_stays(account: SmallAccount) -> None:
    volume = {"DeleteOnTermination": False, "VolumeSize": 30}
    devices = [{"DeviceName": "/dev/xvda", "Ebs": volume}]
    account.deploy(hosts(Template=launch_template(BlockDeviceMappings=devices)))
    account.destroy()
    (kept,) = account.client("ec2").describe_volumes()["Volumes"]

    assert (kept["State"], kept["Size"]) == ("available", 30)


def test_delete_leaves_nothing(account: SmallAccount) -> None:
    template_id = account.deploy(hosts())["Template"]
    account.destroy()

    with pytest.raises(ClientError, match="does not exist"):
        _versions(account, template_id)


def test_name_of_another_template_is_refused(account: SmallAccount) -> None:
    twice = hosts(
        Template=launch_template(name="hosts"),
        Second=launch_template(name="hosts") | {"DependsOn": "Template"},
    )

    with pytest.raises(StackFailed, match="Launch template name already in use"):
        account.deploy(twice)
