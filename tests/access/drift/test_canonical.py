"""What means the same to IAM is spelled the same; what does not, is not."""

from typing import Any

import pytest

from access.drift.canonical import canonical

_A: dict[str, Any] = {
    "Sid": "A",
    "Effect": "Allow",
    "Action": ["s3:GetObject", "s3:PutObject"],
    "Resource": ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"],
    "Condition": {"StringEquals": {"aws:SourceAccount": ["1", "2"]}},
}
_B: dict[str, Any] = {"Effect": "Deny", "Action": "*", "Resource": "*"}


def _document(*statements: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _trust(principal: Any) -> dict[str, Any]:
    return _document({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (_document(_A, _B), _document(_B, _A)),
        (_document(_A, _A), _document(_A)),
        (_document(_B), _document(_B) | {"Statement": _B}),
        (_document(_B), {"Statement": [_B]}),
        (_document(_A), _document({**_A, "Sid": "Other"})),
        (_document(_A), _document({**_A, "Action": ["S3:putobject", "s3:GetObject"]})),
        (_document(_A), _document({**_A, "Resource": _A["Resource"][::-1]})),
        (
            _document(_A),
            _document({**_A, "Condition": {"StringEquals": {"AWS:sourceaccount": ["2", "1"]}}}),
        ),
        (
            _document({**_B, "Condition": {"Bool": {"aws:SecureTransport": False}}}),
            _document({**_B, "Condition": {"Bool": {"aws:SecureTransport": ["false"]}}}),
        ),
        (_trust("*"), _trust({"AWS": ["*"]})),
        (_trust({"AWS": "111111111111"}), _trust({"AWS": "arn:aws:iam::111111111111:root"})),
    ],
)
def test_the_same_is_spelled_the_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert canonical(one).keys() == canonical(other).keys()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (_document(_A), _document(_A, _B)),
        (_document(_B), _document({**_B, "Effect": "Allow"})),
        (_document(_B), _document({"Effect": "Deny", "NotAction": "*", "Resource": "*"})),
        (_document(_A), _document({**_A, "Resource": "arn:aws:s3:::A/*"})),
        (
            _document(_A),
            _document({**_A, "Condition": {"StringLike": _A["Condition"]["StringEquals"]}}),
        ),
        (_document(_A), _document({key: _A[key] for key in _A if key != "Condition"})),
        (_trust({"Service": "ec2.amazonaws.com"}), _trust({"AWS": "ec2.amazonaws.com"})),
        (
            _document({**_B, "Resource": "arn:aws:s3:::${aws:username}"}),
            {"Statement": [{**_B, "Resource": "arn:aws:s3:::${aws:username}"}]},
        ),
    ],
)
def test_what_differs_is_spelled_differently(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert canonical(one).keys() != canonical(other).keys()
