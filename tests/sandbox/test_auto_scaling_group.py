"""The instances of a group in a template: launched, replaced and terminated with it."""

import base64
from collections import Counter
from typing import Any

from tests.sandbox.capacity_resources import (
    IMAGE,
    OTHER_IMAGE,
    group,
    hosts,
    launch_template,
    mixed_instances,
)
from tests.sandbox.small_account import ZONES, SmallAccount


def _group(account: SmallAccount, name: str) -> Any:
    found = account.client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=[name])
    return found["AutoScalingGroups"][0]


def test_launches_its_minimum_with_all_that_the_template_says(account: SmallAccount) -> None:
    physical = account.deploy(hosts())
    ((instance_id, instance),) = account.instances().items()
    ec2 = account.client("ec2")
    asked: dict[str, Any] = {"InstanceId": instance_id, "Attribute": "userData"}
    user_data = ec2.describe_instance_attribute(**asked)["UserData"]["Value"]
    volume_id = instance["BlockDeviceMappings"][0]["Ebs"]["VolumeId"]
    (volume,) = ec2.describe_volumes(VolumeIds=[volume_id])["Volumes"]

    assert instance["ImageId"] == IMAGE
    assert instance["InstanceType"] == "t3.small"
    assert instance["IamInstanceProfile"]["Arn"].endswith(
        f":instance-profile/{physical['Profile']}"
    )
    assert instance["SecurityGroups"][0]["GroupId"] == physical["Firewall"]
    assert instance["MetadataOptions"]["HttpTokens"] == "required"
    assert instance["MetadataOptions"]["HttpPutResponseHopLimit"] == 1
    assert base64.b64decode(user_data) == b"#!/bin/bash\necho hello"
    assert (volume["Size"], volume["Encrypted"], volume["VolumeType"]) == (30, True, "gp3")
    assert {one["Key"]: one["Value"] for one in instance["Tags"]} == {
        "Name": "host",
        "aws:autoscaling:groupName": physical["Group"],
        "aws:ec2launchtemplate:id": physical["Template"],
        "aws:ec2launchtemplate:version": "1",
    }


def test_group_tells_its_template_and_instances(account: SmallAccount) -> None:
    tag = {"Key": "owner", "Value": "a < b", "PropagateAtLaunch": True}
    resources = hosts(Group=group(NewInstancesProtectedFromScaleIn=True, Tags=[tag]))
    physical = account.deploy(resources)
    described = _group(account, physical["Group"])
    ((instance_id, instance),) = account.instances().items()
    (member,) = described["Instances"]

    assert described["LaunchTemplate"]["LaunchTemplateId"] == physical["Template"]
    assert described["AvailabilityZones"] == sorted(ZONES.values())
    assert described["NewInstancesProtectedFromScaleIn"] is True
    assert member["InstanceId"] == instance_id
    assert member["InstanceType"] == "t3.small"
    assert member["LifecycleState"] == "InService"
    assert member["ProtectedFromScaleIn"] is True
    assert {"Key": "owner", "Value": "a < b"} in instance["Tags"]


def test_instances_are_spread_over_the_zones(account: SmallAccount) -> None:
    account.deploy(hosts(Group=group(MinSize="3")))
    instances = account.instances().values()

    assert Counter(one["SubnetId"] for one in instances) == {"subnet-1": 2, "subnet-2": 1}
    for instance in instances:
        assert instance["Placement"]["AvailabilityZone"] == ZONES[instance["SubnetId"]]


def test_spot_takes_what_is_above_the_on_demand_base(account: SmallAccount) -> None:
    mixed = mixed_instances("t3.small", "t3a.small", base=1, above=0)
    physical = account.deploy(hosts(Group=group(mixed=mixed, MinSize="3", CapacityRebalance=True)))
    described = _group(account, physical["Group"])
    launched = Counter(
        (one.get("InstanceLifecycle", "on-demand"), one["InstanceType"])
        for one in account.instances().values()
    )

    assert launched == {
        ("on-demand", "t3.small"): 1,
        ("spot", "t3.small"): 1,
        ("spot", "t3a.small"): 1,
    }
    assert described["CapacityRebalance"] is True
    assert described["MixedInstancesPolicy"]["InstancesDistribution"]["OnDemandBaseCapacity"] == 1
    overrides = described["MixedInstancesPolicy"]["LaunchTemplate"]["Overrides"]
    assert [one["InstanceType"] for one in overrides] == ["t3.small", "t3a.small"]


def test_an_override_takes_a_launch_template_of_its_own(account: SmallAccount) -> None:
    mixed = mixed_instances("m7g.large", base=0, above=100)
    (override,) = mixed["LaunchTemplate"]["Overrides"]
    override["LaunchTemplateSpecification"] = {
        "LaunchTemplateId": {"Ref": "ArmTemplate"},
        "Version": "$Latest",
    }
    arm = launch_template(ImageId=OTHER_IMAGE)
    account.deploy(hosts(ArmTemplate=arm, Group=group(mixed=mixed)))
    (instance,) = account.instances().values()

    assert (instance["ImageId"], instance["InstanceType"]) == (OTHER_IMAGE, "m7g.large")


def test_rolling_update_replaces_instances_of_an_old_image(account: SmallAccount) -> None:
    account.deploy(hosts(Group=group(MinSize="2", NewInstancesProtectedFromScaleIn=True)))
    before = account.instances()
    template = launch_template(ImageId=OTHER_IMAGE)
    account.deploy(
        hosts(Template=template, Group=group(MinSize="2", NewInstancesProtectedFromScaleIn=True))
    )
    after = account.instances()

    assert len(after) == 2
    assert not before.keys() & after.keys()
    assert {one["ImageId"] for one in after.values()} == {OTHER_IMAGE}


def test_rolling_update_replaces_instances_of_a_type_given_up(account: SmallAccount) -> None:
    account.deploy(hosts(Group=group(mixed=mixed_instances("t3.small", base=1, above=0))))
    account.deploy(hosts(Group=group(mixed=mixed_instances("t3.large", base=1, above=0))))
    (instance,) = account.instances().values()

    assert instance["InstanceType"] == "t3.large"


def test_instance_refresh_replaces_protected_instances_if_that_is_preferred(
    account: SmallAccount,
) -> None:
    protected = group(
        refresh={"ScaleInProtectedInstances": "Refresh"}, NewInstancesProtectedFromScaleIn=True
    )
    account.deploy(hosts(Group=protected))
    account.deploy(hosts(Template=launch_template(ImageId=OTHER_IMAGE), Group=protected))
    (instance,) = account.instances().values()

    assert instance["ImageId"] == OTHER_IMAGE


def test_without_a_rolling_update_instances_stay(account: SmallAccount) -> None:
    account.deploy(hosts(Group=group(rolling=False)))
    before = account.instances()
    template = launch_template(ImageId=OTHER_IMAGE)
    account.deploy(hosts(Template=template, Group=group(rolling=False)))

    assert account.instances().keys() == before.keys()


def test_size_follows_minimum_and_maximum(account: SmallAccount) -> None:
    account.deploy(hosts())
    account.deploy(hosts(Group=group(MinSize="3")))
    grown = len(account.instances())
    account.deploy(hosts(Group=group(MaxSize="1")))

    assert (grown, len(account.instances())) == (3, 1)


def test_delete_terminates_protected_instances_too(account: SmallAccount) -> None:
    account.deploy(hosts(Group=group(NewInstancesProtectedFromScaleIn=True)))
    account.destroy()

    assert account.instances() == {}
