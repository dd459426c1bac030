from pathlib import Path
from typing import Any

import pytest

from access.access_error import AccessError
from access.reading.assembly import read_assembly
from tests.access.reading.small_assembly import allow, resolve, resource, role, write_assembly

_PARAMETERS = {
    "Name": {"Type": "String", "Default": "web"},
    "Number": {"Type": "Number", "Default": 3},
    "Names": {"Type": "CommaDelimitedList", "Default": "a, b"},
    "Version": {
        "Type": "AWS::SSM::Parameter::Value<String>",
        "Default": "/cdk-bootstrap/hnb659fds/version",
    },
    "Image": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/aws/service/image"},
    "Open": {"Type": "String"},
}
_CONDITIONS: dict[str, Any] = {
    "IsWeb": {"Fn::Equals": [{"Ref": "Name"}, "web"]},
    "IsNotWeb": {"Fn::Not": [{"Condition": "IsWeb"}]},
    "Both": {"Fn::And": [{"Condition": "IsWeb"}, {"Condition": "IsNotWeb"}]},
    "Either": {"Fn::Or": [{"Condition": "IsWeb"}, {"Condition": "IsNotWeb"}]},
    "Loop": {"Fn::Not": [{"Condition": "Loop"}]},
    "Strange": {"Fn::Contains": [["a"], "a"]},
}
_MAPPINGS = {"Sizes": {"eu-west-1": {"small": "s"}}}


def _resolved(value: Any, **resources: Any) -> Any:
    return resolve(
        value,
        Parameters=_PARAMETERS,
        Conditions=_CONDITIONS,
        Mappings=_MAPPINGS,
        Resources=resources,
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("text", "text"),
        (3, 3),
        ({"Ref": "AWS::AccountId"}, "111111111111"),
        ({"Ref": "AWS::Region"}, "eu-west-1"),
        ({"Ref": "AWS::Partition"}, "aws"),
        ({"Ref": "AWS::URLSuffix"}, "amazonaws.com"),
        ({"Ref": "AWS::StackName"}, "One"),
        ({"Ref": "Name"}, "web"),
        ({"Ref": "Number"}, 3),
        ({"Ref": "Names"}, ["a", "b"]),
        ({"Fn::Join": [":", ["arn", {"Ref": "AWS::Partition"}, 3]]}, "arn:aws:3"),
        ({"Fn::Join": ["-", {"Ref": "Names"}]}, "a-b"),
        ({"Fn::Split": [":", "a:b"]}, ["a", "b"]),
        ({"Fn::Select": [1, {"Fn::Split": [":", "a:b"]}]}, "b"),
        ({"Fn::Select": ["0", {"Ref": "Names"}]}, "a"),
        ({"Fn::Base64": "hello"}, "aGVsbG8="),
        ({"Fn::Sub": "${AWS::Region}/${Name}/${!aws:username}"}, "eu-west-1/web/${aws:username}"),
        ({"Fn::Sub": ["${Own}-${Name}", {"Own": {"Ref": "Number"}}]}, "3-web"),
        ({"Fn::GetAZs": ""}, ["eu-west-1a", "eu-west-1b", "eu-west-1c"]),
        ({"Fn::FindInMap": ["Sizes", {"Ref": "AWS::Region"}, "small"]}, "s"),
        ({"Fn::FindInMap": ["Sizes", "x", "small", {"DefaultValue": "d"}]}, "d"),
        ({"Fn::If": ["IsWeb", 1, 2]}, 1),
        ({"Fn::If": ["IsNotWeb", 1, 2]}, 2),
        ({"Fn::If": ["Both", 1, 2]}, 2),
        ({"Fn::If": ["Either", 1, 2]}, 1),
        ({"a": {"Ref": "AWS::NoValue"}, "b": 1}, {"b": 1}),
        ([{"Ref": "AWS::NoValue"}, 1], [1]),
        ({"Fn::If": ["IsWeb", 1, {"Fn::Unknown": 1}]}, 1),
    ],
)
def test_what_a_function_returns(value: Any, expected: Any) -> None:
    assert _resolved(value) == expected


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"Fn::Cidr": []}, r"One\.template\.json, There: expected a function .* got 'Fn::Cidr'"),
        ({"Fn::Join": [1, 2]}, "Fn::Join of"),
        ({"Fn::Join": ["", [["nested"]]]}, "Fn::Join of"),
        ({"Fn::Split": ["", "a"]}, "Fn::Split of"),
        ({"Fn::Select": [2, ["a"]]}, "Fn::Select of"),
        ({"Fn::Select": [-1, ["a"]]}, "Fn::Select of"),
        ({"Fn::Base64": ["a"]}, "Fn::Base64 of"),
        ({"Fn::Sub": 3}, "Fn::Sub of"),
        ({"Fn::Sub": "${Nothing}"}, "Ref to a resource or parameter.*'Nothing'"),
        ({"Fn::Sub": "${Nothing.Arn}"}, "Fn::GetAtt of a resource"),
        ({"Fn::FindInMap": ["Sizes", "x", "small"]}, "Fn::FindInMap of"),
        ({"Fn::If": ["IsWeb"]}, "Fn::If of"),
        ({"Fn::If": ["Nothing", 1, 2]}, "a condition of the template, got 'Nothing'"),
        ({"Fn::If": ["Strange", 1, 2]}, "a condition .*Fn::Contains"),
        ({"Fn::If": ["Loop", 1, 2]}, "references that end somewhere"),
        ({"Ref": "Open"}, "Open: expected a parameter with a default"),
        ({"Ref": "Image"}, "the parameter /aws/service/image, read when deployed"),
        ({"Fn::ImportValue": "x"}, "Fn::ImportValue of what a stack of the assembly exports"),
        ({"Fn::GetStackOutput": {"StackName": "x", "OutputName": "y"}}, "Fn::GetStackOutput of"),
        ({"Fn::GetStackOutput": {"StackName": "One", "OutputName": "y"}}, "an output of the stack"),
        ("{{resolve:ssm:/a}}", "a value that the template has"),
        ({"Fn::Join": ["", []], "more": 1}, "Fn::Join alone in its mapping"),
    ],
)
def test_what_nobody_can_know_is_refused(value: Any, message: str) -> None:
    with pytest.raises(AccessError, match=message):
        _resolved(value)


