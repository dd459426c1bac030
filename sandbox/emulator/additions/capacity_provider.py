"""The resource type ``AWS::ECS::CapacityProvider`` of CloudFormation.

Source of what each property does on update: "AWS::ECS::CapacityProvider" in the CloudFormation
template reference.
"""

from collections.abc import Mapping
from typing import Any

from sandbox.emulator.ecs.refusal import ask

SUMMARY = "creates, changes, replaces and deletes a provider through ECS"

_TYPE = "AWS::ECS::CapacityProvider"
_REPLACING = ("ClusterName", "Name")
_IN_PLACE = {
    "AutoScalingGroupProvider": (
        *("ManagedScaling", "ManagedTerminationProtection", "ManagedDraining"),
    ),
    "ManagedInstancesProvider": (
        *("InfrastructureRoleArn", "InstanceLaunchTemplate", "PropagateTags"),
        *("InfrastructureOptimization", "AutoRepairConfiguration"),
    ),
}

_Properties = dict[str, Any]
_Created = tuple[str, dict[str, str]]


def install() -> None:
    """Register the type."""
    from ministack.services import ecs
    from ministack.services.cloudformation import provisioners

    handlers = _Handlers(ecs, provisioners)
    provisioners._RESOURCE_HANDLERS[_TYPE] = {
        "create": handlers.create,
        "update": handlers.update,
        "update_with_logical_id": True,
        "delete": handlers.delete,
    }
    provisioners._REPLACING_PROPERTIES[_TYPE] = _REPLACING
    provisioners._CUSTOM_NAME_REPLACEMENT[_TYPE] = {
        "name": "Name",
        "requires_replacement": _has_another_group,
    }
    provisioners._STACK_TAG_PROPERTY[_TYPE] = ("Tags", "list")


class _Handlers:
    def __init__(self, ecs: Any, provisioners: Any) -> None:
        self._ecs = ecs
        self._provisioners = provisioners

    def create(self, logical_id: str, properties: _Properties, stack_name: str) -> _Created:
        name = properties.get("Name") or self._provisioners._physical_name(
            stack_name, logical_id, max_len=255
        )
        request = {"name": name, **self._request(properties)}
        if "ClusterName" in properties:
            request["cluster"] = properties["ClusterName"]
        ask(self._ecs, "CreateCapacityProvider", request)
        return name, {}

    def update(
        self,
        name: str,
        old: _Properties,
        new: _Properties,
        stack_name: str,
        logical_id: str | None = None,
    ) -> _Created:
        if _has_another_group(old, new):
            replaced: _Created = self._provisioners._replace_resource(
                _TYPE, name, old, new, stack_name, logical_id
            )
            return replaced
        request = {"name": name, **self._request(new)}
        request.pop("tags")
        ask(self._ecs, "UpdateCapacityProvider", request)
        return name, {}

    def delete(self, name: str, properties: _Properties) -> None:
        if name in self._ecs._capacity_providers:
            answer = ask(self._ecs, "DeleteCapacityProvider", {"capacityProvider": name})
            if answer["capacityProvider"]["updateStatus"] == "DELETE_FAILED":
                raise ValueError(answer["capacityProvider"]["updateStatusReason"])

    def _request(self, properties: Mapping[str, Any]) -> dict[str, Any]:
        given = {kind: _typed(properties[kind]) for kind in _IN_PLACE if kind in properties}
        given["Tags"] = properties.get("Tags", [])
        request: dict[str, Any] = self._provisioners._pascal_to_camel(given)
        return request


def _has_another_group(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Tell whether what cannot be updated in place has changed inside a property."""
    return any(
        _fixed(old.get(kind), changeable) != _fixed(new.get(kind), changeable)
        for kind, changeable in _IN_PLACE.items()
    )


def _fixed(provider: Mapping[str, Any] | None, changeable: tuple[str, ...]) -> Any:
    if provider is None:
        return None
    return {name: value for name, value in provider.items() if name not in changeable}


def _typed(value: Any) -> Any:
    """Return numbers for the numbers that a template may carry as text."""
    if isinstance(value, dict):
        return {name: _typed(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_typed(one) for one in value]
    return int(value) if isinstance(value, str) and value.isdecimal() else value
