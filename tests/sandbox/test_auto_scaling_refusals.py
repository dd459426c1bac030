"""Groups that could not be launched: refused before anything is changed."""

from typing import Any

import pytest

from tests.sandbox.capacity_resources import (
    OTHER_IMAGE,
    TEMPLATE,
    group,
    hosts,
    launch_template,
)
from tests.sandbox.small_account import SmallAccount, StackFailed

_NO_PROFILE = {"Arn": "arn:aws:iam::111111111111:instance-profile/no"}
_WEIGHTED = {
    "LaunchTemplate": {
        "LaunchTemplateSpecification": TEMPLATE,
        "Overrides": [{"WeightedCapacity": "2"}],
    }
}
_NO_TEMPLATE = {"LaunchTemplateId": "lt-0123456789abcdef0", "Version": "1"}


@pytest.mark.parametrize(
    ("resources", "reason"),
    [
        (
            hosts(Template=launch_template(IamInstanceProfile=_NO_PROFILE)),
            r"parameter iamInstanceProfile\.arn is invalid\. Invalid IAM Instance Profile ARN",
        ),
        (
            hosts(Template=launch_template(SecurityGroupIds=["sg-no"])),
            "The security group 'sg-no' does not exist",
        ),
        (
            hosts(Group=group(VPCZoneIdentifier=["subnet-no"])),
            "The subnet ID 'subnet-no' does not exist",
        ),
        (
            hosts(Group=group(LaunchTemplate=_NO_TEMPLATE)),
            "with template ID lt-0123456789abcdef0, does not exist",
        ),
        (
            hosts(Group=group(LaunchTemplate=TEMPLATE | {"Version": "7"})),
            "Could not find the specified version 7",
        ),
        (hosts(Group=group(LaunchTemplate={})), "must contain either LaunchTemplate"),
        (hosts(Template=launch_template(ImageId="")), "It has no ImageId"),
        (hosts(Template=launch_template(InstanceType="")), "It has no InstanceType"),
        (hosts(Group=group(MinSize="4")), "must be between the specified"),
        (hosts(Group=group(VPCZoneIdentifier=[])), "VPC Subnet is required"),
        (
            hosts(Group=group(mixed=_WEIGHTED)),
            "the sandbox does not know WeightedCapacity",
        ),
    ],
)
def test_refuses_what_cannot_be_launched(
    account: SmallAccount, resources: dict[str, Any], reason: str
) -> None:
    with pytest.raises(StackFailed, match=reason):
        account.deploy(resources)

    assert account.instances() == {}


def test_failed_update_leaves_the_instances(account: SmallAccount) -> None:
    account.deploy(hosts())
    before = account.instances()

    with pytest.raises(StackFailed, match="subnet-no"):
        account.deploy(hosts(Group=group(VPCZoneIdentifier=["subnet-no"])))

    assert account.instances().keys() == before.keys()


def test_replacing_update_is_refused(account: SmallAccount) -> None:
    account.deploy(hosts())
    replacing = group(MinSize="2") | {
        "UpdatePolicy": {"AutoScalingReplacingUpdate": {"WillReplace": True}}
    }

    with pytest.raises(StackFailed, match="knows no AutoScalingReplacingUpdate"):
        account.deploy(hosts(Group=replacing))


def test_shrinking_below_the_protected_instances_is_refused(account: SmallAccount) -> None:
    account.deploy(hosts(Group=group(MinSize="2", NewInstancesProtectedFromScaleIn=True)))
    smaller = group(MaxSize="1", NewInstancesProtectedFromScaleIn=True)

    with pytest.raises(StackFailed, match="all remaining instances are protected from scale-in"):
        account.deploy(hosts(Group=smaller))

    assert len(account.instances()) == 2


def test_name_of_another_group_is_refused(account: SmallAccount) -> None:
    twice = hosts(
        Group=group(AutoScalingGroupName="hosts"),
        Second=group(AutoScalingGroupName="hosts") | {"DependsOn": "Group"},
    )

    with pytest.raises(StackFailed, match="by this name already exists - hosts"):
        account.deploy(twice)


def test_instance_refresh_waits_in_vain_for_protected_instances(account: SmallAccount) -> None:
    protected = group(refresh={}, NewInstancesProtectedFromScaleIn=True)
    account.deploy(hosts(Group=protected))

    with pytest.raises(StackFailed, match="instances are protected from scale-in"):
        account.deploy(hosts(Template=launch_template(ImageId=OTHER_IMAGE), Group=protected))
