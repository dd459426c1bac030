from typing import Any

import pytest
from aws_cdk import Stack
from aws_cdk import aws_s3 as s3

from constructs_lib import ConfigurationError, Permission


def test_statement_is_what_iam_reads() -> None:
    permission = Permission(
        actions=("s3:GetObject", "s3:PutObject"),
        resources=("arn:aws:s3:::bucket/*",),
        conditions={"Bool": {"aws:SecureTransport": "true"}},
    )

    assert permission.statement() == {
        "Effect": "Allow",
        "Action": ["s3:GetObject", "s3:PutObject"],
        "Resource": ["arn:aws:s3:::bucket/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "true"}},
    }


def test_statement_has_no_condition_by_default() -> None:
    assert "Condition" not in Permission(actions=("s3:List*",), resources=("*",)).statement()


def test_accepts_an_arn_that_is_known_only_at_deployment(stack: Stack) -> None:
    bucket = s3.Bucket(stack, "Bucket")

    Permission(actions=("s3:ListBucket",), resources=(bucket.bucket_arn,)).check("here")


@pytest.mark.parametrize(
    ("actions", "resources", "message"),
    [
        ((), ("*",), r"^here\.actions: expected at least one, got \(\)$"),
        (("s3:Get*",), (), r"^here\.resources: expected at least one, got \(\)$"),
        ("s3:Get*", ("*",), r"^here\.actions: expected a tuple of str, .* got 's3:Get\*'$"),
        (("GetObject",), ("*",), r"^here\.actions: expected an action with its service prefix"),
        (("*",), ("*",), r"^here\.actions: expected an action with its service prefix"),
        (("s3:Lis?Bucket",), ("*",), r"^here\.actions: expected no '\?' "),
        (("s4:GetObject",), ("*",), r"did you mean 's3'\?\), got 's4:GetObject'$"),
        (
            ("zzzz:Get",),
            ("*",),
            r"the prefix of a service in the table of AWS.s service authorization reference, got",
        ),
        (("s3:Get*",), ("my-bucket",), r"^here\.resources: expected an ARN, .* got 'my-bucket'$"),
        (("s3:Get*",), ("",), r"^here\.resources: expected an ARN"),
    ],
)
def test_refuses_what_iam_would_refuse(
    actions: tuple[str, ...], resources: tuple[str, ...], message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message):
        Permission(actions=actions, resources=resources).check("here")


def test_refuses_a_condition_without_a_key() -> None:
    conditions: Any = {"Bool": "true"}

    with pytest.raises(ConfigurationError, match=r"^here\.conditions: expected operator to key"):
        Permission(actions=("s3:Get*",), resources=("*",), conditions=conditions).check("here")


def test_a_tuple_of_values_is_a_list_to_iam() -> None:
    permission = Permission(
        actions=("s3:GetObject",),
        resources=("arn:aws:s3:::bucket/*",),
        conditions={"StringEquals": {"aws:SourceVpc": ("vpc-1", "vpc-2")}},
    )

    permission.check("here")

    assert permission.statement()["Condition"] == {
        "StringEquals": {"aws:SourceVpc": ["vpc-1", "vpc-2"]}
    }


@pytest.mark.parametrize(
    "conditions",
    [
        {"StringEquals": {}},
        {"StringEquals": "aws:SourceVpc"},
        {5: {"aws:SourceVpc": "vpc-1"}},
        {"StringEquals": {"aws:SourceVpc": None}},
        {"StringEquals": {"aws:SourceVpc": ()}},
        {"StringEquals": {5: "vpc-1"}},
        {"NumericLessThan": {"s3:max-keys": float("nan")}},
    ],
)
def test_refuses_a_condition_that_would_be_left_out(conditions: Any) -> None:
    permission = Permission(
        actions=("s3:GetObject",), resources=("arn:aws:s3:::bucket/*",), conditions=conditions
    )

    with pytest.raises(ConfigurationError, match=r"^here\.conditions: expected "):
        permission.check("here")


def test_refuses_a_resource_that_is_no_text() -> None:
    nothing: Any = (None,)

    with pytest.raises(ConfigurationError, match=r"^here\.resources: expected a tuple of str"):
        Permission(actions=("s3:GetObject",), resources=nothing).check("here")
