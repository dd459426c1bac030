"""The resource type ``AWS::AutoScaling::AutoScalingGroup`` of CloudFormation.

The emulator records a group and runs nothing for it. Source of what an update does:
"AWS::AutoScaling::AutoScalingGroup" and "UpdatePolicy attribute" in the CloudFormation template
reference. On AWS the delete waits until every instance has lost its protection from scale-in, which
ECS takes away once no task runs there; here nothing waits, and the instances are terminated.
"""

from typing import Any

from sandbox.emulator.auto_scaling.capacity import Capacity

SUMMARY = "launches, replaces and terminates a group's instances from its launch template"

_TYPE = "AWS::AutoScaling::AutoScalingGroup"
_REPLACING = ("AutoScalingGroupName", "InstanceId")

_Properties = dict[str, Any]
_Created = tuple[str, dict[str, str]]


def install() -> None:
    """Put instances behind the emulator's own handlers."""
    from ministack.services import autoscaling, ec2
    from ministack.services.cloudformation import provisioners

    handlers = _Handlers(provisioners, autoscaling, Capacity(ec2))
    provisioners._RESOURCE_HANDLERS[_TYPE] |= {
        "create": handlers.create,
        "update": handlers.update,
        "delete": handlers.delete,
    }
    provisioners._REPLACING_PROPERTIES[_TYPE] = _REPLACING


class _Handlers:
    """The emulator's handlers, and what AWS does beside them."""

    def __init__(self, provisioners: Any, autoscaling: Any, capacity: Capacity) -> None:
        self._provisioners = provisioners
        self._plain = dict(provisioners._RESOURCE_HANDLERS[_TYPE])
        self._groups = autoscaling._asgs
        self._capacity = capacity

    def create(self, logical_id: str, properties: _Properties, stack_name: str) -> _Created:
        name = properties.get("AutoScalingGroupName")
        if name in self._groups:
            raise ValueError(f"AutoScalingGroup by this name already exists - {name}")
        fields = self._fields(properties)
        self._capacity.check(fields)
        created: _Created = self._plain["create"](logical_id, properties, stack_name)
        group = self._groups[created[0]]
        group.update(fields)
        self._capacity.reach_desired(group)
        return created

    def update(
        self,
        name: str,
        old: _Properties,
        new: _Properties,
        stack_name: str,
        logical_id: str | None = None,
    ) -> _Created:
        group = self._groups[name]
        fields = self._fields(new)
        if "DesiredCapacity" not in new:
            fields["DesiredCapacity"] = min(
                max(group["DesiredCapacity"], fields["MinSize"]), fields["MaxSize"]
            )
        self._capacity.check(fields)
        policy = self._update_policy(stack_name, logical_id)
        updated: _Created = self._plain["update"](name, old, new, stack_name, logical_id)
        group.update(fields)
        if "AutoScalingRollingUpdate" in policy:
            self._capacity.replace_outdated(group)
        elif "AutoScalingInstanceRefresh" in policy:
            self._refresh(group, policy["AutoScalingInstanceRefresh"].get("Preferences", {}))
        self._capacity.reach_desired(group)
        return updated

    def delete(self, name: str, properties: _Properties) -> None:
        group = self._groups.get(name)
        for member in list(group["Instances"]) if group else []:
            self._capacity.terminate(group, member)
        self._plain["delete"](name, properties)

    def _fields(self, properties: _Properties) -> dict[str, Any]:
        fields: dict[str, Any] = self._provisioners._asg_fields(properties)
        fields["NewInstancesProtectedFromScaleIn"] = self._provisioners._cfn_bool(
            fields["NewInstancesProtectedFromScaleIn"]
        )
        fields["CapacityRebalance"] = self._provisioners._cfn_bool(
            properties.get("CapacityRebalance", False)
        )
        fields["MixedInstancesPolicy"] = properties.get("MixedInstancesPolicy", {})
        return fields | {"AvailabilityZones": self._capacity.zones(fields)}

    def _refresh(self, group: dict[str, Any], preferences: dict[str, Any]) -> None:
        """Replace what no longer fits the group; protected instances only if that is preferred.

        Source: "ScaleInProtectedInstances" of RefreshPreferences in the Amazon EC2 Auto Scaling API
        reference: by default a refresh waits an hour for them, and then fails.
        """
        behavior = preferences.get("ScaleInProtectedInstances", "Wait")
        if group["NewInstancesProtectedFromScaleIn"] and behavior == "Wait":
            raise ValueError(
                "the instance refresh failed: its instances are protected from scale-in"
            )
        if not group["NewInstancesProtectedFromScaleIn"] or behavior == "Refresh":
            self._capacity.replace_outdated(group)

    def _update_policy(self, stack_name: str, logical_id: str | None) -> dict[str, Any]:
        """Return how the template has instances replaced that no longer fit the group."""
        definition = self._provisioners._cfn_wait_condition_definition(stack_name, logical_id)
        policy: dict[str, Any] = definition.get("UpdatePolicy", {})
        if policy.get("AutoScalingReplacingUpdate"):
            raise ValueError("the sandbox knows no AutoScalingReplacingUpdate")
        return policy
