from pathlib import Path
from typing import Any

import pytest

from tests.access.reading.small_assembly import allow, read_role, resource, role, trust

_CLUSTERS = {
    name: resource("AWS::ECS::Cluster", ClusterName=name.lower()) for name in ("Dev", "Test")
}


def _host(*clusters: str) -> dict[str, Any]:
    arns = [f"arn:aws:ecs:eu-west-1:111111111111:cluster/{name}" for name in clusters]
    document = allow("ecs:RegisterContainerInstance", resource=arns)
    return role(
        AssumeRolePolicyDocument=trust(Service="ec2.amazonaws.com"),
        Policies=[{"PolicyName": "agent", "PolicyDocument": document}],
    )


def test_hosts_join_the_only_cluster_of_their_stack(tmp_path: Path) -> None:
    found = read_role(tmp_path, {"Host": _host("*"), "Cluster": _CLUSTERS["Dev"]})

    assert found.cluster == "dev"


@pytest.mark.parametrize("clusters", [{}, _CLUSTERS])
def test_otherwise_hosts_join_the_cluster_that_their_policy_names(
    tmp_path: Path, clusters: dict[str, Any]
) -> None:
    assert read_role(tmp_path, {"Host": _host("test"), **clusters}).cluster == "test"


def test_it_is_unclear_with_two_clusters_in_the_policy(tmp_path: Path) -> None:
    assert read_role(tmp_path, {"Host": _host("a", "b")}).cluster is None


def test_a_role_of_tasks_has_none(tmp_path: Path) -> None:
    assert read_role(tmp_path, {"Role": role(), "Cluster": _CLUSTERS["Dev"]}).cluster is None
