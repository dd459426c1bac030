"""Assemblies of roles that differ only in where they are for, and accounts that have them."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from access.reading.aws_account import AwsAccount
from tests.access.reading.stubbed_clients import stubbed

NUMBER = "111111111111"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "ecs-tasks.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


def template(*logical_ids: str, environment: str = "dev") -> dict[str, Any]:
    """A template with roles to which CloudFormation gives their names."""
    tags = [{"Key": "environment", "Value": environment}]
    properties = {"AssumeRolePolicyDocument": TRUST, "Tags": tags}
    return {
        "Resources": {
            logical_id: {"Type": "AWS::IAM::Role", "Properties": properties}
            for logical_id in logical_ids
        }
    }


def write_assembly(folder: Path, stacks: Sequence[tuple[str, str, str, Mapping[str, Any]]]) -> Path:
    """Write stacks: each with its name, account, region and template."""
    artifacts = {}
    for number, (name, account, region, body) in enumerate(stacks):
        file = f"{number}.template.json"
        (folder / file).write_text(json.dumps(body))
        artifacts[f"{name}-{number}"] = {
            "type": "aws:cloudformation:stack",
            "environment": f"aws://{account}/{region}",
            "properties": {"templateFile": file, "stackName": name},
        }
    (folder / "manifest.json").write_text(json.dumps({"version": "1", "artifacts": artifacts}))
    return folder


def account_with(
    roles: Sequence[str], stacks: Mapping[str, Sequence[tuple[dict[str, str], Mapping[str, Any]]]]
) -> AwsAccount:
    """An account with roles of these names.

    Args:
        roles: Their names.
        stacks: By region, what CloudFormation answers of each stack in turn: the physical ids and
            the template; no physical ids for a stack that there is not.
    """
    clients: dict[tuple[str, str], Any] = {}
    iam, answers = stubbed("iam")
    details = [
        {
            "RoleName": name,
            "Arn": f"arn:aws:iam::{NUMBER}:role/{name}",
            "AssumeRolePolicyDocument": json.dumps(TRUST),
        }
        for name in roles
    ]
    answers.add_response("get_account_authorization_details", {"RoleDetailList": details})
    for region, deployed in stacks.items():
        clients["cloudformation", region], answers = stubbed("cloudformation")
        for ids, body in deployed:
            if not ids:
                answers.add_client_error(
                    "list_stack_resources", "ValidationError", "Stack does not exist"
                )
                continue
            summaries = [
                {
                    "LogicalResourceId": logical_id,
                    "PhysicalResourceId": name,
                    "ResourceType": "AWS::IAM::Role",
                    "LastUpdatedTimestamp": 0,
                    "ResourceStatus": "CREATE_COMPLETE",
                }
                for logical_id, name in ids.items()
            ]
            answers.add_response("list_stack_resources", {"StackResourceSummaries": summaries})
            answers.add_response("get_template", {"TemplateBody": json.dumps(body)})
        clients["ecs", region], answers = stubbed("ecs")
        answers.add_response("list_clusters", {"clusterArns": []})
        answers.add_response("describe_capacity_providers", {"capacityProviders": []})

    def client(service: str, region: str) -> Any:
        return iam if service == "iam" else clients[service, region]

    return AwsAccount(number=NUMBER, region=next(iter(stacks)), client=client)
