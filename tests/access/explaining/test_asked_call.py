import pytest

from access.access_error import AccessError
from access.explaining.asked_call import asked_call
from access.records import Call

_KEY = "arn:aws:s3:::bucket/key"


def test_an_action_is_spelled_as_aws_does() -> None:
    assert asked_call("S3:getobject", _KEY) == Call(action="s3:GetObject", resource=_KEY)


def test_a_key_that_is_named_again_has_several_values() -> None:
    call = asked_call(
        "s3:GetObject",
        "*",
        context=["aws:TagKeys=a", "aws:tagkeys=b", "aws:SourceVpc=x=y", "aws:Referer="],
        absent=["aws:SourceIp"],
    )

    assert call.context == {
        "aws:TagKeys": ["a", "b"],
        "aws:SourceVpc": ["x=y"],
        "aws:Referer": [""],
        "aws:SourceIp": None,
    }


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("s3:GetObjekt", r"ACTION: .*did you mean s3:GetObject"),
        (
            "s3:Get*",
            r"ACTION: expected one action of AWS, without wildcards, as in .*, got 's3:Get\*'",
        ),
        ("GetObject", r"ACTION: .*did you mean s3:GetObject"),
        ("s4:GetObject", r"ACTION: .*did you mean s3:GetObject"),
        ("dynamo:GetItem", r"ACTION: .*did you mean dynamodb:GetItem"),
        ("nothing:Nothing", r"ACTION: .*as in s3:GetObject, got"),
        ("", "ACTION: expected one action of AWS"),
    ],
)
def test_what_is_no_action_is_refused(action: str, message: str) -> None:
    with pytest.raises(AccessError, match=message):
        asked_call(action, _KEY)


@pytest.mark.parametrize(
    "resource", ["bucket/key", "arn:aws:s3:::bucket/*", "arn:aws:s3", "", "**"]
)
def test_what_is_not_one_resource_is_refused(resource: str) -> None:
    with pytest.raises(AccessError, match="RESOURCE: expected the ARN of one resource"):
        asked_call("s3:GetObject", resource)


@pytest.mark.parametrize("pair", ["aws:SourceVpc", "=vpc-1"])
def test_what_is_no_key_with_a_value_is_refused(pair: str) -> None:
    with pytest.raises(AccessError, match="--context: expected key=value"):
        asked_call("s3:GetObject", _KEY, context=[pair])


def test_a_key_cannot_be_there_and_absent() -> None:
    with pytest.raises(AccessError, match="--absent: expected a key without --context"):
        asked_call("s3:GetObject", _KEY, context=["a:b=c"], absent=["A:B"])
