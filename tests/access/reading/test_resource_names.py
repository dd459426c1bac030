import re
from pathlib import Path
from typing import Any

import pytest

from access.access_error import AccessError
from access.reading.made_up_name import made_up_name
from access.reading.place import Place
from access.reading.resource_types import RESOURCE_TYPES
from access.reading.template_stack import TemplateStack
from access.reading.template_values import TemplateValues
from tests.access.reading.small_assembly import resolve, resource

_ARN = re.compile(r"arn:aws:[a-z0-9-]+:[a-z0-9-]*:(\d{12})?:[^{}]+")


def _of(value: Any, **one: Any) -> Any:
    return resolve(value, Resources={"It": resource(**one)})


@pytest.mark.parametrize("type_", RESOURCE_TYPES)
def test_every_type_has_names_that_are_well_formed(type_: str) -> None:
    arn = _of({"Fn::GetAtt": ["It", "Arn"]}, type_=type_)
    ref = _of({"Ref": "It"}, type_=type_)

    assert _ARN.fullmatch(arn)
    assert ref
    assert "{" not in ref
    for name in RESOURCE_TYPES[type_].attributes:
        assert "{" not in _of({"Fn::GetAtt": ["It", name]}, type_=type_)


@pytest.mark.parametrize(
    ("type_", "properties", "attribute", "expected"),
    [
        ("AWS::IAM::Role", {"RoleName": "r"}, None, "r"),
        ("AWS::IAM::Role", {"RoleName": "r"}, "Arn", "arn:aws:iam::111111111111:role/r"),
        (
            "AWS::IAM::Role",
            {"RoleName": "r", "Path": "/a/b/"},
            "Arn",
            "arn:aws:iam::111111111111:role/a/b/r",
        ),
        (
            "AWS::IAM::ManagedPolicy",
            {"ManagedPolicyName": "p"},
            None,
            "arn:aws:iam::111111111111:policy/p",
        ),
        (
            "AWS::IAM::OIDCProvider",
            {"Url": "https://example.com/id"},
            None,
            "arn:aws:iam::111111111111:oidc-provider/example.com/id",
        ),
        ("AWS::S3::Bucket", {}, None, "one-it-example"),
        ("AWS::S3::Bucket", {"BucketName": "b"}, "Arn", "arn:aws:s3:::b"),
        (
            "AWS::Logs::LogGroup",
            {"LogGroupName": "/x"},
            "Arn",
            "arn:aws:logs:eu-west-1:111111111111:log-group:/x:*",
        ),
        (
            "AWS::SSM::Parameter",
            {"Name": "a"},
            "Arn",
            "arn:aws:ssm:eu-west-1:111111111111:parameter/a",
        ),
        (
            "AWS::SSM::Parameter",
            {"Name": "/a/b"},
            "Arn",
            "arn:aws:ssm:eu-west-1:111111111111:parameter/a/b",
        ),
        (
            "AWS::ECS::Service",
            {"ServiceName": "web", "Cluster": "arn:aws:ecs:eu-west-1:111111111111:cluster/dev"},
            None,
            "arn:aws:ecs:eu-west-1:111111111111:service/dev/web",
        ),
        (
            "AWS::ECS::TaskDefinition",
            {"Family": "web"},
            None,
            "arn:aws:ecs:eu-west-1:111111111111:task-definition/web:1",
        ),
    ],
)
def test_a_name_is_the_one_of_the_template(
    type_: str, properties: dict[str, Any], attribute: str | None, expected: str
) -> None:
    value = {"Fn::GetAtt": ["It", attribute]} if attribute else {"Ref": "It"}

    assert _of(value, type_=type_, **properties) == expected


@pytest.mark.parametrize(
    ("value", "type_", "message"),
    [
        ({"Ref": "It"}, "Custom::Thing", "It: expected a resource whose Ref is known"),
        ({"Fn::GetAtt": ["It", "Arn"]}, "Custom::Thing", "Fn::GetAtt 'Arn' is known"),
        ({"Fn::GetAtt": "It.Unheard"}, "AWS::S3::Bucket", "Fn::GetAtt 'Unheard' is known"),
    ],
)
def test_what_is_not_known_of_a_type_is_refused(value: Any, type_: str, message: str) -> None:
    with pytest.raises(AccessError, match=message):
        _of(value, type_=type_)


@pytest.mark.parametrize("longest", [63, 64, 128])
def test_a_made_up_name_is_no_longer_than_it_may_be_and_stays_unique(longest: int) -> None:
    stack = "A" * 100
    first, second = (made_up_name(stack, f"{'B' * 100}{n}", longest=longest) for n in (1, 2))

    assert len(first) <= longest
    assert re.fullmatch(r"[A-Za-z0-9-]+", first)
    assert first != second


def test_a_short_made_up_name_says_all_of_stack_and_logical_id() -> None:
    assert made_up_name("Web", "Role1", longest=64) == "Web-Role1-EXAMPLE"


@pytest.mark.parametrize(
    ("type_", "physical", "value", "expected"),
    [
        ("AWS::IAM::Role", "One-It-X1", {"Ref": "It"}, "One-It-X1"),
        (
            "AWS::IAM::Role",
            "One-It-X1",
            {"Fn::GetAtt": ["It", "Arn"]},
            "arn:aws:iam::111111111111:role/One-It-X1",
        ),
        (
            "AWS::SNS::Topic",
            "arn:aws:sns:eu-west-1:111111111111:t-X1",
            {"Ref": "It"},
            "arn:aws:sns:eu-west-1:111111111111:t-X1",
        ),
        (
            "AWS::SNS::Topic",
            "arn:aws:sns:eu-west-1:111111111111:t-X1",
            {"Fn::GetAtt": ["It", "TopicName"]},
            "t-X1",
        ),
        (
            "AWS::KMS::Key",
            "1234abcd-12ab-34cd-56ef-1234567890ab",
            {"Fn::GetAtt": ["It", "Arn"]},
            "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        ),
        (
            "AWS::EFS::FileSystem",
            "fs-0123456789abcdef0",
            {"Fn::GetAtt": ["It", "Arn"]},
            "arn:aws:elasticfilesystem:eu-west-1:111111111111:file-system/fs-0123456789abcdef0",
        ),
        (
            "AWS::EC2::SecurityGroup",
            "sg-0123456789abcdef0",
            {"Fn::GetAtt": ["It", "GroupId"]},
            "sg-0123456789abcdef0",
        ),
        (
            "AWS::SQS::Queue",
            "https://sqs.eu-west-1.amazonaws.com/111111111111/q-X1",
            {"Fn::GetAtt": ["It", "Arn"]},
            "arn:aws:sqs:eu-west-1:111111111111:q-X1",
        ),
    ],
)
def test_of_what_is_deployed_the_real_names_are_taken(
    type_: str, physical: str, value: Any, expected: str
) -> None:
    stack = TemplateStack(
        name="One",
        account="111111111111",
        region="eu-west-1",
        file=Path("t.json"),
        template={"Resources": {"It": resource(type_)}},
    )
    values = TemplateValues([stack], physical_ids={stack.key("It"): physical})

    assert values.resolve(value, Place(stack=stack, logical_id="It")) == expected
