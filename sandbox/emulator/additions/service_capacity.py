"""On what capacity a service or task of ECS may run.

Source: the rules of a strategy (``sandbox.emulator.ecs.strategy``); "AWS::ECS::Service" in the
CloudFormation template reference for what replaces a service.
"""

from collections.abc import Callable
from typing import Any

from sandbox.emulator.ecs.refusal import EcsRefusal, answering
from sandbox.emulator.ecs.strategy import check_strategy

SUMMARY = "refuse providers that the cluster does not have; replace, and let people in, as on AWS"

_TYPE = "AWS::ECS::Service"
_REPLACING = ("Cluster", "LaunchType", "SchedulingStrategy", "ServiceName")

_Properties = dict[str, Any]
_Created = tuple[str, dict[str, str]]
_Choice = tuple[Any, Any, Any]
_Answer = tuple[int, dict[str, str], bytes]


def install() -> None:
    """Put the rules where the emulator chooses capacity, and where it updates a service."""
    from ministack.services import ecs
    from ministack.services.cloudformation import provisioners

    plain_choice, plain_update = ecs._launch_choice, ecs._update_service
    plain_create = provisioners._RESOURCE_HANDLERS[_TYPE]["create"]

    def choice(request: dict[str, Any], cluster: dict[str, Any] | None) -> _Choice:
        launch_type, strategy, refusal = plain_choice(request, cluster)
        if strategy and refusal is None:
            try:
                _check(ecs, strategy, cluster)
            except EcsRefusal as refused:
                return None, None, ecs.error_response_json(refused.code, str(refused), 400)
        return launch_type, strategy, refusal

    def update(request: dict[str, Any]) -> _Answer:
        cluster = ecs._clusters.get(ecs._resolve_cluster_name(request.get("cluster", "default")))
        if strategy := request.get("capacityProviderStrategy"):
            _check(ecs, strategy, cluster)
        answer: _Answer = plain_update(request)
        return answer

    def create(logical_id: str, properties: _Properties, stack_name: str) -> _Created:
        """Give a service that replaces another one a name of its own."""
        if "ServiceName" not in properties and provisioners._NAME_SEED.get():
            name = provisioners._physical_name(stack_name, logical_id, max_len=255)
            properties = properties | {"ServiceName": name}
        created: _Created = plain_create(logical_id, properties, stack_name)
        _let_people_in(plain_update, properties, created[1]["Name"])
        return created

    ecs._launch_choice = choice
    ecs._update_service = ecs._ACTION_MAP["UpdateService"] = answering(ecs, update)
    provisioners._RESOURCE_HANDLERS[_TYPE] |= {"create": create}
    provisioners._REPLACING_PROPERTIES[_TYPE] = _REPLACING
    provisioners._CUSTOM_NAME_REPLACEMENT[_TYPE] = {"name": "ServiceName"}


def _let_people_in(
    update: Callable[[dict[str, Any]], _Answer], properties: _Properties, name: str
) -> None:
    """Turn ECS Exec on, which the emulator's own type leaves out when it creates a service."""
    if str(properties.get("EnableExecuteCommand", False)).lower() == "true":
        service = {"cluster": properties.get("Cluster", "default"), "service": name}
        update({**service, "enableExecuteCommand": True})


def _check(ecs: Any, strategy: list[dict[str, Any]], cluster: dict[str, Any] | None) -> None:
    associated = cluster["capacityProviders"] if cluster else []
    check_strategy(strategy, associated=associated, providers=ecs._capacity_providers)
