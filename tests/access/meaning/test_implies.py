from typing import Any

import pytest

from access.meaning.conditions import Condition, condition_of
from access.meaning.implies import contradicts, implies

_VPC = "aws:SourceVpc"


def _condition(operators: dict[str, Any]) -> Condition:
    return condition_of({"Condition": operators}, where="here")


@pytest.mark.parametrize(
    ("given", "weaker"),
    [
        ({"StringEquals": {_VPC: "a"}}, {}),
        ({"StringEquals": {_VPC: "a"}}, {"StringEquals": {"AWS:sourcevpc": ["a"]}}),
        ({"StringEquals": {_VPC: "a"}, "Bool": {"k": "true"}}, {"StringEquals": {_VPC: "a"}}),
        ({"StringEquals": {_VPC: "a"}}, {"StringEquals": {_VPC: ["b", "a"]}}),
        ({"StringEquals": {_VPC: "a"}}, {"StringEqualsIfExists": {_VPC: "a"}}),
        ({"StringEquals": {_VPC: "ab"}}, {"StringLike": {_VPC: "a*"}}),
        ({"StringLike": {_VPC: "ab*"}}, {"StringLike": {_VPC: "a*"}}),
        ({"StringEquals": {_VPC: "AB"}}, {"StringEqualsIgnoreCase": {_VPC: "ab"}}),
        ({"StringNotEquals": {_VPC: ["a", "b"]}}, {"StringNotEquals": {_VPC: "a"}}),
        ({"StringNotLike": {_VPC: "a*"}}, {"StringNotEquals": {_VPC: "ab"}}),
        ({"StringEquals": {_VPC: "a"}}, {"StringNotEquals": {_VPC: "b"}}),
        ({"Bool": {"k": True}}, {"Bool": {"k": "True"}}),
        ({"NumericLessThan": {"k": "5"}}, {"NumericLessThan": {"k": 10}}),
        ({"NumericLessThan": {"k": "5"}}, {"NumericLessThanEquals": {"k": 5}}),
        ({"NumericGreaterThan": {"k": "5"}}, {"NumericGreaterThan": {"k": ["3", "9"]}}),
        (
            {"DateLessThan": {"k": "2026-01-01T00:00:00Z"}},
            {"DateLessThan": {"k": "2026-06-01T00:00:00Z"}},
        ),
        ({"IpAddress": {"k": "10.1.0.0/16"}}, {"IpAddress": {"k": "10.0.0.0/8"}}),
        ({"IpAddress": {"k": "2001:db8::1"}}, {"IpAddress": {"k": "2001:db8::/32"}}),
        ({"NotIpAddress": {"k": "10.0.0.0/8"}}, {"NotIpAddress": {"k": "10.1.0.0/16"}}),
        (
            {"ArnEquals": {"k": "arn:aws:iam::111111111111:role/a/b"}},
            {"ArnLike": {"k": "arn:aws:iam::111111111111:role/*"}},
        ),
        (
            {"ForAnyValue:StringEquals": {"k": "a"}},
            {"ForAnyValue:StringEquals": {"k": ["a", "b"]}},
        ),
        ({"stringequals": {"k": "a"}}, {"StringLike": {"k": "a*"}}),
        ({"StringEquals": {"k": "a"}}, {"stringlikeIFEXISTS": {"k": "a*"}}),
        ({"forAnyValue:StringEquals": {"k": "a"}}, {"ForAnyValue:stringEquals": {"k": ["a", "b"]}}),
        ({"NumericGreaterThan": {"k": "10"}}, {"NumericGreaterThan": {"k": "5"}}),
        ({"DateGreaterThanEquals": {"k": "2027"}}, {"DateGreaterThan": {"k": "2026"}}),
        ({"null": {"k": True}}, {"Null": {"k": "true"}}),
        (
            {"ForAnyValue:StringNotEquals": {"k": "a"}},
            {"ForAnyValue:StringNotEqualsIfExists": {"k": "a"}},
        ),
    ],
)
def test_a_condition_implies_a_weaker_one(given: dict[str, Any], weaker: dict[str, Any]) -> None:
    assert implies(_condition(given), _condition(weaker))


