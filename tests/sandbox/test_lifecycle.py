"""The checks of a change and of a deletion see when neither has happened."""

from dataclasses import replace

import pytest

from sandbox.deployment import Deployment
from sandbox.verification.account import Account
from sandbox.verification.deployed_stack import DeployedStack
from sandbox.verification.lifecycle import Hosts, check_change, check_deletion, read_hosts
from stacks.environments import DEV


@pytest.fixture
def account(dev: Deployment) -> Account:
    return dev.account(DEV)


@pytest.fixture
def stack(dev: Deployment) -> DeployedStack:
    return dev.stack(DEV, DEV.cluster_stack_name)


@pytest.fixture
def hosts(account: Account, stack: DeployedStack) -> Hosts:
    return read_hosts(account, DEV, stack)


def test_hosts_that_are_the_same_as_before_are_found(account: Account, hosts: Hosts) -> None:
    (carrier,) = hosts.carriers
    larger = replace(hosts, carriers=[replace(carrier, types=("t3.medium",))])

    checks = check_change(account, hosts, larger, current=["ami-new"])

    assert [check.what.split(" (")[0] for check in checks if not check.passed] == [
        "change: the old hosts",
        "change: the new hosts",
        "change: as many as before, and none of them: 1",
        "change: they are t3.small, one size larger",
    ]


def test_capacity_without_hosts_has_none_to_change(account: Account, hosts: Hosts) -> None:
    (carrier,) = hosts.carriers
    empty = replace(hosts, carriers=[replace(carrier, instances=())])

    checks = check_change(account, empty, empty, current=["ami-new"])

    assert [check.what for check in checks] == ["change: role and profile are those of before"]


def test_another_profile_than_before_is_found(account: Account, hosts: Hosts) -> None:
    other = replace(hosts, profile=hosts.profile | {"Arn": "arn:aws:iam::1:instance-profile/x"})

    assert not check_change(account, hosts, other, current=["ami-new"])[-1].passed


def test_what_is_left_after_a_deletion_is_found(account: Account, hosts: Hosts) -> None:
    failed = [check.what for check in check_deletion(account, DEV, hosts) if not check.passed]

    assert failed == [
        *(f"deletion: stack {name} is gone" for name in DEV.stack_names),
        "deletion: boundary dev-application is gone",
        "deletion: the cluster is gone",
        "deletion: each host is gone",
        "deletion: the role is gone",
        "deletion: the profile is gone",
    ]
