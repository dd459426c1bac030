"""What the agents may do: feature by feature, and in every combination."""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from fnmatch import fnmatchcase
from typing import Any

import pytest

from constructs_lib import AgentFeatures
from constructs_lib.agent.cluster_scope import ClusterScope
from constructs_lib.agent.policy import ecs_agent_statements, other_agents_statements
from sandbox.verification.agent_probes import BASE, AgentProbe, agent_probes
from tests.aws_managed_policy import aws_managed_policy

_ON: dict[str, Any] = {
    "pulls_without_execution_role": ("orders",),
    "logs_without_execution_role": ("/ecs/orders",),
}
_FEATURES = [field.name for field in fields(AgentFeatures) if field.name != "classic_permissions"]
_PROBES = agent_probes(region="eu-west-1", account="123456789012", cluster="prod")

Allows = Callable[[Sequence[Mapping[str, Any]], str, str, Mapping[str, str]], bool]


def _with(*names: str) -> AgentFeatures:
    return replace(AgentFeatures(), **{name: _ON.get(name, True) for name in names})


def _statements(features: AgentFeatures, scope: ClusterScope) -> list[dict[str, Any]]:
    return [*ecs_agent_statements(features, scope), *other_agents_statements(features)]


def _combinations() -> Iterator[AgentFeatures]:
    for number in range(len(_FEATURES) + 1):
        for names in itertools.combinations(_FEATURES, number):
            yield _with(*names)


def _allowed(
    allows: Allows, statements: list[dict[str, Any]], calls: Sequence[AgentProbe]
) -> list[AgentProbe]:
    return [one for one in calls if allows(statements, one.action, one.resource, one.context)]


def test_every_feature_has_probes() -> None:
    assert set(_PROBES) == {BASE, *_FEATURES}
    assert all(one.calls and one.never for one in _PROBES.values())


@pytest.mark.parametrize("feature", [BASE, *_FEATURES])
def test_a_feature_that_is_on_can_make_its_calls_and_none_near_by(
    feature: str, prod: ClusterScope, allows: Allows
) -> None:
    statements = _statements(_with(*({feature} - {BASE})), prod)
    probes = _PROBES[feature]

    assert _allowed(allows, statements, probes.calls) == list(probes.calls)
    assert _allowed(allows, statements, probes.never) == []


@pytest.mark.parametrize("feature", _FEATURES)
def test_a_feature_that_is_off_can_make_none_of_its_calls(
    feature: str, prod: ClusterScope, allows: Allows
) -> None:
    all_but_one = _statements(_with(*(name for name in _FEATURES if name != feature)), prod)
    probes = _PROBES[feature]

    assert _allowed(allows, all_but_one, probes.calls) == []
    assert _allowed(allows, all_but_one, probes.never) == []


def test_every_combination_gives_the_ecs_agent_less_than_aws_does(prod: ClusterScope) -> None:
    managed = aws_managed_policy("AmazonEC2ContainerServiceforEC2Role")

    beyond = [
        (features, statement)
        for features in _combinations()
        for statement in ecs_agent_statements(features, prod)
        if not _is_within(statement, managed)
    ]

    assert len(list(_combinations())) == 256
    assert beyond == []


@pytest.mark.parametrize(
    ("feature", "policy"),
    [
        ("session_manager", "AmazonSSMManagedInstanceCore"),
        ("cloudwatch_agent", "CloudWatchAgentServerPolicy"),
    ],
)
def test_the_other_agents_get_less_than_aws_gives_them(feature: str, policy: str) -> None:
    statements = other_agents_statements(_with(feature))

    assert [one for one in statements if not _is_within(one, aws_managed_policy(policy))] == []


def test_classic_permissions_are_the_long_standing_set(prod: ClusterScope) -> None:
    (statement,) = ecs_agent_statements(AgentFeatures(classic_permissions=True), prod)

    assert statement["Resource"] == "*"
    assert sorted(statement["Action"]) == [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:GetAuthorizationToken",
        "ecr:GetDownloadUrlForLayer",
        "ecs:CreateCluster",
        "ecs:DeregisterContainerInstance",
        "ecs:DiscoverPollEndpoint",
        "ecs:Poll",
        "ecs:RegisterContainerInstance",
        "ecs:StartTelemetrySession",
        "ecs:Submit*",
        "ecs:UpdateContainerInstancesState",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
    ]
    assert _is_within(statement, aws_managed_policy("AmazonEC2ContainerServiceforEC2Role"))


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
def test_every_arn_is_of_the_partition(partition: str, prod: ClusterScope) -> None:
    statements = _statements(_with(*_FEATURES), replace(prod, partition=partition))

    arns = {arn for one in statements for arn in _list(one["Resource"]) if arn != "*"}
    assert arns
    assert {arn.split(":")[1] for arn in arns} == {partition}


@pytest.mark.parametrize(
    "statement",
    [
        {"Action": "ecs:RunTask", "Resource": "*"},
        {"Action": ["ecs:Poll", "ecs:ListTagsForResource"], "Resource": "*"},
        {
            "Action": "ecs:TagResource",
            "Resource": "arn:aws:ecs:eu-west-1:123456789012:cluster/prod",
        },
    ],
)
def test_a_statement_beyond_the_managed_policy_is_seen(statement: dict[str, Any]) -> None:
    assert not _is_within(statement, aws_managed_policy("AmazonEC2ContainerServiceforEC2Role"))


def _is_within(statement: Mapping[str, Any], managed: Sequence[Mapping[str, Any]]) -> bool:
    """Whether each action on each resource is within one statement of a policy of AWS."""
    return all(
        any(
            _matches(action, other["Action"])
            and _matches(resource, other["Resource"])
            and _is_as_narrow(statement.get("Condition", {}), other.get("Condition", {}))
            for other in managed
        )
        for action in _list(statement["Action"])
        for resource in _list(statement["Resource"])
    )


def _matches(value: str, patterns: str | list[str]) -> bool:
    return any(value == pattern or fnmatchcase(value, pattern) for pattern in _list(patterns))


def _is_as_narrow(condition: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether each test of the other condition is made here too, with no further values."""
    return all(
        key in condition.get(operator, {})
        and set(_list(condition[operator][key])) <= set(_list(values))
        for operator, tests in other.items()
        for key, values in tests.items()
    )


def _list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
