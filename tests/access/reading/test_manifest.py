import json
from pathlib import Path
from typing import Any

import pytest

from access.access_error import AccessError
from access.reading.assembly import read_assembly
from access.reading.manifest import UNKNOWN_ACCOUNT, UNKNOWN_REGION, read_stacks
from tests.access.reading.small_assembly import allow, read, resource, role, write_assembly

_NESTED = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "https://s3/x"}}


def test_a_folder_that_is_not_there_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(AccessError, match=r"run `npx cdk synth` first.*no such folder"):
        read_assembly(tmp_path / "cdk.out")


def test_a_folder_without_a_manifest_is_no_assembly(tmp_path: Path) -> None:
    with pytest.raises(AccessError, match=r"cloud assembly.*without manifest.json"):
        read_assembly(tmp_path)


def test_broken_json_is_named_by_file_and_line(tmp_path: Path) -> None:
    write_assembly(tmp_path, {"One": {}})
    (tmp_path / "One.template.json").write_text('{\n "Resources": {\n')

    with pytest.raises(AccessError, match=r"One\.template\.json, line 3: expected JSON"):
        read_assembly(tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"[]", "expected a JSON object, got 'list'"), (b"\xff\xfe", "expected text in UTF-8")],
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    write_assembly(tmp_path, {"One": {}})
    (tmp_path / "One.template.json").write_bytes(content)

    with pytest.raises(AccessError, match=message):
        read_assembly(tmp_path)


def test_a_template_that_is_gone_is_named(tmp_path: Path) -> None:
    write_assembly(tmp_path, {"One": {}})
    (tmp_path / "One.template.json").unlink()

    with pytest.raises(AccessError, match=r"One\.template\.json: expected a readable file"):
        read_assembly(tmp_path)


def test_an_artifact_without_an_environment_is_refused(tmp_path: Path) -> None:
    write_assembly(tmp_path, {"One": {}}, environments={"One": "nowhere"})

    with pytest.raises(AccessError, match=r"artifacts\.One: expected an environment"):
        read_assembly(tmp_path)


def test_a_resource_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AccessError, match=r"Resources\.Role: expected one of the resources"):
        read(tmp_path, {"Role": "role"})


def test_a_stack_for_any_account_gets_one_that_stands_for_it(tmp_path: Path) -> None:
    stacks = {"One": {"Resources": {"Role": role()}}}
    anywhere = {"One": "aws://unknown-account/unknown-region"}

    (found,) = read_assembly(write_assembly(tmp_path, stacks, environments=anywhere)).roles

    assert (found.account, found.region) == (UNKNOWN_ACCOUNT, UNKNOWN_REGION)
    assert found.arn.startswith(f"arn:aws:iam::{UNKNOWN_ACCOUNT}:role/")


def test_assemblies_in_an_assembly_are_read(tmp_path: Path) -> None:
    inner = {"Inner": {"Resources": {"Role": role()}}}
    write_assembly(tmp_path / "assembly-Stage", inner)
    write_assembly(tmp_path, {"Outer": {"Resources": {"Role": role()}}})
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    manifest["artifacts"]["Stage"] = {
        "type": "cdk:cloud-assembly",
        "properties": {"directoryName": "assembly-Stage"},
    }
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))

    assert [role.stack for role in read_assembly(tmp_path).roles] == ["Outer", "Inner"]


def test_the_physical_name_of_a_stack_wins(tmp_path: Path) -> None:
    write_assembly(tmp_path, {"One": {"Resources": {"Role": role()}}})
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    manifest["artifacts"]["One"]["properties"]["stackName"] = "in-the-account"
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))

    assert [stack.name for stack in read_stacks(tmp_path)] == ["in-the-account"]


@pytest.mark.parametrize("noted", ["beside the resource", "on the construct"])
def test_a_nested_stack_is_read_with_what_its_parent_gives(tmp_path: Path, noted: str) -> None:
    nested: dict[str, Any] = {
        "Parameters": {"Policy": {"Type": "String"}},
        "Resources": {"Role": role(ManagedPolicyArns=[{"Ref": "Policy"}])},
        "Outputs": {"Arn": {"Value": {"Fn::GetAtt": ["Role", "Arn"]}}},
    }
    arn = {"Fn::GetAtt": ["Nested", "Outputs.Arn"]}
    stack = {**_NESTED, "Properties": {"Parameters": {"Policy": {"Ref": "Policy"}}}}
    metadata = {
        "/One/Nested.NestedStack/Nested.NestedStackResource": [
            {"type": "aws:cdk:logicalId", "data": "Nested"}
        ],
        "/One/Nested/Role/Resource": [{"type": "aws:cdk:logicalId", "data": "Role"}],
        "/One": [{"type": "aws:cdk:templateFile", "data": "One.template.json"}],
        "/One/Nested": [{"type": "aws:cdk:templateFile", "data": "Nested.json"}],
    }
    if noted == "beside the resource":
        stack["Metadata"] = {"aws:asset:path": "Nested.json"}
        del metadata["/One/Nested"]
        path = {"aws:cdk:path": "One/Nested/Role/Resource"}
        nested["Resources"]["Role"] |= {"Metadata": path}
    resources = {
        "Policy": resource("AWS::IAM::ManagedPolicy", PolicyDocument=allow("s3:ListAllMyBuckets")),
        "Nested": stack,
        "Caller": role(
            Policies=[{"PolicyName": "p", "PolicyDocument": allow("a:b", resource=arn)}]
        ),
    }
    tmp_path.joinpath("Nested.json").write_text(json.dumps(nested))

    caller, inner = read(tmp_path, resources, metadata=metadata).roles

    assert inner.stack == "One-Nested-EXAMPLE"
    assert inner.id == "One/Nested/Role"
    assert [policy.where for policy in inner.policies] == ["One/Policy"]
    document = caller.policies[0].document
    assert document is not None
    assert document["Statement"][0]["Resource"] == inner.arn


def test_a_nested_stack_from_elsewhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AccessError, match=r"One\.template\.json, Nested: expected a nested stack"):
        read(tmp_path, {"Nested": _NESTED})


def test_a_macro_that_may_make_roles_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AccessError, match=r"Transform: expected no macro.*Serverless"):
        read(tmp_path, {}, Transform=["AWS::Serverless-2016-10-31"])


@pytest.mark.parametrize(
    "change",
    [
        {"Type": "Org::Iam::Role::MODULE"},
        {"Fn::Transform": {"Name": "AWS::Include"}},
        {"Properties": {**role()["Properties"], "Fn::Transform": {"Name": "AWS::Include"}}},
    ],
)
def test_what_becomes_something_else_when_it_is_deployed_is_refused(
    tmp_path: Path, change: dict[str, Any]
) -> None:
    with pytest.raises(AccessError, match=r"Resources\.Role.*expected no (module|Fn::Transform)"):
        read(tmp_path, {"Role": role() | change})


def test_a_macro_that_makes_none_is_taken(tmp_path: Path) -> None:
    assert read(tmp_path, {"Role": role()}, Transform="AWS::LanguageExtensions").roles


def test_a_loop_that_makes_resources_is_refused(tmp_path: Path) -> None:
    loop = {"Fn::ForEach::Roles": ["Name", ["a"], {"Role${Name}": role()}]}

    with pytest.raises(AccessError, match="ForEach"):
        read(tmp_path, loop, Transform="AWS::LanguageExtensions")
