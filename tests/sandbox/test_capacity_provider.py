"""The capacity provider of a group in a template: created, changed, replaced and deleted."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.identity import error_code
from tests.sandbox.capacity_resources import cluster_of_hosts, group, hosts, provider
from tests.sandbox.small_account import SmallAccount, StackFailed


def _provider(account: SmallAccount, name: str) -> Any:
    ecs = account.client("ecs")
    return ecs.describe_capacity_providers(capacityProviders=[name])["capacityProviders"][0]


def _group(account: SmallAccount) -> Any:
    return account.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"][0]


def test_tells_group_and_settings(account: SmallAccount) -> None:
    protected = group(NewInstancesProtectedFromScaleIn=True)
    guarded = provider(ManagedTerminationProtection="ENABLED", ManagedDraining="ENABLED")
    name = account.deploy(hosts(Group=protected, Provider=guarded))["Provider"]
    described = _provider(account, name)
    settings = described["autoScalingGroupProvider"]

    assert described["status"] == "ACTIVE"
    assert settings["autoScalingGroupArn"] == _group(account)["AutoScalingGroupARN"]
    assert settings["managedScaling"]["status"] == "ENABLED"
    assert settings["managedScaling"]["maximumScalingStepSize"] == 10000
    assert settings["managedTerminationProtection"] == "ENABLED"
    assert settings["managedDraining"] == "ENABLED"


def test_settings_change_in_place(account: SmallAccount) -> None:
    before = account.deploy(hosts(Provider=provider()))["Provider"]
    other = provider(ManagedScaling={"Status": "ENABLED", "TargetCapacity": "80"})
    after = account.deploy(hosts(Provider=other))["Provider"]
    settings = _provider(account, after)["autoScalingGroupProvider"]

    assert before == after
    assert settings["managedScaling"]["targetCapacity"] == 80


def test_another_group_replaces_it(account: SmallAccount) -> None:
    both = {"Second": group()}
    before = account.deploy(hosts(Provider=provider(), **both))["Provider"]
    after = account.deploy(hosts(Provider=provider(group_id="Second"), **both))["Provider"]
    ecs = account.client("ecs")
    names = [one["name"] for one in ecs.describe_capacity_providers()["capacityProviders"]]

    assert after in names
    assert before not in names


def test_another_group_under_the_same_name_is_refused(account: SmallAccount) -> None:
    both = {"Second": group()}
    account.deploy(hosts(Provider=provider(name="mine"), **both))

    with pytest.raises(StackFailed, match="custom-named resource requires replacing"):
        account.deploy(hosts(Provider=provider(group_id="Second", name="mine"), **both))


def test_delete_is_refused_while_a_cluster_has_it(account: SmallAccount) -> None:
    physical = account.deploy(cluster_of_hosts())
    name, ecs = physical["Provider"], account.client("ecs")
    ecs.delete_capacity_provider(capacityProvider=name)
    kept = _provider(account, name)
    reason = f"associated with cluster: {physical['Cluster']}"

    assert (kept["status"], kept["updateStatus"]) == ("ACTIVE", "DELETE_FAILED")
    assert reason in kept["updateStatusReason"]


def test_stack_delete_fails_if_a_cluster_has_it(account: SmallAccount) -> None:
    name = account.deploy(hosts(Provider=provider()))["Provider"]
    ecs = account.client("ecs")
    ecs.create_cluster(clusterName="other")
    associate = {"cluster": "other", "defaultCapacityProviderStrategy": []}
    ecs.put_cluster_capacity_providers(capacityProviders=[name], **associate)

    with pytest.raises(StackFailed, match="associated with cluster: other"):
        account.destroy()


def test_stack_takes_it_away(account: SmallAccount) -> None:
    name = account.deploy(cluster_of_hosts())["Provider"]
    account.destroy()
    providers = account.client("ecs").describe_capacity_providers()["capacityProviders"]

    assert name not in [one["name"] for one in providers]


_PROTECTED = group(NewInstancesProtectedFromScaleIn=True)
_GUARDED: dict[str, Any] = {"ManagedTerminationProtection": "ENABLED"}
_UNSCALED: dict[str, Any] = {"ManagedScaling": {"Status": "DISABLED"}, **_GUARDED}


@pytest.mark.parametrize(
    ("resources", "reason"),
    [
        (hosts(Provider=provider(AutoScalingGroupArn="no")), "group does not exist: no"),
        (hosts(Provider=provider(**_GUARDED)), "must have instance protection from scale in"),
        (
            hosts(Group=_PROTECTED, Provider=provider(**_UNSCALED)),
            "managed scaling must be enabled",
        ),
        (hosts(Provider=provider(name="aws-hosts")), 'cannot be prefixed with "aws"'),
        (hosts(Provider=provider(name="EcsHosts")), 'cannot be prefixed with "aws"'),
        (hosts(Provider=provider(name="fargate1")), 'cannot be prefixed with "aws"'),
        (hosts(Provider=provider(name="a host")), "capacity provider name is invalid"),
        (
            hosts(Provider=provider(), Second=provider() | {"DependsOn": "Provider"}),
            "already being used by another capacity provider",
        ),
        (
            hosts(Provider={"Type": "AWS::ECS::CapacityProvider", "Properties": {}}),
            "either autoScalingGroupProvider or managedInstancesProvider",
        ),
    ],
)
def test_refuses_what_ecs_refuses(
    account: SmallAccount, resources: dict[str, Any], reason: str
) -> None:
    with pytest.raises(StackFailed, match=reason):
        account.deploy(resources)


def test_update_to_unprotected_instances_is_refused(account: SmallAccount) -> None:
    account.deploy(hosts(Provider=provider()))

    with pytest.raises(StackFailed, match="must have instance protection from scale in"):
        account.deploy(hosts(Provider=provider(**_GUARDED)))


def test_group_may_be_named_by_arn(account: SmallAccount) -> None:
    account.deploy(hosts())
    arn = _group(account)["AutoScalingGroupARN"]
    account.client("ecs").create_capacity_provider(
        name="by-arn", autoScalingGroupProvider={"autoScalingGroupArn": arn}
    )

    settings = _provider(account, "by-arn")["autoScalingGroupProvider"]
    assert settings["autoScalingGroupArn"] == arn


def test_name_in_use_is_refused(account: SmallAccount) -> None:
    account.deploy(hosts(Provider=provider(name="mine"), Second=group(AutoScalingGroupName="two")))
    with pytest.raises(ClientError, match="mine already exists") as refusal:
        account.client("ecs").create_capacity_provider(
            name="mine", autoScalingGroupProvider={"autoScalingGroupArn": "two"}
        )

    assert error_code(refusal.value) == "InvalidParameterException"
