"""Templates with a part that is replaced by something else: read, or refused in one line."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from access.access_error import AccessError
from access.reading.assembly import read_assembly
from tests.access.reading.small_assembly import allow, resource, role, write_assembly

_ROUNDS = 900
_ARN = {"Fn::GetAtt": ["Role", "Arn"]}
_TEMPLATE = {
    "Parameters": {"Name": {"Type": "String", "Default": "web"}},
    "Conditions": {"On": {"Fn::Equals": [{"Ref": "Name"}, "web"]}},
    "Mappings": {"Map": {"a": {"b": "c"}}},
    "Resources": {
        "Role": role(
            RoleName={"Fn::Sub": "${Name}-${AWS::Region}"},
            Path={"Fn::FindInMap": ["Map", "a", "b"]},
            Policies=[{"PolicyName": "p", "PolicyDocument": allow("s3:GetObject")}],
            ManagedPolicyArns=[{"Ref": "Policy"}],
            Tags=[{"Key": "environment", "Value": {"Ref": "Name"}}],
        )
        | {"Condition": "On", "Metadata": {"aws:cdk:path": "One/Role/Resource"}},
        "Policy": resource(
            "AWS::IAM::ManagedPolicy",
            PolicyDocument=allow("s3:*", resource={"Fn::Join": ["", ["arn:", {"Ref": "Name"}]]}),
            Roles=[{"Ref": "Role"}],
        ),
        "Profile": resource("AWS::IAM::InstanceProfile", Roles=[{"Ref": "Role"}]),
        "Host": resource("AWS::EC2::Instance", IamInstanceProfile={"Ref": "Profile"}),
        "Cluster": resource("AWS::ECS::Cluster", ClusterName="dev"),
        "Task": resource(
            "AWS::ECS::TaskDefinition",
            TaskRoleArn=_ARN,
            ContainerDefinitions=[{"Secrets": [{"Name": "n", "ValueFrom": "/a"}]}],
        ),
    },
    "Outputs": {"Arn": {"Value": _ARN, "Export": {"Name": "arn"}}},
}
_METADATA = {
    "/One/Role": [
        {"type": "ecs-iam-roles:kind", "data": "task role"},
        {"type": "ecs-iam-roles:contract", "data": {"mustAllow": [{"action": "s3:GetObject"}]}},
        {"type": "aws:cdk:acknowledged-rules", "data": {"rule": "reason"}},
    ],
    "/One": [{"type": "aws:cdk:templateFile", "data": "One.template.json"}],
    "/One/Policy/Resource": [{"type": "aws:cdk:logicalId", "data": "Policy"}],
}
_JUNK: tuple[Any, ...] = (
    None, 0, True, "", "x", [], {}, [1], ["x"], {"x": 1}, {"Ref": "Role"}, {"Ref": ["x"]},
    {"Fn::GetAtt": "x"}, {"Fn::GetAtt": [1, 2]}, {"Fn::If": []}, {"Fn::Join": ["", "x"]},
    {"Fn::Sub": "${Role}"}, {"Fn::ImportValue": "arn"}, {"Fn::Unknown": 1}, [[]], [None], [{}],
)  # fmt: skip


def _containers(node: Any) -> Iterator[Any]:
    if isinstance(node, (dict, list)) and node:
        yield node
        for child in node.values() if isinstance(node, dict) else node:
            yield from _containers(child)


def _broken(written: Any, chance: random.Random) -> Any:
    copied = json.loads(json.dumps(written))
    container = chance.choice(list(_containers(copied)))
    keys = list(container) if isinstance(container, dict) else range(len(container))
    container[chance.choice(keys)] = chance.choice(_JUNK)
    return copied


def test_whatever_is_broken_is_read_or_refused_in_one_line(tmp_path: Path) -> None:
    chance = random.Random(6)
    read, refused = 0, list[str]()
    for number in range(_ROUNDS):
        template: Any = _TEMPLATE if number % 4 == 0 else _broken(_TEMPLATE, chance)
        metadata: Any = _broken(_METADATA, chance) if number % 4 == 0 else _METADATA
        folder = write_assembly(tmp_path, {"One": template}, metadata=metadata)
        manifest: Any = json.loads((folder / "manifest.json").read_text())
        if number % 9 == 0:
            manifest = _broken(manifest, chance)
            (folder / "manifest.json").write_text(json.dumps(manifest))
        try:
            read_assembly(folder)
            read += 1
        except AccessError as error:
            refused.append(str(error))
        except Exception as error:
            error.add_note(
                f"round {number}: {json.dumps(template)} {json.dumps(metadata)} {manifest}"
            )
            raise

    assert read > _ROUNDS // 10
    assert len(refused) > _ROUNDS // 10
    assert [one for one in refused if "\n" in one] == []
