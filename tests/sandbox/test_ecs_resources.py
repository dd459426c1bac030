"""On which resource ECS asks IAM, and what it tells of the cluster."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from sandbox.emulator_process import Emulator
from sandbox.identity import Identity
from sandbox.people import person
from sandbox.verification.calls import ALLOWED, DENIED, outcome
from tests.sandbox.small_account import REGION, SmallAccount

_CONTAINER = {"name": "web", "image": "web", "memory": 64}


@pytest.fixture(autouse=True)
def clusters(account: SmallAccount) -> None:
    for name in ("own", "other"):
        account.client("ecs").create_cluster(clusterName=name)
    account.client("ecs").register_task_definition(family="web", containerDefinitions=[_CONTAINER])


@contextmanager
def _somebody(
    emulator: Emulator,
    account: SmallAccount,
    action: str,
    resource: str,
    condition: Mapping[str, Any] | None = None,
) -> Iterator[Identity]:
    statement = {
        "Effect": "Allow",
        "Action": f"ecs:{action}",
        "Resource": f"arn:aws:ecs:{REGION}:{account.number}:{resource}",
        "Condition": condition or {},
    }
    with person(
        *(emulator,),
        name="somebody",
        account=account.number,
        region=REGION,
        permissions=[statement],
    ) as one:
        yield one.identity


def _calls(who: Identity, cluster: str, name: str) -> dict[str, Any]:
    ecs = who.client("ecs")
    return {
        "DescribeServices": lambda: ecs.describe_services(cluster=cluster, services=[name]),
        "UpdateService": lambda: ecs.update_service(cluster=cluster, service=name),
        "RunTask": lambda: ecs.run_task(cluster=cluster, taskDefinition=name),
        "RegisterTaskDefinition": lambda: ecs.register_task_definition(
            family=name, containerDefinitions=[_CONTAINER]
        ),
    }


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("DescribeServices", "service/own/web"),
        ("UpdateService", "service/own/web"),
        ("RunTask", "task-definition/web:*"),
        ("RegisterTaskDefinition", "task-definition/web:*"),
    ],
)
def test_it_is_what_the_call_names(
    emulator: Emulator, account: SmallAccount, action: str, resource: str
) -> None:
    with _somebody(emulator, account, action, resource) as who:
        observed = [outcome(_calls(who, "own", name)[action]) for name in ("web", "web-2")]

    assert observed == [ALLOWED, DENIED]


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("DescribeServices", "service/*"),
        ("UpdateService", "service/*"),
        ("RunTask", "task-definition/*"),
    ],
)
def test_policies_are_told_of_the_cluster(
    emulator: Emulator, account: SmallAccount, action: str, resource: str
) -> None:
    own = f"arn:aws:ecs:{REGION}:{account.number}:cluster/own"
    condition = {"ArnEquals": {"ecs:cluster": own}}
    with _somebody(emulator, account, action, resource, condition) as who:
        observed = [
            outcome(_calls(who, cluster, "web")[action]) for cluster in ("own", own, "other")
        ]

    assert observed == [ALLOWED, ALLOWED, DENIED]


def test_whole_arns_name_the_same(emulator: Emulator, account: SmallAccount) -> None:
    arn = f"arn:aws:ecs:{REGION}:{account.number}"
    with _somebody(emulator, account, "*", "service/own/web") as who:
        observed = [
            outcome(_calls(who, f"{arn}:cluster/own", f"{arn}:service/own/{name}")[action])
            for action in ("DescribeServices", "UpdateService")
            for name in ("web", "web-2")
        ]

    assert observed == [ALLOWED, DENIED, ALLOWED, DENIED]
