import pytest

from access.policy.decision import Outcome
from tests.access.policy.asking import answer

_ALLOWED, _DENIED, _UNDECIDED = Outcome.ALLOWED, Outcome.DENIED, Outcome.UNDECIDED
_ARN = "arn:aws:ecs:eu-west-1:111122223333:cluster/prod"


@pytest.mark.parametrize(
    ("operator", "wanted", "value", "outcome"),
    [
        ("StringEquals", "a", "a", _ALLOWED),
        ("StringEquals", "a", "A", _DENIED),
        ("StringEquals", "a*", "ab", _DENIED),
        ("stringequals", "a", "a", _ALLOWED),
        ("StringNotEquals", "a", "b", _ALLOWED),
        ("StringNotEquals", ["a", "b"], "b", _DENIED),
        ("StringEqualsIgnoreCase", "aB", "Ab", _ALLOWED),
        ("StringNotEqualsIgnoreCase", "aB", "Ab", _DENIED),
        ("StringLike", "a*c?", "a/b:cd", _ALLOWED),
        ("StringLike", "a?", "a", _DENIED),
        ("StringLike", "a[b]", "ab", _DENIED),
        ("StringNotLike", "a*", "ab", _DENIED),
        ("NumericEquals", 10, "10.0", _ALLOWED),
        ("NumericNotEquals", "10", "11", _ALLOWED),
        ("NumericLessThan", "10", "9", _ALLOWED),
        ("NumericLessThan", "10", "10", _DENIED),
        ("NumericLessThanEquals", "10", "10", _ALLOWED),
        ("NumericGreaterThan", "-1", "0", _ALLOWED),
        ("NumericGreaterThanEquals", "1", "0.9", _DENIED),
        # As floating point numbers they are equal.
        ("NumericEquals", "9007199254740993", "9007199254740992", _DENIED),
        ("DateEquals", "2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00", _ALLOWED),
        ("DateEquals", "2026-01-01T00:00:00Z", "1767225600", _ALLOWED),
        ("DateEquals", "2026", "2026-01", _ALLOWED),
        ("DateNotEquals", "2026-01-01", "2026-01-02", _ALLOWED),
        ("DateLessThan", "2026-01-02", "2026-01-01T23:59:59Z", _ALLOWED),
        ("DateLessThanEquals", "2026-01-02", "2026-01-02T00:00:00Z", _ALLOWED),
        ("DateGreaterThan", "2026-01-02", "2026-01-02", _DENIED),
        ("DateGreaterThanEquals", "2026-01-02", "2026-01-02", _ALLOWED),
        ("Bool", True, "TRUE", _ALLOWED),
        ("Bool", "false", "true", _DENIED),
        ("BinaryEquals", "cmVk", "cmVk", _ALLOWED),
        ("BinaryEquals", "cmVk", "CMVK", _DENIED),
        ("IpAddress", "203.0.113.0/24", "203.0.113.9", _ALLOWED),
        ("IpAddress", "203.0.113.0/24", "203.0.114.9", _DENIED),
        ("IpAddress", ["203.0.113.0/24", "::/0"], "203.0.113.9", _ALLOWED),
        ("NotIpAddress", ["203.0.113.0/24", "::/0"], "203.0.113.9", _DENIED),
        ("IpAddress", "2001:db8::/32", "2001:db8:1::2", _ALLOWED),
        ("IpAddress", "0.0.0.0/0", "2001:db8::1", _DENIED),
        ("NotIpAddress", "203.0.113.9", "203.0.113.9", _DENIED),
        ("ArnEquals", "arn:aws:ecs:*:111122223333:cluster/pr?d", _ARN, _ALLOWED),
        ("ArnLike", "arn:aws:ecs:*:*/prod:*", _ARN, _DENIED),
        ("ArnLike", "arn:aws:*:*:*:*prod", _ARN, _ALLOWED),
        ("ArnLike", "arn:aws:ECS:*:*:*", _ARN, _DENIED),
        ("ArnNotEquals", "arn:aws:ecs:*:*:cluster/dev", _ARN, _ALLOWED),
        ("ArnNotLike", "arn:aws:ecs:*:*:cluster/*", _ARN, _DENIED),
        ("ArnLike", "arn:aws:ecs:*:*:cluster/*", "no ARN", _DENIED),
        # The guide does not say what fewer than six parts match.
        ("ArnLike", "arn:aws:*", _ARN, _UNDECIDED),
        ("ArnLike", "arn:aws:ecs:*:cluster/prod", _ARN, _UNDECIDED),
        ("ArnLike", "arn:aws:*", "arn:aws-cn:s3:::b", _DENIED),
        # Nor what a value of another type does.
        ("NumericLessThan", "10", "few", _UNDECIDED),
        ("NumericNotEquals", "10", "NaN", _UNDECIDED),
        ("DateLessThan", "2026", "soon", _UNDECIDED),
        ("Bool", "true", "yes", _UNDECIDED),
        ("IpAddress", "203.0.113.0/24", "here", _UNDECIDED),
    ],
)
def test_an_operator_compares_as_the_guide_says(
    operator: str, wanted: object, value: str, outcome: Outcome
) -> None:
    assert answer({operator: {"app:Key": wanted}}, {"App:KEY": [value]}).outcome is outcome


