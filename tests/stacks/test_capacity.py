"""Every kind of capacity, in two regions of one account, with a service on it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app import build_app
from constructs_lib import AgentFeatures, Isolation
from stacks.config import (
    AccessConfig,
    AutoScalingConfig,
    CapacityConfig,
    EnvironmentConfig,
    ExternalInstancesConfig,
    ManagedInstancesConfig,
    NetworkConfig,
    SingleInstanceConfig,
)
from stacks.environments import STAGING

KINDS: tuple[CapacityConfig, ...] = (
    SingleInstanceConfig(instance_type="t3.small"),
    AutoScalingConfig(name="hosts", instance_types=("t3.small",), min_hosts=1, max_hosts=2),
    ManagedInstancesConfig(
        name="managed", min_vcpus=1, max_vcpus=4, min_memory_gib=2, max_memory_gib=8
    ),
    ExternalInstancesConfig(),
)

EACH_KIND = pytest.mark.parametrize("capacity", KINDS, ids=lambda one: type(one).__name__)

Templates = dict[str, dict[str, Any]]


def in_two_regions(capacity: CapacityConfig) -> list[EnvironmentConfig]:
    """One environment with the capacity, in two regions of its account, under one cluster name."""
    (web, _) = STAGING.services
    return [
        replace(
            STAGING,
            name=f"staging-{name}",
            region=region,
            network=NetworkConfig(
                vpc_id=f"vpc-0{name}00000000000000",
                subnet_ids=(f"subnet-0{name}00000000000000",),
                availability_zones=(f"{region}a",),
            ),
            capacity=(capacity,),
            agent=AgentFeatures(),
            services=(web,),
            access=AccessConfig(),
        )
        for name, region in (("e1", "eu-west-1"), ("a1", "us-east-1"))
    ]


def _synthesized(
    environments: list[EnvironmentConfig], folder: Path, context: dict[str, Any]
) -> Templates:
    build_app(environments, outdir=folder, context=context).synth()
    return {
        path.name.removesuffix(".template.json"): json.loads(path.read_text())["Resources"]
        for path in folder.glob("*.template.json")
    }


def _names(resources: dict[str, Any]) -> set[str]:
    """What the template names of what an account has once for all of its regions."""
    fields = {
        "AWS::IAM::Role": "RoleName",
        "AWS::IAM::InstanceProfile": "InstanceProfileName",
        "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
        "AWS::IAM::Policy": "PolicyName",
        "AWS::S3::Bucket": "BucketName",
    }
    return {
        f"{resource['Type']} {name}"
        for resource in resources.values()
        if (name := resource.get("Properties", {}).get(fields.get(resource["Type"], "")))
    }


@EACH_KIND
def test_two_regions_of_an_account_share_no_name(
    capacity: CapacityConfig, tmp_path: Path, cdk_context: dict[str, Any]
) -> None:
    here, there = in_two_regions(capacity)
    templates = _synthesized([here, there], tmp_path, cdk_context)

    def named(environment: EnvironmentConfig) -> set[str]:
        return {name for stack in environment.stack_names for name in _names(templates[stack])}

    assert named(here) & named(there) == set()


@EACH_KIND
def test_there_is_one_instance_profile_if_there_are_hosts_in_aws(
    capacity: CapacityConfig, tmp_path: Path, cdk_context: dict[str, Any]
) -> None:
    here, _ = in_two_regions(capacity)
    templates = _synthesized([here], tmp_path, cdk_context)

    profiles = [
        resource
        for resources in templates.values()
        for resource in resources.values()
        if resource["Type"] == "AWS::IAM::InstanceProfile"
    ]
    assert len(profiles) == (0 if isinstance(capacity, ExternalInstancesConfig) else 1)


@pytest.mark.parametrize(
    ("capacity", "service", "compatibility"),
    [
        (KINDS[0], {"LaunchType": "EC2"}, "EC2"),
        (
            KINDS[1],
            {"CapacityProviderStrategy": [{"CapacityProvider": "staging-hosts", "Weight": 1}]},
            "EC2",
        ),
        (
            KINDS[2],
            {"CapacityProviderStrategy": [{"CapacityProvider": "staging-managed", "Weight": 1}]},
            "MANAGED_INSTANCES",
        ),
        (KINDS[3], {"LaunchType": "EXTERNAL"}, "EXTERNAL"),
    ],
    ids=[type(one).__name__ for one in KINDS],
)
def test_the_service_runs_on_the_capacity(
    capacity: CapacityConfig,
    service: dict[str, Any],
    compatibility: str,
    tmp_path: Path,
    cdk_context: dict[str, Any],
) -> None:
    here, _ = in_two_regions(capacity)
    resources = _synthesized([here], tmp_path, cdk_context)["EcsService-staging-e1-web"]

    by_type = {resource["Type"]: resource["Properties"] for resource in resources.values()}
    written = by_type["AWS::ECS::Service"]
    assert {
        field: written[field]
        for field in ("CapacityProviderStrategy", "LaunchType")
        if field in written
    } == service
    assert by_type["AWS::ECS::TaskDefinition"]["RequiresCompatibilities"] == [compatibility]


def test_a_service_runs_on_the_capacity_that_it_names(
    tmp_path: Path, cdk_context: dict[str, Any]
) -> None:
    here, _ = in_two_regions(KINDS[0])
    both = replace(
        here,
        capacity=(KINDS[0], KINDS[2]),
        services=(replace(here.services[0], capacity="managed"),),
    )
    resources = _synthesized([both], tmp_path, cdk_context)["EcsService-staging-e1-web"]

    (service,) = (one for one in resources.values() if one["Type"] == "AWS::ECS::Service")
    (strategy,) = service["Properties"]["CapacityProviderStrategy"]
    assert strategy["CapacityProvider"] == "staging-managed"


def test_an_environment_outside_aws_needs_no_network(
    tmp_path: Path, cdk_context: dict[str, Any]
) -> None:
    here, _ = in_two_regions(KINDS[3])
    templates = _synthesized([replace(here, network=None)], tmp_path, cdk_context)

    assert "vpc-" not in json.dumps(templates)


def _properties(
    environment: EnvironmentConfig, folder: Path, context: dict[str, Any], resource_type: str
) -> dict[str, Any]:
    """Properties of the one resource of a type in the cluster's stack."""
    resources = _synthesized([environment], folder, context)[environment.cluster_stack_name]
    (found,) = (one for one in resources.values() if one["Type"] == resource_type)
    return dict(found["Properties"])


