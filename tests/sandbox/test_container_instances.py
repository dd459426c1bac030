"""Instances of a cluster: registered, described, and gone with their instance of EC2."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.identity import error_code
from tests.sandbox.capacity_resources import cluster_of_hosts, launch_template
from tests.sandbox.small_account import SmallAccount

_EXTERNAL = "mi-0123456789abcdef0"


class Cluster:
    """A deployed cluster, and what is registered with it."""

    def __init__(self, account: SmallAccount) -> None:
        self.account = account
        self.physical = account.deploy(cluster_of_hosts())
        self.name = self.physical["Cluster"]
        self.ecs = account.client("ecs")

    def register(self, instance_id: str) -> Any:
        return self.ecs.register_container_instance(
            cluster=self.name,
            instanceIdentityDocument=json.dumps({"instanceId": instance_id}),
        )["containerInstance"]

    def arns(self) -> list[str]:
        arns: list[str] = self.ecs.list_container_instances(cluster=self.name)[
            "containerInstanceArns"
        ]
        return arns

    def count(self) -> int:
        (described,) = self.ecs.describe_clusters(clusters=[self.name])["clusters"]
        return int(described["registeredContainerInstancesCount"])


@pytest.fixture
def cluster(account: SmallAccount) -> Cluster:
    return Cluster(account)


def test_instance_of_a_group_tells_its_capacity_provider(cluster: Cluster) -> None:
    (instance_id,) = cluster.account.instances()
    registered = cluster.register(instance_id)
    again = cluster.register(instance_id)

    assert registered["capacityProviderName"] == cluster.physical["Provider"]
    assert again["containerInstanceArn"] == registered["containerInstanceArn"]
    assert cluster.count() == 1


def test_terminated_instance_is_deregistered(cluster: Cluster) -> None:
    (instance_id,) = cluster.account.instances()
    arn = cluster.register(instance_id)["containerInstanceArn"]
    template = launch_template(InstanceType="t3.large")
    cluster.account.deploy(cluster_of_hosts(Template=template))
    told = cluster.ecs.describe_container_instances(cluster=cluster.name, containerInstances=[arn])

    assert cluster.arns() == []
    assert cluster.count() == 0
    assert told["failures"] == [{"arn": arn, "reason": "MISSING"}]


def test_external_instance_needs_no_instance_of_ec2(cluster: Cluster) -> None:
    registered = cluster.register(_EXTERNAL)

    assert registered["ec2InstanceId"] == _EXTERNAL
    assert {"name": "ecs.capability.external"} in registered["attributes"]
    assert "capacityProviderName" not in registered


def test_deregistered_instance_is_gone(cluster: Cluster) -> None:
    arn = cluster.register(_EXTERNAL)["containerInstanceArn"]
    ask = {"cluster": cluster.name, "containerInstance": arn.rsplit("/", 1)[-1]}
    shown = cluster.ecs.deregister_container_instance(**ask)["containerInstance"]
    with pytest.raises(ClientError, match="was not found") as refusal:
        cluster.ecs.deregister_container_instance(**ask)

    assert shown["status"] == "INACTIVE"
    assert cluster.arns() == []
    assert error_code(refusal.value) == "InvalidParameterException"


def test_unknown_cluster_is_refused(cluster: Cluster) -> None:
    with pytest.raises(ClientError) as refusal:
        cluster.ecs.register_container_instance(cluster="no", instanceIdentityDocument="{}")

    assert error_code(refusal.value) == "ClusterNotFoundException"


def test_instance_without_an_identity_is_refused(cluster: Cluster) -> None:
    with pytest.raises(ClientError, match="instanceIdentityDocument is required"):
        cluster.ecs.register_container_instance(cluster=cluster.name)