@pytest.mark.parametrize(
    ("operator", "outcome"),
    [
        ("StringEquals", _DENIED),
        ("StringNotEquals", _ALLOWED),
        ("ArnNotLike", _ALLOWED),
        ("StringEqualsIfExists", _ALLOWED),
        ("StringNotEqualsIfExists", _ALLOWED),
        ("ForAllValues:StringEquals", _ALLOWED),
        ("ForAllValues:StringNotEquals", _ALLOWED),
        ("ForAnyValue:StringEquals", _DENIED),
        ("ForAnyValue:StringNotEquals", _DENIED),
        ("ForAnyValue:StringEqualsIfExists", _ALLOWED),
    ],
)
@pytest.mark.parametrize("context", [{}, {"app:Key": None}, {"app:Key": []}])
def test_an_absent_key_meets_what_the_guide_says(
    operator: str, outcome: Outcome, context: dict[str, list[str] | None]
) -> None:
    assert answer({operator: {"app:Key": "a:b"}}, context).outcome is outcome


@pytest.mark.parametrize(
    ("operator", "values", "outcome"),
    [
        ("ForAllValues:StringEquals", ["a", "b"], _ALLOWED),
        ("ForAllValues:StringEquals", ["a", "c"], _DENIED),
        ("ForAllValues:StringEquals", [""], _ALLOWED),
        ("ForAllValues:StringNotEquals", ["c", "d"], _ALLOWED),
        ("ForAllValues:StringNotEquals", ["a", "c"], _DENIED),
        ("ForAnyValue:StringEquals", ["c", "a"], _ALLOWED),
        ("ForAnyValue:StringEquals", ["c", "d"], _DENIED),
        ("ForAnyValue:StringNotEquals", ["a", "c"], _ALLOWED),
        ("ForAnyValue:StringNotEquals", ["a", "b"], _DENIED),
        ("forallvalues:stringlike", ["a", "b"], _ALLOWED),
        # The guide wants a prefix here.
        ("StringEquals", ["a", "b"], _ALLOWED),
        ("StringEquals", ["c", "d"], _DENIED),
        ("StringEquals", ["a", "c"], _UNDECIDED),
    ],
)
def test_a_key_with_several_values_counts_by_the_prefix(
    operator: str, values: list[str], outcome: Outcome
) -> None:
    assert answer({operator: {"app:Key": ["a", "b"]}}, {"app:Key": values}).outcome is outcome


@pytest.mark.parametrize(
    ("wanted", "context", "outcome"),
    [
        ("true", {}, _ALLOWED),
        ("true", {"app:Key": ["x"]}, _DENIED),
        (False, {"app:Key": ["x"]}, _ALLOWED),
        ("false", {}, _DENIED),
    ],
)
def test_null_asks_whether_a_key_is_absent(
    wanted: object, context: dict[str, list[str] | None], outcome: Outcome
) -> None:
    assert answer({"Null": {"app:Key": wanted}}, context).outcome is outcome


def test_all_operators_and_all_keys_have_to_hold() -> None:
    condition = {
        "StringEquals": {"app:A": "1", "app:B": "2"},
        "Bool": {"app:C": "true"},
    }
    context: dict[str, list[str] | None] = {"app:A": ["1"], "app:B": ["2"], "app:C": ["true"]}

    assert answer(condition, context).outcome is _ALLOWED
    for key in context:
        assert answer(condition, {**context, key: ["false"]}).outcome is _DENIED