def test_isolation_of_a_group_is_the_choice_of_the_environment(
    tmp_path: Path, cdk_context: dict[str, Any]
) -> None:
    here, _ = in_two_regions(KINDS[1])
    template = _properties(
        replace(here, isolation=Isolation.OFF), tmp_path, cdk_context, "AWS::EC2::LaunchTemplate"
    )

    options = template["LaunchTemplateData"]["MetadataOptions"]
    assert options["HttpPutResponseHopLimit"] == 2


def test_how_full_hosts_are_kept_is_the_choice_of_the_environment(
    tmp_path: Path, cdk_context: dict[str, Any]
) -> None:
    hosts = AutoScalingConfig(
        name="hosts", instance_types=("t3.small",), max_hosts=2, target_capacity_percent=80
    )
    here, _ = in_two_regions(hosts)
    provider = _properties(here, tmp_path, cdk_context, "AWS::ECS::CapacityProvider")

    scaling = provider["AutoScalingGroupProvider"]["ManagedScaling"]
    assert scaling["TargetCapacity"] == 80


def test_managed_instances_have_the_types_and_tasks_their_architecture(
    tmp_path: Path, cdk_context: dict[str, Any]
) -> None:
    managed = ManagedInstancesConfig(
        name="managed",
        min_vcpus=1,
        max_vcpus=4,
        min_memory_gib=2,
        max_memory_gib=8,
        instance_types=("m7g.large",),
    )
    here, _ = in_two_regions(managed)
    resources = {
        logical_id: resource
        for template in _synthesized([here], tmp_path, cdk_context).values()
        for logical_id, resource in template.items()
    }
    by_type = {resource["Type"]: resource for resource in resources.values()}
    (cluster,) = (key for key, one in resources.items() if one["Type"] == "AWS::ECS::Cluster")

    provider = by_type["AWS::ECS::CapacityProvider"]
    launch = provider["Properties"]["ManagedInstancesProvider"]["InstanceLaunchTemplate"]
    assert launch["InstanceRequirements"]["AllowedInstanceTypes"] == ["m7g.large"]
    assert cluster in provider["DependsOn"]
    platform = by_type["AWS::ECS::TaskDefinition"]["Properties"]["RuntimePlatform"]
    assert platform["CpuArchitecture"] == "ARM64"


def test_machines_outside_aws_have_features_of_their_own(
    tmp_path: Path, cdk_context: dict[str, Any]
) -> None:
    outside = ExternalInstancesConfig(agent=AgentFeatures(tagged_task_metadata=True))
    here, _ = in_two_regions(outside)
    policy = _properties(here, tmp_path, cdk_context, "AWS::IAM::ManagedPolicy")

    assert "ReadTagsForMetadata" in json.dumps(policy)
