import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.sandbox_error import SandboxError
from sandbox.verification.deployed_stack import DeployedStack


class _CloudFormation:
    """Answers of CloudFormation about one stack."""

    def describe_stacks(self, **_: str) -> Any:
        stack_id = "arn:aws:cloudformation:eu-west-1:111111111111:stack/Web/1"
        return {"Stacks": [{"StackId": stack_id, "Outputs": []}]}

    def describe_stack_resources(self, **_: str) -> Any:
        names = {"Group": "web-logs", "Role": "web-role"}
        return {
            "StackResources": [
                {"LogicalResourceId": logical, "PhysicalResourceId": physical}
                for logical, physical in names.items()
            ]
        }


class _Root:
    def client(self, service: str) -> _CloudFormation:
        assert service == "cloudformation"
        return _CloudFormation()


@pytest.fixture
def stack(tmp_path: Path) -> DeployedStack:
    resources = {"Group": {"Type": "AWS::Logs::LogGroup"}, "Role": {"Type": "AWS::IAM::Role"}}
    (tmp_path / "Web.template.json").write_text(json.dumps({"Resources": resources}))
    root: Any = _Root()
    return DeployedStack(root, tmp_path, "Web", account="111111111111", region="eu-west-1")


@pytest.mark.parametrize(
    ("value", "resolved"),
    [
        ({"Ref": "Role"}, "web-role"),
        ({"Ref": "AWS::AccountId"}, "111111111111"),
        ({"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":iam"]]}, "arn:aws:iam"),
        (
            {"Fn::GetAtt": ["Group", "Arn"]},
            "arn:aws:logs:eu-west-1:111111111111:log-group:web-logs:*",
        ),
        (
            {"Action": ["s3:Get*"], "Resource": {"Ref": "Role"}},
            {"Action": ["s3:Get*"], "Resource": "web-role"},
        ),
    ],
)
def test_follows_references(stack: DeployedStack, value: Any, resolved: Any) -> None:
    assert stack.resolve(value) == resolved


@pytest.mark.parametrize("value", [{"Fn::Select": [0, ["a"]]}, {"Fn::GetAtt": ["Role", "RoleId"]}])
def test_refuses_what_it_cannot_follow(stack: DeployedStack, value: Any) -> None:
    with pytest.raises(SandboxError, match=r"^Web: the sandbox cannot resolve"):
        stack.resolve(value)
