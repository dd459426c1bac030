"""What an operator may do with a cluster, as data and as IAM evaluates it."""

import json
import re
from collections.abc import Callable, Sequence
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest

from constructs_lib.agent.cluster_scope import ClusterScope
from constructs_lib.iam.statement_mistakes import statement_mistakes
from constructs_lib.iam.unresolved import as_list
from constructs_lib.people.access_statements import read_statements, repair_statements

_SCOPE = ClusterScope(
    partition="aws", region="eu-west-1", account="123456789012", cluster_name="prod"
)
_ECS = "arn:aws:ecs:eu-west-1:123456789012"
_LOGS = "arn:aws:logs:eu-west-1:123456789012:log-group"
_GROUPS = "arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup"
_INSTANCE = "arn:aws:ec2:eu-west-1:123456789012:instance/i-1"
_DOCUMENTS = "arn:aws:ssm:eu-west-1:123456789012:document"
_IN_PROD = {"ecs:cluster": f"{_ECS}:cluster/prod"}
_IN_TEST = {"ecs:cluster": f"{_ECS}:cluster/test"}

_READ = read_statements(_SCOPE, ["/ecs/prod/*", "audit"])
_REPAIR = repair_statements(_SCOPE)

_Statements = Sequence[dict[str, Any]]


def _actions(statements: _Statements) -> list[str]:
    return [action for one in statements for action in as_list(one["Action"])]


def _sids(statements: _Statements) -> list[str]:
    return [one["Sid"] for one in statements]


@cache
def _access_levels() -> dict[str, str]:
    """What AWS's reference says of each action, as parliament has it."""
    # Without importing it, which leaves files open.
    path = distribution("parliament").locate_file("parliament/iam_definition.json")
    definition = json.loads(Path(str(path)).read_text())
    return {
        f"{service['prefix']}:{privilege['privilege']}": privilege["access_level"]
        for service in definition
        for privilege in service["privileges"]
    }


@pytest.mark.parametrize("action", _actions(_READ))
def test_reading_writes_nothing(action: str) -> None:
    assert _access_levels()[action] in ("List", "Read")


@pytest.mark.parametrize("action", _actions(_READ))
def test_reading_shows_no_data_and_no_secrets(action: str) -> None:
    service, name = action.split(":")

    assert service in ("autoscaling", "cloudwatch", "ec2", "ecs", "logs")
    assert re.match("Describe|Filter|Get|List|StartQuery|StopQuery", name)
    assert "*" not in name


@pytest.mark.parametrize("statement", [*_READ, *_REPAIR], ids=lambda one: one["Sid"])
def test_each_action_exists_and_takes_a_resource_and_the_condition(
    statement: dict[str, Any],
) -> None:
    assert statement_mistakes(statement) == []


def test_all_wildcards_for_a_resource_are_on_what_takes_none() -> None:
    everywhere = [one for one in [*_READ, *_REPAIR] if one["Resource"] == "*"]

    assert _sids(everywhere) == ["FindMembers", "ReadDefinitionsAndHosts", "FindLogs"]


def test_without_log_groups_no_logs_are_read() -> None:
    statements = read_statements(_SCOPE, [])

    assert _sids(statements) == [
        *("ReadCluster", "ReadMembers", "FindMembers", "ReadDefinitionsAndHosts")
    ]
    assert "logs:" not in str(_actions(statements))


