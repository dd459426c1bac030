"""The hosts of an Auto Scaling group, from the cluster down to the instances."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sandbox.report import Check
from sandbox.verification.account import Account
from sandbox.verification.capacity.carrier import Carrier, carries, check_metadata
from sandbox.verification.capacity.provider import check_associated, describe_provider
from stacks.config import AutoScalingConfig, EnvironmentConfig


def auto_scaling(
    account: Account,
    environment: EnvironmentConfig,
    capacity: AutoScalingConfig,
    profile: dict[str, Any],
) -> Carrier:
    """Follow the cluster's capacity provider to its group, launch template and instances."""
    name = environment.capacity_provider_name(capacity)
    provider = describe_provider(account, name)
    scaling = provider.get("autoScalingGroupProvider", {})
    group = _group(account, scaling.get("autoScalingGroupArn", ""))
    template = _launch_template(account, group)
    data = template["LaunchTemplateData"]
    instances = _instances(account, group)
    return Carrier(
        described=f"launch template {template['LaunchTemplateId']}, "
        f"version {template['VersionNumber']}\n"
        f"group {group['AutoScalingGroupName']}, {group['MinSize']} to {group['MaxSize']} hosts\n"
        f"capacity provider {name}, {provider.get('status', 'missing')}\n"
        f"{_in_words(instances)}",
        checks=[
            carries(
                f"the launch template of {capacity.name}", profile, data.get("IamInstanceProfile")
            ),
            *check_metadata(
                f"metadata in the launch template of {capacity.name}",
                data.get("MetadataOptions", {}),
                hops=environment.isolation.metadata_hops,
            ),
            *check_associated(account, environment, name),
            *_check_scaling(capacity, scaling, group),
            *_check_size(capacity, group, instances),
            *(check for one in instances for check in _check_host(environment, profile, one)),
        ],
        types=capacity.instance_types,
        group=group["AutoScalingGroupName"],
        instances=instances,
        operating_system=capacity.operating_system,
    )


def _group(account: Account, arn: str) -> dict[str, Any]:
    (group,) = account.root.client("autoscaling").describe_auto_scaling_groups(
        AutoScalingGroupNames=[arn.rpartition("autoScalingGroupName/")[2]]
    )["AutoScalingGroups"]
    found: dict[str, Any] = group
    return found


def _launch_template(account: Account, group: dict[str, Any]) -> dict[str, Any]:
    specification = group["MixedInstancesPolicy"]["LaunchTemplate"]["LaunchTemplateSpecification"]
    (version,) = account.root.client("ec2").describe_launch_template_versions(
        LaunchTemplateId=specification["LaunchTemplateId"], Versions=[specification["Version"]]
    )["LaunchTemplateVersions"]
    found: dict[str, Any] = version
    return found


def _instances(account: Account, group: dict[str, Any]) -> list[dict[str, Any]]:
    ids = [member["InstanceId"] for member in group["Instances"]]
    if not ids:
        return []
    reservations = account.root.client("ec2").describe_instances(InstanceIds=ids)["Reservations"]
    return [instance for one in reservations for instance in one["Instances"]]


def _check_scaling(
    capacity: AutoScalingConfig, scaling: dict[str, Any], group: dict[str, Any]
) -> list[Check]:
    """Check that ECS scales the group, and neither stops nor loses a host with tasks on it."""
    return [
        Check(
            what=f"{capacity.name}: {what} is on",
            expected="on",
            observed="on" if is_on else "off",
        )
        for what, is_on in (
            ("managed scaling", scaling.get("managedScaling", {}).get("status") == "ENABLED"),
            (
                "managed termination protection",
                scaling.get("managedTerminationProtection") == "ENABLED",
            ),
            ("managed draining", scaling.get("managedDraining") == "ENABLED"),
            (
                "protection of new hosts from scale-in",
                group.get("NewInstancesProtectedFromScaleIn") is True,
            ),
        )
    ]


def _check_size(
    capacity: AutoScalingConfig, group: dict[str, Any], instances: Sequence[dict[str, Any]]
) -> list[Check]:
    running = [one for one in instances if one["State"]["Name"] == "running"]
    types = {one["InstanceType"] for one in running} - set(capacity.instance_types)
    least, most = capacity.min_hosts, capacity.max_hosts
    hosts = least if capacity.desired_hosts is None else capacity.desired_hosts
    return [
        Check(
            what=f"{capacity.name}: the group has {least} to {most} hosts",
            expected=f"{least}, {most}",
            observed=f"{group['MinSize']}, {group['MaxSize']}",
        ),
        Check(
            what=f"{capacity.name}: of them run {hosts}",
            expected=str(hosts),
            observed=str(len(running)),
        ),
        Check(
            what=f"{capacity.name}: each is {' or '.join(capacity.instance_types)}",
            expected="yes",
            observed=f"also {', '.join(sorted(types))}" if types else "yes",
        ),
    ]


def _check_host(
    environment: EnvironmentConfig, profile: dict[str, Any], instance: dict[str, Any]
) -> list[Check]:
    checks = [
        carries("it", profile, instance.get("IamInstanceProfile")),
        *check_metadata(
            "its metadata",
            instance.get("MetadataOptions", {}),
            hops=environment.isolation.metadata_hops,
        ),
    ]
    return [replace(one, group=f"{instance['InstanceId']}, profile and metadata") for one in checks]


def _in_words(instances: Sequence[dict[str, Any]]) -> str:
    return "\n".join(
        f"{one['InstanceId']}, {one['InstanceType']}, {one['State']['Name']}" for one in instances
    )
