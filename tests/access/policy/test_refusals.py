from collections.abc import Callable
from typing import Any

import pytest

from access.access_error import AccessError
from access.policy.compiled_policy import (
    CompiledPolicy,
    compile_policy,
    compile_resource_policy,
    compile_trust,
)
from tests.access.policy.asking import ALICE, document

_S = "P, statement 1 ('X')"


def _message(compile_: Callable[..., CompiledPolicy], given: object) -> str:
    with pytest.raises(AccessError) as error:
        compile_(given, where="P")
    text = str(error.value)
    assert "\n" not in text
    return text


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("text", "P: expected a permissions policy as a mapping, got 'text'"),
        ([], "P: expected a permissions policy as a mapping, got []"),
        (
            {"Statment": []},
            "P, Statment: expected an element that IAM has (did you mean 'Statement'?), "
            "got 'Statment'",
        ),
        (
            {"Version": "2012-10-7", "Statement": []},
            "P, Version: expected 2012-10-17 or 2008-10-17, got '2012-10-7'",
        ),
        ({"Statement": []}, "P, Statement: expected a statement, or a list of them, got []"),
        ({"Version": "2012-10-17"}, "P, Statement: expected a statement, or a list of them"),
        ({"Statement": ["x"]}, "P, statement 1: expected a mapping, got 'x'"),
        ({"Statement": {"Sid": 1}}, "P, statement 1, Sid: expected a text, got 1"),
        ({"Statement": {}}, "P, statement 1, Effect: expected 'Allow' or 'Deny', got None"),
        (
            {"Statement": {"Effect": "Allow", "Resource": "*"}},
            "P, statement 1: expected either Action or NotAction, got neither of them",
        ),
        (
            {"Statement": {"Effect": "Allow", "Action": "s3:*"}},
            "P, statement 1: expected either Resource or NotResource, got neither of them",
        ),
    ],
)
def test_a_document_that_is_no_policy_is_refused(given: object, message: str) -> None:
    assert _message(compile_policy, given).startswith(message)


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ({"Effect": "allow"}, f"{_S}, Effect: expected 'Allow' or 'Deny', got 'allow'"),
        (
            {"NotAction": "*", "Action": "*"},
            f"{_S}: expected either Action or NotAction, got both Action and NotAction",
        ),
        (
            {"NotResource": "*", "Resource": "*"},
            f"{_S}: expected either Resource or NotResource, got both Resource and NotResource",
        ),
        (
            {"Ressource": "*"},
            f"{_S}, Ressource: expected an element that IAM has (did you mean 'Resource'?)",
        ),
        ({"Zzz": "*"}, f"{_S}, Zzz: expected an element that IAM has (one of Sid, Effect,"),
        ({"Principal": "*"}, f"{_S}: expected no Principal in a permissions policy ("),
        ({"Action": "GetObject"}, f"{_S}, Action: expected '*' or service:Name, as s3:GetObject"),
        ({"NotAction": "s3"}, f"{_S}, NotAction: expected '*' or service:Name"),
        ({"Action": "\u212ams:*"}, f"{_S}, Action: expected '*' or service:Name"),
        ({"Action": "s3:${x}"}, f"{_S}, Action: expected '*' or service:Name"),
        ({"Action": 1}, f"{_S}, Action: expected a text, or a list with at least one text, got 1"),
        ({"Action": []}, f"{_S}, Action: expected a text, or a list with at least one text"),
        ({"Action": [""]}, f"{_S}, Action: expected a text, or a list with at least one text"),
        ({"Resource": None}, f"{_S}, Resource: expected a text, or a list with at least one"),
        ({"Resource": {"Ref": "B"}}, f"{_S}, Resource: expected a text"),
        ({"Resource": "bucket"}, f"{_S}, Resource: expected '*' or an ARN, as arn:aws:s3:::buck"),
        ({"Resource": "arn:aws:s3"}, f"{_S}, Resource: expected '*' or an ARN"),
        ({"Resource": "arn:aws:s3:::"[:-1]}, f"{_S}, Resource: expected '*' or an ARN"),
        ({"Resource": "arn:gcp:s3:::b"}, f"{_S}, Resource: expected '*' or an ARN"),
        ({"NotResource": "**"}, f"{_S}, NotResource: expected '*' or an ARN"),
        (
            {"Resource": "arn:aws:s3:::${aws:username"},
            f"{_S}, Resource: expected '${{' to be closed, as in '${{aws:username}}'",
        ),
        ({"Resource": "arn:aws:s3:::${}"}, f"{_S}, Resource: expected a policy variable as"),
        ({"Resource": "arn:aws:s3:::${a:b, c}"}, f"{_S}, Resource: expected a policy variable"),
    ],
)
def test_a_statement_that_iam_would_refuse_is_refused(
    statement: dict[str, Any], message: str
) -> None:
    text = _message(compile_policy, document({"Sid": "X", **statement}))

    assert text.startswith(message)


