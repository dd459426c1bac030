"""The permissions boundary of a role in a template: put on, and taken off again."""

import json
import os
from pathlib import Path
from typing import Any

from sandbox.emulator_process import running_emulator
from sandbox.identity import account_root

_NOTHING = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}],
}

_OFTEN: dict[str, Any] = {"WaiterConfig": {"Delay": 0.1}}
_NAMED: dict[str, Any] = {"Capabilities": ["CAPABILITY_NAMED_IAM"]}


def _template(**role: Any) -> str:
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "ec2.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
    properties = {"RoleName": "bounded", "AssumeRolePolicyDocument": trust, **role}
    return json.dumps({"Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": properties}}})


def test_boundary_follows_the_template(tmp_path: Path) -> None:
    with running_emulator(tmp_path, outside=os.environ) as emulator:
        root = account_root(emulator, account="111111111111", region="eu-west-1")
        iam, cloudformation = root.client("iam"), root.client("cloudformation")
        boundary = iam.create_policy(PolicyName="Boundary", PolicyDocument=json.dumps(_NOTHING))
        arn = boundary["Policy"]["Arn"]

        cloudformation.create_stack(
            StackName="One", TemplateBody=_template(PermissionsBoundary=arn), **_NAMED
        )
        cloudformation.get_waiter("stack_create_complete").wait(StackName="One", **_OFTEN)
        created = iam.get_role(RoleName="bounded")["Role"]
        cloudformation.update_stack(StackName="One", TemplateBody=_template(), **_NAMED)
        cloudformation.get_waiter("stack_update_complete").wait(StackName="One", **_OFTEN)
        updated = iam.get_role(RoleName="bounded")["Role"]

    assert created["PermissionsBoundary"]["PermissionsBoundaryArn"] == arn
    assert "PermissionsBoundary" not in updated