def test_the_version_of_the_bootstrap_is_a_number() -> None:
    assert _resolved({"Ref": "Version"}).isdecimal()


@pytest.mark.parametrize(
    ("region", "partition", "suffix"),
    [
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
    ],
)
def test_partitions_have_their_own_names(region: str, partition: str, suffix: str) -> None:
    both = [{"Ref": "AWS::Partition"}, {"Ref": "AWS::URLSuffix"}]

    assert resolve(both, region=region) == [partition, suffix]


def test_references_that_lead_back_are_refused() -> None:
    bucket = resource("AWS::S3::Bucket", BucketName={"Ref": "Bucket"})

    with pytest.raises(AccessError, match="references that end somewhere"):
        _resolved({"Ref": "Bucket"}, Bucket=bucket)


def _two(value: Any, output: dict[str, Any]) -> dict[str, Any]:
    caller = role(Policies=[{"PolicyName": "p", "PolicyDocument": allow("a:b", resource=value)}])
    return {
        "First": {"Resources": {"Role": role(RoleName="first")}, "Outputs": {"Arn": output}},
        "Second": {"Resources": {"Role": caller}},
    }


_OUTPUT = {
    "Value": {"Fn::GetAtt": ["Role", "Arn"]},
    "Export": {"Name": {"Fn::Sub": "x-${AWS::Region}"}},
}


@pytest.mark.parametrize(
    "value",
    [
        {"Fn::ImportValue": {"Fn::Join": ["-", ["x", "eu-west-1"]]}},
        {
            "Fn::GetStackOutput": {
                "StackName": "First",
                "Region": {"Ref": "AWS::Region"},
                "OutputName": "Arn",
            }
        },
        {"Fn::GetStackOutput": {"StackName": "First", "OutputName": "Arn"}},
    ],
)
def test_a_stack_reads_what_another_puts_out(tmp_path: Path, value: Any) -> None:
    first, second = read_assembly(write_assembly(tmp_path, _two(value, _OUTPUT))).roles

    document = second.policies[0].document
    assert document is not None
    assert document["Statement"][0]["Resource"] == first.arn


def test_what_another_account_exports_is_not_imported(tmp_path: Path) -> None:
    stacks = _two({"Fn::ImportValue": "x-eu-west-1"}, _OUTPUT)
    elsewhere = {"First": "aws://222222222222/eu-west-1"}

    with pytest.raises(
        AccessError, match=r"Second\.template\.json, Role: expected Fn::ImportValue"
    ):
        read_assembly(write_assembly(tmp_path, stacks, environments=elsewhere))


def test_of_two_stacks_of_one_name_that_of_the_same_account_is_meant(tmp_path: Path) -> None:
    value = {"Fn::GetStackOutput": {"StackName": "First", "OutputName": "Arn"}}
    here, there = _two(value, _OUTPUT), _two(value, _OUTPUT)
    far = {name: "aws://222222222222/eu-west-1" for name in there}
    write_assembly(tmp_path, here)
    write_assembly(tmp_path / "far", there, environments=far)
    manifest = (tmp_path / "manifest.json").read_text()
    inner = '{"Far": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "far"}}, '
    (tmp_path / "manifest.json").write_text(
        manifest.replace('"artifacts": {', f'"artifacts": {inner}', 1)
    )

    roles = read_assembly(tmp_path).roles

    for caller in (one for one in roles if one.stack == "Second"):
        assert caller.account in str(caller.policies[0].document)


def test_what_does_not_decide_access_may_be_unknown(tmp_path: Path) -> None:
    host = resource("AWS::EC2::Instance", UserData={"Fn::Unknown": 1}, ImageId={"Ref": "No"})

    assert read_assembly(
        write_assembly(tmp_path, {"One": {"Resources": {"Role": role(), "Host": host}}})
    ).roles
