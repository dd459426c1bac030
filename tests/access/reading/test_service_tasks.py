"""Which task definition a service has."""

from pathlib import Path
from typing import Any

import pytest

from tests.access.reading.small_assembly import read, resource

_TASK = "arn:aws:ecs:eu-west-1:111111111111:task-definition/web:1"
_SERVICE = "arn:aws:ecs:eu-west-1:111111111111:service/dev/web"


def _service(**properties: Any) -> dict[str, Any]:
    named = {"ServiceName": "web", "Cluster": "dev"}
    return {
        "Task": resource("AWS::ECS::TaskDefinition", Family="web"),
        "Service": resource("AWS::ECS::Service", **named, **properties),
    }


def test_a_service_has_the_task_definition_of_its_template(tmp_path: Path) -> None:
    resources = _service(TaskDefinition={"Ref": "Task"})

    assert read(tmp_path, resources).services == {_SERVICE: _TASK}


@pytest.mark.parametrize("properties", [{}, {"TaskDefinition": {"Fn::Unknown": 1}}])
def test_one_that_cannot_be_known_is_left_out(tmp_path: Path, properties: dict[str, Any]) -> None:
    assert read(tmp_path, _service(**properties)).services == {}


def test_a_service_that_is_not_made_has_none(tmp_path: Path) -> None:
    resources = _service(TaskDefinition={"Ref": "Task"})
    resources["Service"]["Condition"] = "Off"

    found = read(tmp_path, resources, Conditions={"Off": {"Fn::Equals": ["a", "b"]}})

    assert found.services == {}
