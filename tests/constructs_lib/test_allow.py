from constructs_lib.allow import allow

_LIST = {"Sid": "List", "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}


def test_allows_always_without_a_condition() -> None:
    assert allow("List", "s3:ListAllMyBuckets", "*") == _LIST


def test_allows_under_a_condition() -> None:
    condition = {"Bool": {"aws:SecureTransport": "true"}}

    statement = allow("List", "s3:ListAllMyBuckets", "*", condition)

    assert statement == _LIST | {"Condition": condition}
