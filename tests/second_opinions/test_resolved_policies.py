"""The policies that the tools get."""

from collections.abc import Callable
from typing import Any

import pytest

from stacks.environments import ENVIRONMENTS

_RESOURCES = {"Logs": {"Type": "AWS::Logs::LogGroup"}, "Other": {"Type": "AWS::Other::Thing"}}
_LOGS = "arn:aws:logs:eu-west-1:111111111111:log-group:Logs:*"

Resolve = Callable[[dict[str, Any], Any], Any]


@pytest.mark.parametrize(
    ("node", "resolved"),
    [
        ("arn:aws:s3:::${aws:username}", "arn:aws:s3:::${aws:username}"),
        ([{"Ref": "AWS::Partition"}], ["aws"]),
        ({"Resource": {"Fn::GetAtt": ["Logs", "Arn"]}}, {"Resource": _LOGS}),
        ({"Fn::Join": ["/", [{"Ref": "Bucket"}, "*"]]}, "Bucket/*"),
        ({"Fn::Sub": "${AWS::Region} ${Logs.Arn} ${!literal}"}, f"eu-west-1 {_LOGS} ${{!literal}}"),
    ],
)
def test_an_intrinsic_function_becomes_what_it_stands_for(
    node: Any, resolved: Any, resolve: Resolve
) -> None:
    assert resolve(_RESOURCES, node) == resolved


def test_the_output_of_another_stack_becomes_its_value(
    resolve_in_app: Callable[[Any], Any], templates: dict[str, Any]
) -> None:
    output = {"StackName": "EcsService-dev-web", "OutputName": "TaskRoleArn", "Region": "eu-west-1"}
    role = templates["EcsService-dev-web"]["Outputs"]["TaskRoleArn"]["Value"]["Fn::GetAtt"][0]

    resolved = resolve_in_app({"Resource": [{"Fn::GetStackOutput": output}]})

    assert resolved == {"Resource": [f"arn:aws:iam::111111111111:role/{role}"]}


@pytest.mark.parametrize(
    ("node", "missing"),
    [
        ({"Fn::GetAtt": ["Other", "Arn"]}, "AWS::Other::Thing"),
        ({"Fn::ImportValue": "Exported"}, "Fn::ImportValue"),
    ],
)
def test_what_cannot_be_resolved_is_named(node: Any, missing: str, resolve: Resolve) -> None:
    with pytest.raises((KeyError, ValueError), match=missing):
        resolve(_RESOURCES, node)


def test_no_role_of_the_app_is_left_out(trust_policies: list[tuple[str, Any]]) -> None:
    roles = sum(
        1 + 2 * len(environment.services) + len(list(environment.access.roles()))
        for environment in ENVIRONMENTS
    )

    assert len(trust_policies) == roles


def test_every_construct_that_acknowledges_is_found(acknowledged: dict[str, set[str]]) -> None:
    reported = acknowledged["EcsCluster-dev/NetworkPublicSubnet1Subnet5B78347B"]

    assert "CloudFormation-Validate::W3010" in reported