_C = f"{_S}, Condition"


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        (
            {"StringEqauls": {"a:b": "c"}},
            f"{_C}.StringEqauls: expected an operator that IAM has (did you mean "
            "'StringEquals'?), got 'StringEqauls'",
        ),
        (
            {"ForAnyValue:StringLikIfExists": {"a:b": "c"}},
            f"{_C}.ForAnyValue:StringLikIfExists: expected an operator that IAM has (did you mean "
            "'StringLike'?), got 'StringLik'",
        ),
        (
            {"ForAnyVal:StringLike": {"a:b": "c"}},
            f"{_C}.ForAnyVal:StringLike: expected a prefix of operators that IAM has (did you mean "
            "'ForAnyValue'?), got 'ForAnyVal'",
        ),
        ({"NullIfExists": {"a:b": "true"}}, f"{_C}.NullIfExists: expected an operator that IAM"),
        ({"ForAllValues:Null": {"a:b": "true"}}, f"{_C}.ForAllValues:Null: expected an operator"),
        (["x"], f"{_C}: expected a mapping by operator, got ['x']"),
        ({"Bool": "x"}, f"{_C}.Bool: expected a mapping by key, got 'x'"),
        ({"Bool": {1: "x"}}, f"{_C}.Bool: expected a mapping by key"),
        ({"Bool": {"b": "x"}}, f"{_C}.Bool.b: expected a key with its prefix, as aws:SourceVpc"),
        ({"Bool": {"aws:\u212a": "x"}}, f"{_C}.Bool.aws:\u212a: expected a key with its prefix"),
        ({"StringEquals": {"a:b": []}}, f"{_C}.StringEquals.a:b: expected a text, a number or a"),
        ({"StringEquals": {"a:b": {"Ref": "c"}}}, f"{_C}.StringEquals.a:b: expected a text, a nu"),
        ({"StringEquals": {"a:b": None}}, f"{_C}.StringEquals.a:b: expected a text, a number"),
        ({"StringEquals": {"a:b": "${c:d"}}, f"{_C}.StringEquals.a:b: expected '${{' to be closed"),
        ({"Bool": {"a:b": "yes"}}, f"{_C}.Bool.a:b: expected 'true' or 'false', got 'yes'"),
        ({"Bool": {"a:b": "${a:c}"}}, f"{_C}.Bool.a:b: expected 'true' or 'false', got '${{a:c}}'"),
        ({"NumericEquals": {"a:b": "ten"}}, f"{_C}.NumericEquals.a:b: expected a number, got"),
        ({"NumericEquals": {"a:b": "inf"}}, f"{_C}.NumericEquals.a:b: expected a number, got"),
        ({"DateEquals": {"a:b": "2026-13-01"}}, f"{_C}.DateEquals.a:b: expected a date as 2026-0"),
        ({"DateEquals": {"a:b": "9" * 30}}, f"{_C}.DateEquals.a:b: expected a date as 2026-01-31"),
        ({"IpAddress": {"a:b": "10.0.0.0/33"}}, f"{_C}.IpAddress.a:b: expected an address or a r"),
        ({"Null": {"a:b": "maybe"}}, f"{_C}.Null.a:b: expected 'true' (absent) or 'false' (there)"),
        ({"Null": {"a:b": ["true", "false"]}}, f"{_C}.Null.a:b: expected 'true' (absent)"),
    ],
)
def test_a_condition_that_iam_does_not_have_is_refused(condition: object, message: str) -> None:
    text = _message(compile_policy, document({"Sid": "X", "Condition": condition}))

    assert text.startswith(message)


def _trusting(**elements: object) -> dict[str, Any]:
    statement = {"Sid": "X", "Effect": "Allow", "Action": "sts:AssumeRole", **elements}
    return {"Version": "2012-10-17", "Statement": [statement]}


@pytest.mark.parametrize(
    ("elements", "message"),
    [
        (
            {"Principal": "*", "Resource": "*"},
            f"{_S}: expected no Resource in a trust policy (it is about the role that it belongs "
            "to), got '*'",
        ),
        ({}, f"{_S}: expected either Principal or NotPrincipal, got neither of them"),
        ({"Principal": {}}, f"{_S}, Principal: expected '*', or a mapping as {{'Service':"),
        ({"Principal": ALICE}, f"{_S}, Principal: expected '*', or a mapping as"),
        ({"NotPrincipal": {"AWS": 1}}, f"{_S}, NotPrincipal.AWS: expected a text, or a list"),
        (
            {"Principal": {"Sevice": "ec2.amazonaws.com"}},
            f"{_S}, Principal.Sevice: expected a type of principal that IAM has (did you mean "
            "'Service'?), got 'Sevice'",
        ),
        ({"Principal": {"CanonicalUser": "7"}}, f"{_S}, Principal.CanonicalUser: expected a type"),
        (
            {"Principal": {"AWS": "arn:aws:iam::111122223333:role/*"}},
            f"{_S}, Principal.AWS: expected '*', an account's number, or a whole ARN of a user, "
            "role or session, got 'arn:aws:iam::111122223333:role/*'",
        ),
        ({"Principal": {"AWS": "alice"}}, f"{_S}, Principal.AWS: expected '*', an account's"),
    ],
)
def test_a_trust_policy_that_iam_would_refuse_is_refused(
    elements: dict[str, Any], message: str
) -> None:
    assert _message(compile_trust, _trusting(**elements)).startswith(message)


def test_a_resource_policy_has_to_name_somebody() -> None:
    text = _message(compile_resource_policy, document({"Sid": "X"}))

    assert text == f"{_S}: expected either Principal or NotPrincipal, got neither of them"


def test_what_iam_takes_is_taken() -> None:
    taken = {
        "Version": "2012-10-17",
        "Id": "x",
        "Statement": {
            "Effect": "Allow",
            "Action": ("s3:Get*", "*"),
            "Resource": [
                "arn:aws-cn:s3:::b",
                "arn:*:s3:::*",
                "arn:aws:s3:*",
                "arn:aws:states:eu-west-1:111122223333:stateMachine:a:b",
                "arn:${aws:partition, 'aws'}:s3:::b",
            ],
            "Condition": {},
        },
    }

    assert len(compile_policy(taken, where="P").statements) == 1
