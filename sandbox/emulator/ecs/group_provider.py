"""Rules for a capacity provider of an Auto Scaling group.

Source of the messages: aws/aws-cdk#36584 (names, whatever their case), aws/containers-roadmap#632
(a group of two providers) and #653 (termination protection). Where no public source quotes AWS, the
rule is that of "AutoScalingGroupProvider" in the ECS API reference and the words are the sandbox's.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.emulator.ecs.refusal import EcsRefusal

_NAME = re.compile(r"(?!aws|ecs|fargate)[\w-]{1,255}", re.ASCII | re.IGNORECASE)
_BAD_NAME = (
    "The specified capacity provider name is invalid. Up to 255 characters are allowed, including "
    "letters (upper and lowercase), numbers, underscores, and hyphens. The name cannot be prefixed "
    'with "aws", "ecs", or "fargate". Specify a valid name and try again.'
)
_TAKEN = (
    "The specified Auto Scaling group ARN is already being used by another capacity provider. "
    "Specify a unique Auto Scaling group ARN and try again."
)
_PROTECTION = "The managed termination protection setting for the capacity provider is invalid. "
_UNPROTECTED = (
    "To enable managed termination protection for a capacity provider, the Auto Scaling group must "
    "have instance protection from scale in enabled."
)
_UNSCALED = (
    "To enable managed termination protection for a capacity provider, managed scaling must be "
    "enabled."
)
_SCALING_DEFAULTS = {
    "targetCapacity": 100,
    "minimumScalingStepSize": 1,
    "maximumScalingStepSize": 10000,
    "instanceWarmupPeriod": 300,
}

_Settings = dict[str, Any]


def check_name(name: str) -> None:
    """Refuse a name that ECS does not take."""
    if not _NAME.fullmatch(name):
        raise EcsRefusal("ClientException", _BAD_NAME)


def group_named(groups: Iterable[Mapping[str, Any]], name_or_arn: str) -> Mapping[str, Any]:
    """Return the Auto Scaling group that a provider names, by name or ARN."""
    for group in groups:
        if name_or_arn in (group["AutoScalingGroupName"], group["AutoScalingGroupARN"]):
            return group
    raise EcsRefusal(
        "ClientException", f"The specified Auto Scaling group does not exist: {name_or_arn}"
    )


def check_unique(group: Mapping[str, Any], providers: Iterable[Mapping[str, Any]]) -> None:
    """Refuse a second provider of a group."""
    taken = [
        one.get("autoScalingGroupProvider", {}).get("autoScalingGroupArn") for one in providers
    ]
    if group["AutoScalingGroupARN"] in taken:
        raise EcsRefusal("ClientException", _TAKEN)


def settings(given: Mapping[str, Any], group: Mapping[str, Any]) -> _Settings:
    """Return all settings of the provider, as ECS completes and checks them."""
    scaling = given.get("managedScaling", {})
    complete: _Settings = {
        "autoScalingGroupArn": group["AutoScalingGroupARN"],
        "managedScaling": {"status": "DISABLED"} | _SCALING_DEFAULTS | scaling,
        "managedTerminationProtection": given.get("managedTerminationProtection", "DISABLED"),
        "managedDraining": given.get("managedDraining", "ENABLED"),
    }
    if complete["managedTerminationProtection"] == "ENABLED":
        if complete["managedScaling"]["status"] != "ENABLED":
            raise EcsRefusal("ClientException", _PROTECTION + _UNSCALED)
        if not group["NewInstancesProtectedFromScaleIn"]:
            raise EcsRefusal("ClientException", _PROTECTION + _UNPROTECTED)
    return complete