@pytest.mark.parametrize(
    ("action", "resource", "context", "is_allowed"),
    [
        ("ecs:DescribeClusters", f"{_ECS}:cluster/prod", {}, True),
        ("ecs:DescribeClusters", f"{_ECS}:cluster/prod2", {}, False),
        ("ecs:DescribeServices", f"{_ECS}:service/prod/web", {}, True),
        ("ecs:DescribeServices", f"{_ECS}:service/prod2/web", {}, False),
        ("ecs:DescribeTasks", f"{_ECS}:task/prod/1", {}, True),
        ("ecs:ListTasks", f"{_ECS}:container-instance/prod/1", _IN_PROD, True),
        ("ecs:ListTasks", f"{_ECS}:container-instance/prod/1", _IN_TEST, False),
        ("ecs:ListServices", "*", _IN_PROD, True),
        ("ecs:ListServices", "*", {}, False),
        ("ecs:DescribeTaskDefinition", "*", {}, True),
        # AWS asks with and without ``:*``, and for no stream by an empty name.
        ("logs:StartQuery", f"{_LOGS}:audit", {}, True),
        ("logs:StartQuery", f"{_LOGS}:audit:*", {}, True),
        ("logs:FilterLogEvents", f"{_LOGS}:audit:log-stream:", {}, True),
        ("logs:GetLogEvents", f"{_LOGS}:/ecs/prod/web:log-stream:app/1", {}, True),
        ("logs:GetLogEvents", f"{_LOGS}:/ecs/test/web:log-stream:app/1", {}, False),
        ("logs:GetLogEvents", f"{_LOGS}:audit2:log-stream:1", {}, False),
        ("logs:DeleteLogGroup", f"{_LOGS}:audit", {}, False),
        ("ecs:UpdateService", f"{_ECS}:service/prod/web", _IN_PROD, False),
        ("ecs:ExecuteCommand", f"{_ECS}:task/prod/1", _IN_PROD, False),
        ("ecs:StopTask", f"{_ECS}:task/prod/1", _IN_PROD, False),
        ("secretsmanager:GetSecretValue", "*", {}, False),
        ("ssm:GetParameter", "*", {}, False),
        ("s3:GetObject", "arn:aws:s3:::bucket/key", {}, False),
        ("iam:PassRole", "arn:aws:iam::123456789012:role/any", {}, False),
    ],
)
def test_reading_is_of_one_cluster(
    allows: Callable[..., bool],
    action: str,
    resource: str,
    context: dict[str, str],
    is_allowed: bool,
) -> None:
    assert allows(_READ, action, resource, context) is is_allowed


@pytest.mark.parametrize(
    ("action", "resource", "context", "is_allowed"),
    [
        ("ecs:UpdateService", f"{_ECS}:service/prod/web", _IN_PROD, True),
        ("ecs:UpdateService", f"{_ECS}:service/test/web", _IN_TEST, False),
        ("ecs:StopServiceDeployment", f"{_ECS}:service-deployment/prod/web/1", _IN_PROD, True),
        ("ecs:RunTask", f"{_ECS}:task-definition/web:1", _IN_PROD, True),
        ("ecs:RunTask", f"{_ECS}:task-definition/web:1", _IN_TEST, False),
        ("ecs:RunTask", f"{_ECS}:task-definition/web:1", {}, False),
        ("ecs:StopTask", f"{_ECS}:task/prod/1", _IN_PROD, True),
        ("ecs:StopTask", f"{_ECS}:task/test/1", _IN_TEST, False),
        ("ecs:ExecuteCommand", f"{_ECS}:task/prod/1", {}, True),
        ("ecs:ExecuteCommand", f"{_ECS}:cluster/prod", {}, True),
        ("ecs:ExecuteCommand", f"{_ECS}:task/test/1", {}, False),
        (
            *("ecs:UpdateContainerInstancesState", f"{_ECS}:container-instance/prod/1"),
            *(_IN_PROD, True),
        ),
        (
            *("ecs:UpdateContainerInstancesState", f"{_ECS}:container-instance/test/1"),
            *(_IN_TEST, False),
        ),
        (
            *("autoscaling:SetDesiredCapacity", f"{_GROUPS}:1-2:autoScalingGroupName/hosts"),
            *({"autoscaling:ResourceTag/EcsCluster": "prod"}, True),
        ),
        (
            *("autoscaling:SetDesiredCapacity", f"{_GROUPS}:1-2:autoScalingGroupName/hosts"),
            *({"autoscaling:ResourceTag/EcsCluster": "test"}, False),
        ),
        ("ssm:StartSession", _INSTANCE, {"ssm:resourceTag/EcsCluster": "prod"}, True),
        ("ssm:StartSession", _INSTANCE, {"ssm:resourceTag/EcsCluster": "test"}, False),
        ("ssm:StartSession", _INSTANCE, {}, False),
        ("ssm:StartSession", f"{_DOCUMENTS}/SSM-SessionManagerRunShell", {}, True),
        ("ssm:StartSession", f"{_DOCUMENTS}/AWS-StartPortForwardingSession", {}, False),
        ("ecs:RegisterTaskDefinition", f"{_ECS}:task-definition/web:*", {}, False),
        ("ecs:DeleteService", f"{_ECS}:service/prod/web", _IN_PROD, False),
        ("ecs:DeleteCluster", f"{_ECS}:cluster/prod", {}, False),
        ("ecs:DeregisterContainerInstance", f"{_ECS}:cluster/prod", {}, False),
        ("iam:PassRole", "arn:aws:iam::123456789012:role/any", {}, False),
    ],
)
def test_repairing_is_of_one_cluster_and_deletes_nothing(
    allows: Callable[..., bool],
    action: str,
    resource: str,
    context: dict[str, str],
    is_allowed: bool,
) -> None:
    assert allows([*_READ, *_REPAIR], action, resource, context) is is_allowed
