"""What capacity a cluster has, and what services may run on it."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.identity import error_code
from tests.sandbox.capacity_resources import (
    associations,
    cluster_of_hosts,
    group,
    hosts,
    provider,
    service,
    task,
)
from tests.sandbox.small_account import SmallAccount, StackFailed

_PROVIDER = {"Ref": "Provider"}
_STRATEGY = [{"CapacityProvider": _PROVIDER, "Weight": 1}]


def _cluster(account: SmallAccount, name: str) -> Any:
    return account.client("ecs").describe_clusters(clusters=[name])["clusters"][0]


def _service(account: SmallAccount, physical: dict[str, str]) -> Any:
    asked = {"cluster": physical["Cluster"], "services": [physical["Service"]]}
    return account.client("ecs").describe_services(**asked)["services"][0]


def test_cluster_tells_providers_and_default_strategy(account: SmallAccount) -> None:
    physical = account.deploy(cluster_of_hosts())
    described = _cluster(account, physical["Cluster"])
    account.deploy(cluster_of_hosts(Associations=associations(_PROVIDER, "FARGATE")))
    changed = _cluster(account, physical["Cluster"])
    account.deploy(hosts(Cluster={"Type": "AWS::ECS::Cluster"}, Provider=provider()))
    cleared = _cluster(account, physical["Cluster"])

    assert described["capacityProviders"] == [physical["Provider"]]
    (item,) = described["defaultCapacityProviderStrategy"]
    assert (item["capacityProvider"], item["weight"]) == (physical["Provider"], 1)
    assert changed["capacityProviders"] == [physical["Provider"], "FARGATE"]
    assert changed["defaultCapacityProviderStrategy"] == []
    assert cleared["capacityProviders"] == []


def _two_of(*, weight: int, second: Any) -> list[dict[str, Any]]:
    return [
        {"CapacityProvider": _PROVIDER, "Weight": weight},
        {"CapacityProvider": second, "Weight": weight},
    ]


_SECOND = {"SecondGroup": group(), "Second": provider(group_id="SecondGroup")}
_TWO = associations(
    _PROVIDER, {"Ref": "Second"}, strategy=_two_of(weight=0, second={"Ref": "Second"})
)
_MIXED = associations(_PROVIDER, "FARGATE", strategy=_two_of(weight=1, second="FARGATE"))


_OF_NO_CLUSTER = associations()
_OF_NO_CLUSTER["Properties"]["Cluster"] = "no"


@pytest.mark.parametrize(
    ("resources", "reason"),
    [
        ({"Associations": associations("no")}, "specified capacity provider was not found"),
        ({"Associations": associations(strategy=_STRATEGY)}, "not associated with the cluster"),
        ({"Associations": _MIXED}, "cannot contain a mix"),
        ({"Associations": _OF_NO_CLUSTER}, "Cluster not found"),
        (_SECOND | {"Associations": _TWO}, "no capacity providers with a weight value greater"),
    ],
)
def test_refuses_providers_that_ecs_refuses(
    account: SmallAccount, resources: dict[str, Any], reason: str
) -> None:
    with pytest.raises(StackFailed, match=reason):
        account.deploy(cluster_of_hosts(**resources))


def test_provider_of_a_service_stays_with_the_cluster(account: SmallAccount) -> None:
    used = service(CapacityProviderStrategy=_STRATEGY)
    account.deploy(cluster_of_hosts(Task=task(), Service=used))

    with pytest.raises(StackFailed, match=r"is in use and cannot be removed.*ResourceInUse"):
        account.deploy(cluster_of_hosts(Task=task(), Service=used, Associations=associations()))


@pytest.mark.parametrize("properties", [{"CapacityProviderStrategy": _STRATEGY}, {}])
def test_service_runs_on_a_strategy(account: SmallAccount, properties: dict[str, Any]) -> None:
    physical = account.deploy(cluster_of_hosts(Task=task(), Service=service(**properties)))
    described = _service(account, physical)
    (item,) = described["capacityProviderStrategy"]

    assert item["capacityProvider"] == physical["Provider"]
    assert "launchType" not in described


def test_strategy_of_no_provider_of_the_cluster_is_refused(account: SmallAccount) -> None:
    strange = service(CapacityProviderStrategy=_STRATEGY)
    resources = cluster_of_hosts(Task=task(), Service=strange, Associations=associations())

    with pytest.raises(StackFailed, match=r"InvalidParameterException.*not associated"):
        account.deploy(resources)


def test_update_to_a_strange_strategy_is_refused(account: SmallAccount) -> None:
    account.deploy(cluster_of_hosts(Task=task(), Service=service()))
    strange = service(CapacityProviderStrategy=[{"CapacityProvider": "FARGATE", "Weight": 1}])

    with pytest.raises(StackFailed, match="not associated with the cluster"):
        account.deploy(cluster_of_hosts(Task=task(), Service=strange))


def test_task_with_a_strange_strategy_is_refused(account: SmallAccount) -> None:
    physical = account.deploy(cluster_of_hosts(Task=task()))
    with pytest.raises(ClientError, match="not associated with the cluster") as refusal:
        account.client("ecs").run_task(
            cluster=physical["Cluster"],
            taskDefinition=physical["Task"],
            capacityProviderStrategy=[{"capacityProvider": "FARGATE"}],
        )

    assert error_code(refusal.value) == "InvalidParameterException"


def test_launch_type_replaces_the_service(account: SmallAccount) -> None:
    before = account.deploy(cluster_of_hosts(Task=task(), Service=service()))
    external = service(LaunchType="EXTERNAL")
    after = account.deploy(cluster_of_hosts(Task=task("EXTERNAL"), Service=external))
    described = _service(account, after)

    assert before["Service"] != after["Service"]
    assert described["launchType"] == "EXTERNAL"
    assert "capacityProviderStrategy" not in described


def _register(account: SmallAccount, cluster: str, instance_id: str) -> Any:
    return account.client("ecs").register_container_instance(
        cluster=cluster, instanceIdentityDocument=json.dumps({"instanceId": instance_id})
    )["containerInstance"]


def test_used_cluster_is_not_deleted(account: SmallAccount) -> None:
    ecs = account.client("ecs")
    physical = account.deploy(cluster_of_hosts(Task=task(), Service=service()))
    name = physical["Cluster"]
    codes = []
    for _ in range(2):
        with pytest.raises(ClientError) as refusal:
            ecs.delete_cluster(cluster=name)
        codes.append(error_code(refusal.value))
        ecs.delete_service(cluster=name, service=physical["Service"], force=True)
        member = _register(account, name, "mi-0123456789abcdef0")
    ecs.deregister_container_instance(
        cluster=name, containerInstance=member["containerInstanceArn"], force=True
    )
    ecs.delete_cluster(cluster=name)

    assert codes == [
        "ClusterContainsServicesException",
        "ClusterContainsContainerInstancesException",
    ]
