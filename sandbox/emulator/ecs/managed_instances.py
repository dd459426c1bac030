"""Rules for a capacity provider of ECS Managed Instances.

Source: "CreateManagedInstancesProviderConfiguration" in the ECS API reference. ECS assumes the
infrastructure role, and hands the instance profile to EC2; no public source quotes what it answers
if it cannot, so the words are the sandbox's. Instances start when a task needs them; no task does
in the sandbox.
"""

from collections.abc import Mapping
from typing import Any

from sandbox.emulator.ecs.refusal import EcsRefusal
from sandbox.emulator.instances import Instances
from sandbox.emulator.role_trust import role_record, trusts

_SERVICE = "ecs.amazonaws.com"


def check_managed_instances(
    provider: Mapping[str, Any], instances: Instances, *, cluster_arn: str
) -> None:
    """Refuse a provider whose role, profile or network ECS could not use."""
    _check_role(provider["infrastructureRoleArn"], cluster_arn)
    template = provider["instanceLaunchTemplate"]
    network = template["networkConfiguration"]
    try:
        instances.profile(arn=template["ec2InstanceProfileArn"])
        instances.security_groups(network.get("securityGroups", []))
        for subnet in network["subnets"]:
            instances.zone(subnet)
    except ValueError as refusal:
        raise EcsRefusal("InvalidParameterException", str(refusal)) from refusal


def _check_role(role_arn: str, cluster_arn: str) -> None:
    role = role_record(role_arn)
    if role is None:
        raise EcsRefusal(
            "InvalidParameterException", f"The infrastructure role {role_arn} does not exist."
        )
    _, _, _, region, account, _ = cluster_arn.split(":")
    context = {
        "aws:SourceAccount": account,
        "aws:SourceArn": f"arn:aws:ecs:{region}:{account}:*",
    }
    if not trusts(role, _SERVICE, context):
        raise EcsRefusal(
            "InvalidParameterException",
            f"ECS was unable to assume the infrastructure role {role_arn}: its trust policy does "
            f"not let {_SERVICE} assume it.",
        )
