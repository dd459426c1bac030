"""The resource type ``AWS::ECS::ClusterCapacityProviderAssociations`` of CloudFormation.

Source: the type in the CloudFormation template reference; its handler calls
``PutClusterCapacityProviders``, and with nothing in it to delete.
"""

from typing import Any

from sandbox.emulator.ecs.refusal import ask

SUMMARY = "gives a cluster its capacity providers and default strategy, and takes them away"

_TYPE = "AWS::ECS::ClusterCapacityProviderAssociations"

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
        "delete": handlers.delete,
    }
    provisioners._REPLACING_PROPERTIES[_TYPE] = ("Cluster",)


class _Handlers:
    def __init__(self, ecs: Any, provisioners: Any) -> None:
        self._ecs = ecs
        self._provisioners = provisioners

    def create(self, logical_id: str, properties: _Properties, stack_name: str) -> _Created:
        strategy = properties["DefaultCapacityProviderStrategy"]
        self._put(
            properties["Cluster"],
            properties["CapacityProviders"],
            self._provisioners._pascal_to_camel(strategy),
        )
        return properties["Cluster"], {}

    def update(self, cluster: str, old: _Properties, new: _Properties, stack_name: str) -> _Created:
        return self.create("", new, stack_name)

    def delete(self, cluster: str, properties: _Properties) -> None:
        self._put(cluster, [], [])

    def _put(self, cluster: str, providers: list[str], strategy: list[dict[str, Any]]) -> None:
        request = {
            "cluster": cluster,
            "capacityProviders": providers,
            "defaultCapacityProviderStrategy": strategy,
        }
        ask(self._ecs, "PutClusterCapacityProviders", request)
