"""The capacity provider of ECS Managed Instances in a template."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.capacity_resources import associations, profile, role, service, task
from tests.sandbox.small_account import SmallAccount, StackFailed

_SMALL = {"VCpuCount": {"Min": 1, "Max": "4"}, "MemoryMiB": {"Min": 1024}}


def _provider(
    *, cluster: Any = "Cluster", infrastructure_role: Any = None, **template: Any
) -> dict[str, Any]:
    network = {
        "SecurityGroups": [{"Fn::GetAtt": ["Firewall", "GroupId"]}],
        "Subnets": ["subnet-1", "subnet-2"],
    }
    plain = {
        "Ec2InstanceProfileArn": {"Fn::GetAtt": ["Profile", "Arn"]},
        "InstanceRequirements": _SMALL,
        "NetworkConfiguration": network,
    }
    properties: dict[str, Any] = {
        "ManagedInstancesProvider": {
            "InfrastructureRoleArn": infrastructure_role or {"Fn::GetAtt": ["Operator", "Arn"]},
            "InstanceLaunchTemplate": plain | template,
        },
    }
    if cluster:
        properties["ClusterName"] = {"Ref": cluster}
    return {"Type": "AWS::ECS::CapacityProvider", "Properties": properties}


def _cluster(**resources: Any) -> dict[str, Any]:
    firewall = {"GroupDescription": "hosts", "VpcId": "vpc-1"}
    return {
        "Cluster": {"Type": "AWS::ECS::Cluster"},
        "Firewall": {"Type": "AWS::EC2::SecurityGroup", "Properties": firewall},
        "HostRole": role("ec2.amazonaws.com"),
        "Operator": role("ecs.amazonaws.com"),
        "Profile": profile(),
        "Provider": _provider(),
    } | resources


def _told(account: SmallAccount, name: str) -> Any:
    ecs = account.client("ecs")
    return ecs.describe_capacity_providers(capacityProviders=[name])["capacityProviders"][0]


def test_tells_role_profile_and_cluster(account: SmallAccount) -> None:
    physical = account.deploy(_cluster())
    told = _told(account, physical["Provider"])
    template = told["managedInstancesProvider"]["instanceLaunchTemplate"]
    asked = {"clusters": [physical["Cluster"]]}
    (cluster,) = account.client("ecs").describe_clusters(**asked)["clusters"]

    assert told["type"] == "MANAGED_INSTANCES"
    assert told["cluster"] == physical["Cluster"]
    assert "autoScalingGroupProvider" not in told
    operator = told["managedInstancesProvider"]["infrastructureRoleArn"]
    assert operator.endswith(f":role/{physical['Operator']}")
    assert template["ec2InstanceProfileArn"].endswith(f"/{physical['Profile']}")
    assert template["networkConfiguration"]["securityGroups"] == [physical["Firewall"]]
    assert template["instanceRequirements"]["vCpuCount"] == {"min": 1, "max": 4}
    assert cluster["capacityProviders"] == [physical["Provider"]]


def test_template_changes_in_place(account: SmallAccount) -> None:
    before = account.deploy(_cluster())["Provider"]
    bigger = _provider(InstanceRequirements=_SMALL | {"MemoryMiB": {"Min": 4096}})
    after = account.deploy(_cluster(Provider=bigger))["Provider"]
    template = _told(account, after)["managedInstancesProvider"]["instanceLaunchTemplate"]

    assert before == after
    assert template["instanceRequirements"]["memoryMiB"] == {"min": 4096}


def test_another_cluster_replaces_it(account: SmallAccount) -> None:
    second = {"Second": {"Type": "AWS::ECS::Cluster"}}
    before = account.deploy(_cluster(**second))
    moved = _provider(cluster="Second")
    after = account.deploy(_cluster(Provider=moved, **second))
    described = account.client("ecs").describe_clusters(clusters=[after["Cluster"]])["clusters"]

    assert before["Provider"] != after["Provider"]
    assert _told(account, after["Provider"])["cluster"] == after["Second"]
    assert described[0]["capacityProviders"] == []


def test_service_and_default_strategy_may_name_it(account: SmallAccount) -> None:
    strategy = [{"CapacityProvider": {"Ref": "Provider"}, "Weight": 1}]
    resources = _cluster(
        Associations=associations(strategy=strategy),
        Task=task("MANAGED_INSTANCES"),
        Service=service(CapacityProviderStrategy=strategy),
    )
    physical = account.deploy(resources)
    (cluster,) = account.client("ecs").describe_clusters(clusters=[physical["Cluster"]])["clusters"]
    account.destroy()

    assert cluster["capacityProviders"] == [physical["Provider"]]
    (item,) = cluster["defaultCapacityProviderStrategy"]
    assert item["capacityProvider"] == physical["Provider"]


def test_provider_of_a_service_is_not_deleted(account: SmallAccount) -> None:
    strategy = [{"CapacityProvider": {"Ref": "Provider"}, "Weight": 1}]
    used = service(CapacityProviderStrategy=strategy) | {"DependsOn": []}
    name = account.deploy(_cluster(Task=task(), Service=used))["Provider"]
    account.client("ecs").delete_capacity_provider(capacityProvider=name)

    assert "associated with a service" in _told(account, name)["updateStatusReason"]


def test_cluster_is_not_deleted_before_it(account: SmallAccount) -> None:
    physical = account.deploy(_cluster())

    with pytest.raises(ClientError, match="while Cluster Scoped Capacity Providers are attached"):
        account.client("ecs").delete_cluster(cluster=physical["Cluster"])


def test_stack_takes_it_away(account: SmallAccount) -> None:
    name = account.deploy(_cluster())["Provider"]
    account.destroy()
    providers = account.client("ecs").describe_capacity_providers()["capacityProviders"]

    assert name not in [one["name"] for one in providers]


_NO_ROLE = "arn:aws:iam::111111111111:role/no"
_NO_PROFILE = "arn:aws:iam::111111111111:instance-profile/no"
_NO_SUBNET = {"SecurityGroups": [], "Subnets": ["subnet-no"]}


@pytest.mark.parametrize(
    ("resources", "reason"),
    [
        ({"Operator": role("ec2.amazonaws.com")}, r"does not let ecs\.amazonaws\.com assume it"),
        (
            {"Provider": _provider(infrastructure_role=_NO_ROLE)},
            "infrastructure role .*/no does not exist",
        ),
        (
            {"Provider": _provider(Ec2InstanceProfileArn=_NO_PROFILE)},
            "Invalid IAM Instance Profile ARN",
        ),
        ({"Provider": _provider(NetworkConfiguration=_NO_SUBNET)}, "'subnet-no' does not exist"),
        ({"Provider": _provider(cluster=None)}, "A cluster is required"),
        (
            {"Associations": associations({"Ref": "Provider"})},
            "Cannot associate Managed Instances capacity provider to clusters using this API",
        ),
    ],
)
def test_refuses_what_ecs_could_not_use(
    account: SmallAccount, resources: dict[str, Any], reason: str
) -> None:
    with pytest.raises(StackFailed, match=reason):
        account.deploy(_cluster(**resources))


def test_update_to_a_role_that_ecs_may_not_assume_is_refused(account: SmallAccount) -> None:
    account.deploy(_cluster())
    host = _provider(infrastructure_role={"Fn::GetAtt": ["HostRole", "Arn"]})

    with pytest.raises(StackFailed, match="was unable to assume the infrastructure role"):
        account.deploy(_cluster(Provider=host))