@pytest.mark.parametrize(
    ("given", "other"),
    [
        ({}, {"StringEquals": {_VPC: "a"}}),
        ({"StringEquals": {_VPC: ["a", "b"]}}, {"StringEquals": {_VPC: "a"}}),
        ({"StringEqualsIfExists": {_VPC: "a"}}, {"StringEquals": {_VPC: "a"}}),
        ({"StringLike": {_VPC: "a*"}}, {"StringEquals": {_VPC: "a*"}}),
        ({"StringEquals": {_VPC: "A"}}, {"StringEquals": {_VPC: "a"}}),
        ({"StringEqualsIgnoreCase": {_VPC: "a"}}, {"StringEquals": {_VPC: "a"}}),
        ({"StringEqualsIgnoreCase": {_VPC: "a"}}, {"StringLike": {_VPC: "a*"}}),
        ({"StringNotEquals": {_VPC: "a"}}, {"StringNotEquals": {_VPC: ["a", "b"]}}),
        ({"StringNotEquals": {_VPC: "a"}}, {"StringEquals": {_VPC: "b"}}),
        ({"StringEqualsIfExists": {_VPC: "a"}}, {"StringNotLike": {_VPC: "a*"}}),
        ({"NumericLessThan": {"k": "10"}}, {"NumericLessThan": {"k": "5"}}),
        ({"NumericLessThan": {"k": "5"}}, {"NumericGreaterThan": {"k": "1"}}),
        ({"NumericGreaterThan": {"k": "5"}}, {"NumericGreaterThan": {"k": "10"}}),
        ({"NumericLessThanEquals": {"k": "5"}}, {"NumericLessThan": {"k": "5"}}),
        ({"NumericLessThan": {"k": "${aws:x}"}}, {"NumericLessThan": {"k": "5"}}),
        ({"NumericLessThan": {"k": ["1", "${aws:x}"]}}, {"NumericLessThan": {"k": "5"}}),
        ({"DateLessThan": {"k": "2027"}}, {"DateLessThan": {"k": "2026-01-01"}}),
        ({"NumericLessThan": {"k": f"{2**53 + 1}"}}, {"NumericLessThan": {"k": f"{2**53}"}}),
        ({"IpAddress": {"k": "10.0.0.0/8"}}, {"IpAddress": {"k": "10.1.0.0/16"}}),
        ({"IpAddress": {"k": "10.0.0.0/8"}}, {"IpAddress": {"k": "::/0"}}),
        (
            {"ArnLike": {"k": "arn:aws:s3:*:*:a"}},
            {"ArnLike": {"k": "arn:aws:*:a"}},
        ),
        (
            {"ForAllValues:StringEquals": {"k": "a"}},
            {"ForAnyValue:StringEquals": {"k": "a"}},
        ),
        ({"stringnotequals": {"k": "a"}}, {"stringnotequals": {"k": ["a", "b"]}}),
        ({"stringequalsifexists": {"k": "a"}}, {"stringequals": {"k": "a"}}),
        (
            {"ForAnyValue:StringNotEqualsIfExists": {"k": "a"}},
            {"ForAnyValue:StringNotEquals": {"k": "a"}},
        ),
        ({"StringEquals": {"k": "a"}}, {"ArnEquals": {"k": "a"}}),
        ({"StringEquals": {"k": "a"}}, {"StringEquals": {"another": "a"}}),
    ],
)
def test_a_condition_does_not_imply_another(given: dict[str, Any], other: dict[str, Any]) -> None:
    assert not implies(_condition(given), _condition(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"StringEquals": {"k": "a"}}, {"StringNotEquals": {"k": ["a", "b"]}}),
        ({"StringEquals": {"k": "a"}}, {"StringEquals": {"k": "b"}}),
        ({"StringLike": {"k": "a*"}}, {"StringLike": {"k": "b*"}}),
        ({"Bool": {"k": "true"}}, {"Bool": {"k": "false"}}),
        ({"Null": {"k": "true"}}, {"Null": {"k": False}}),
    ],
)
def test_two_conditions_may_exclude_each_other(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert contradicts(_condition(one), _condition(other))
    assert contradicts(_condition(other), _condition(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"StringEquals": {"k": ["a", "b"]}}, {"StringNotEquals": {"k": "a"}}),
        ({"StringEqualsIfExists": {"k": "a"}}, {"StringNotEquals": {"k": "a"}}),
        ({"StringEquals": {"k": "${aws:username}"}}, {"StringEquals": {"k": "a"}}),
        ({"ForAnyValue:StringEquals": {"k": "a"}}, {"ForAnyValue:StringEquals": {"k": "b"}}),
        ({"StringEquals": {"k": "a"}}, {"StringEquals": {"other": "b"}}),
        ({}, {"Bool": {"k": "true"}}),
    ],
)
def test_conditions_that_may_hold_together_do_not(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert not contradicts(_condition(one), _condition(other))
