"""What the instances of a group may be launched from: template versions and instance types.

Source: "LaunchTemplateSpecification", "LaunchTemplateOverrides" and "InstancesDistribution" in
Amazon EC2 Auto Scaling's API reference.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

_NOT_MODELLED = ("InstanceRequirements", "WeightedCapacity")


@dataclass(frozen=True, kw_only=True, slots=True)
class LaunchOption:
    """One version of a launch template, for one instance type."""

    template_id: str
    template_name: str
    version: str
    data: Mapping[str, Any]
    instance_type: str

    @property
    def template(self) -> dict[str, str]:
        """The version, as a group's instance names what it was launched from."""
        return {
            "LaunchTemplateId": self.template_id,
            "LaunchTemplateName": self.template_name,
            "Version": self.version,
        }


def launch_options(
    group: Mapping[str, Any], templates: Mapping[str, Any]
) -> Sequence[LaunchOption]:
    """Return what a group may launch, most preferred first.

    Args:
        group: With the ``LaunchTemplate`` or the ``MixedInstancesPolicy`` of a group.
        templates: The launch templates of the account and region.

    Raises:
        ValueError: What Amazon EC2 Auto Scaling answers if it cannot launch from it.
    """
    mixed = group.get("MixedInstancesPolicy")
    if bool(mixed) == bool(group.get("LaunchTemplate")):
        raise ValueError(
            "Valid requests must contain either LaunchTemplate, LaunchConfigurationName, "
            "InstanceId or MixedInstancesPolicy parameter."
        )
    if not mixed:
        return [_option(group["LaunchTemplate"], {}, templates)]
    template = mixed["LaunchTemplate"]
    return [
        _option(template["LaunchTemplateSpecification"], override, templates)
        for override in template.get("Overrides") or [{}]
    ]


def on_demand_share(group: Mapping[str, Any], capacity: int) -> int:
    """Return how many instances of a capacity are On-Demand; the others are Spot."""
    mixed = group.get("MixedInstancesPolicy")
    if not mixed:
        return capacity
    distribution = mixed.get("InstancesDistribution", {})
    base = min(capacity, int(distribution.get("OnDemandBaseCapacity", 0)))
    percentage = int(distribution.get("OnDemandPercentageAboveBaseCapacity", 100))
    return base + ceil((capacity - base) * percentage / 100)


def _option(
    specification: Mapping[str, Any], override: Mapping[str, Any], templates: Mapping[str, Any]
) -> LaunchOption:
    for name in _NOT_MODELLED:
        if name in override:
            raise ValueError(f"the sandbox does not know {name} of a launch template override")
    specification = override.get("LaunchTemplateSpecification", specification)
    template = _template(specification, templates)
    version = _version(template, str(specification.get("Version", "$Default")))
    data = version["LaunchTemplateData"]
    instance_type = override.get("InstanceType") or data.get("InstanceType")
    for name, value in {"ImageId": data.get("ImageId"), "InstanceType": instance_type}.items():
        if not value:
            raise ValueError(
                f"You must use a valid fully-formed launch template. It has no {name}."
            )
    return LaunchOption(
        template_id=template["LaunchTemplateId"],
        template_name=template["LaunchTemplateName"],
        version=str(version["VersionNumber"]),
        data=data,
        instance_type=str(instance_type),
    )


def _template(specification: Mapping[str, Any], templates: Mapping[str, Any]) -> Any:
    template_id = specification.get("LaunchTemplateId")
    name = specification.get("LaunchTemplateName")
    for template in templates.values():
        if template_id in (None, template["LaunchTemplateId"]) and (
            template_id or template["LaunchTemplateName"] == name
        ):
            return template
    which = f"template ID {template_id}" if template_id else f"template name {name}"
    raise ValueError(
        "You must use a valid fully-formed launch template. "
        f"The specified launch template, with {which}, does not exist."
    )


def _version(template: Mapping[str, Any], wanted: str) -> Any:
    number = {
        "$Latest": template["LatestVersionNumber"],
        "$Default": template["DefaultVersionNumber"],
    }.get(wanted, wanted)
    for version in template["Versions"]:
        if str(version["VersionNumber"]) == str(number):
            return version
    raise ValueError(
        f"Could not find the specified version {wanted} for the launch template with ID "
        f"{template['LaunchTemplateId']}."
    )
