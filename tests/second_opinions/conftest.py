"""The policies of the real app as IAM gets them, and what its constructs acknowledge."""

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

_PSEUDO_PARAMETERS = {
    "AWS::AccountId": "111111111111",
    "AWS::Partition": "aws",
    "AWS::Region": "eu-west-1",
    "AWS::URLSuffix": "amazonaws.com",
}
# Attribute ``Arn`` by type of resource; the logical id stands for the name.
_ARNS = {
    "AWS::DynamoDB::Table": "arn:aws:dynamodb:eu-west-1:111111111111:table/{}",
    "AWS::ECR::Repository": "arn:aws:ecr:eu-west-1:111111111111:repository/{}",
    "AWS::IAM::Role": "arn:aws:iam::111111111111:role/{}",
    "AWS::KMS::Key": "arn:aws:kms:eu-west-1:111111111111:key/{}",
    "AWS::Logs::LogGroup": "arn:aws:logs:eu-west-1:111111111111:log-group:{}:*",
    "AWS::S3::Bucket": "arn:aws:s3:::{}",
    "AWS::SQS::Queue": "arn:aws:sqs:eu-west-1:111111111111:{}",
}
_VARIABLE = re.compile(r"\$\{([^!}]+)\}")


def _resolve(resources: dict[str, Any], node: Any) -> Any:
    """Put a well-formed value into the place of each intrinsic function.

    Raises:
        KeyError: The type of a resource whose ARN is missing above.
        ValueError: An intrinsic function that is missing here.
    """
    resolve = partial(_resolve, resources)
    match node:
        case list():
            return [resolve(item) for item in node]
        case {"Ref": str(name)}:
            return _PSEUDO_PARAMETERS.get(name, name)
        case {"Fn::GetAtt": [str(name), str(attribute)]}:
            return _ARNS[resources[name]["Type"]].format(name) if attribute == "Arn" else name
        case {"Fn::Join": [str(delimiter), list(parts)]}:
            return delimiter.join(resolve(parts))
        case {"Fn::Sub": str(text)}:
            return _VARIABLE.sub(lambda variable: resolve(_reference(variable[1])), text)
        case dict():
            if function := next((key for key in node if key.startswith("Fn::")), None):
                raise ValueError(f"{function} is missing in {__file__}")
            return {key: resolve(value) for key, value in node.items()}
    return node


def _inlined(templates: dict[str, Any], node: Any) -> Any:
    """Put the value of an output into the place of each reference to another stack."""
    match node:
        case list():
            return [_inlined(templates, item) for item in node]
        case {"Fn::GetStackOutput": {"StackName": str(stack), "OutputName": str(output)}}:
            template = templates[stack]
            return _resolve(template["Resources"], template["Outputs"][output]["Value"])
        case dict():
            return {key: _inlined(templates, value) for key, value in node.items()}
    return node


def _reference(variable: str) -> dict[str, Any]:
    name, _, attribute = variable.partition(".")
    return {"Fn::GetAtt": [name, attribute]} if attribute else {"Ref": name}


def _permissions(resources: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for logical_id, resource in resources.items():
        properties = resource.get("Properties", {})
        if resource["Type"] in ("AWS::IAM::ManagedPolicy", "AWS::IAM::Policy"):
            yield logical_id, properties["PolicyDocument"]
        elif resource["Type"] == "AWS::IAM::Role":
            for policy in properties.get("Policies", ()):
                yield logical_id, policy["PolicyDocument"]


def _trust(resources: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for logical_id, resource in resources.items():
        if resource["Type"] == "AWS::IAM::Role":
            yield logical_id, resource["Properties"]["AssumeRolePolicyDocument"]


@pytest.fixture(scope="session")
def resolve() -> Callable[[dict[str, Any], Any], Any]:
    """Resolves the intrinsic functions in a part of a template, given the template's resources."""
    return _resolve


@pytest.fixture(scope="session")
def resolve_in_app(templates: dict[str, Any]) -> Callable[[Any], Any]:
    """Resolves what refers to other stacks of the real app only."""
    return partial(_inlined, templates)


@pytest.fixture(scope="session")
def permissions_policies(templates: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Every managed and inline policy, each with its stack and logical id."""
    return [
        (
            f"{stack_name}/{logical_id}",
            _resolve(template["Resources"], _inlined(templates, document)),
        )
        for stack_name, template in templates.items()
        for logical_id, document in _permissions(template["Resources"])
    ]


@pytest.fixture(scope="session")
def trust_policies(templates: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The trust policy of every role, each with its stack and logical id."""
    return [
        (f"{stack_name}/{logical_id}", _resolve(template["Resources"], document))
        for stack_name, template in templates.items()
        for logical_id, document in _trust(template["Resources"])
    ]


@pytest.fixture(scope="session")
def acknowledged(assembly: Path) -> dict[str, set[str]]:
    """What a resource or a construct around it acknowledges, by stack and logical id."""
    found = {}
    for path in assembly.glob("*.metadata.json"):
        stack_name = path.name.removesuffix(".metadata.json")
        metadata: dict[str, list[dict[str, Any]]] = json.loads(path.read_text())
        rules = {
            construct: {
                rule.removeprefix("Annotation::")
                for data in _entries(entries, "acknowledged-rules")
                for rule in data
            }
            for construct, entries in metadata.items()
        }
        for construct, entries in metadata.items():
            around = [construct, *map(str, PurePosixPath(construct).parents)]
            for logical_id in _entries(entries, "logicalId"):
                found[f"{stack_name}/{logical_id}"] = {
                    rule for one in around for rule in rules.get(one, ())
                }
    return found


def _entries(entries: list[dict[str, Any]], kind: str) -> list[Any]:
    return [entry["data"] for entry in entries if entry["type"] == f"aws:cdk:{kind}"]
