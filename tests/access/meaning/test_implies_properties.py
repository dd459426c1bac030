"""Over many conditions and requests: what is said to imply, or to exclude, does so."""

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from access.meaning.conditions import condition_of
from access.meaning.grants import role_grants_in_force
from access.meaning.implies import contradicts, implies
from access.policy.certainty import YES
from access.policy.decision import Outcome
from access.policy.facts import Facts, known_values
from access.policy.read_conditions import read_conditions
from access.policy.request import OtherKeys
from access.policy.role_access import RoleAccess
from access.records import Call, Role

_TEXTS = ["a", "A", "ab", "b", "a*", "?b", "*", "${aws:username}", "${aws:username}*", "${*}"]
_NUMBERS = ["1", "1.0", "2", "10"]
_DATES = ["2026-01-01", "2026-01-01T00:00:00Z", "1767225600", "2027"]
_ADDRESSES = ["10.0.0.0/8", "10.1.0.0/16", "10.1.0.1", "::/0", "0.0.0.0/0"]
_ARNS = ["arn:aws:s3:::a", "arn:aws:s3:::a*", "arn:*:s3:*:*:*", "arn:aws:s3:*:a", "*"]
_TRUTHS = ["true", "false", "TRUE"]
_FAMILIES: dict[str, list[str]] = {
    **dict.fromkeys(("StringEquals", "StringNotEquals", "StringLike", "StringNotLike"), _TEXTS),
    **dict.fromkeys(("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"), _TEXTS),
    **dict.fromkeys(("NumericEquals", "NumericNotEquals", "NumericLessThan"), _NUMBERS),
    **dict.fromkeys(("NumericLessThanEquals", "NumericGreaterThan"), _NUMBERS),
    **dict.fromkeys(("DateEquals", "DateNotEquals", "DateLessThan", "DateGreaterThan"), _DATES),
    **dict.fromkeys(("IpAddress", "NotIpAddress"), _ADDRESSES),
    **dict.fromkeys(("ArnLike", "ArnEquals", "ArnNotLike", "ArnNotEquals"), _ARNS),
    **dict.fromkeys(("Bool", "Null"), _TRUTHS),
}
_ASKED = [
    *("a", "A", "ab", "b", "bb", "*", "", "1", "1.5", "2", "11", "true", "false"),
    *(
        "2026-01-01",
        "2026-06-01T00:00:00Z",
        "1767225600",
        "10.1.0.1",
        "10.9.0.1",
        "11.0.0.1",
        "::1",
    ),
    *("arn:aws:s3:::a", "arn:aws:s3:::ab", "arn:aws:s3:eu:1:b"),
]
_KEY = "aws:SourceVpc"
_CONTEXTS: list[dict[str, Any]] = [
    {_KEY: values, "aws:username": user}
    for user in (None, ["a"])
    for values in (
        None,
        *([one] for one in _ASKED),
        ["a", "b"],
        ["b", "bb"],
        ["a", "ab"],
        ["1", "11"],
        ["10.1.0.1", "11.0.0.1"],
        ["arn:aws:s3:::a", "arn:aws:s3:eu:1:b"],
    )
]


@st.composite
def _tests(draw: st.DrawFn) -> dict[str, Any]:
    name = draw(st.sampled_from(sorted(_FAMILIES)))
    values = _FAMILIES[name]
    if name == "Null":
        return {draw(st.sampled_from(["Null", "null"])): {_KEY: draw(st.sampled_from(values))}}
    chosen = draw(st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True))
    prefix = draw(st.sampled_from(["", "", "ForAnyValue:", "ForAllValues:", "forallvalues:"]))
    suffix = draw(st.sampled_from(["", "", "IfExists"]))
    spelled = draw(st.sampled_from([name, name, name.lower()]))
    return {f"{prefix}{spelled}{suffix}": {_KEY: chosen}}


def _holds(condition: dict[str, Any], context: dict[str, Any]) -> bool:
    facts = Facts(known_values(context), other_keys=OtherKeys.ABSENT)
    return all(
        test.holds(facts) == YES for test in read_conditions("it", condition, has_variables=True)
    )


@settings(derandomize=True, deadline=None, max_examples=1000)
@given(_tests(), _tests())
def test_what_is_implied_holds_and_what_is_excluded_does_not(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    first, second = (condition_of({"Condition": each}, where="it") for each in (one, other))
    implied, excluded = implies(first, second), contradicts(first, second)
    for context in _CONTEXTS if implied or excluded else ():
        if _holds(one, context):
            assert not implied or _holds(other, context), context
            assert not excluded or not _holds(other, context), context


_PATTERNS = ["arn:aws:s3:::a/*", "arn:aws:s3:::a/b", "*", "arn:aws:s3:::a/${aws:username}"]
_CALLS = [
    Call(action=action, resource=resource, context={_KEY: vpc, "aws:username": ["b"]})
    for action in ("s3:GetObject", "s3:PutObject", "sqs:SendMessage")
    for resource in ("arn:aws:s3:::a/b", "arn:aws:s3:::a/c", "arn:aws:s3:::d")
    for vpc in (None, ["a"], ["b"])
]


@st.composite
def _statements(draw: st.DrawFn) -> dict[str, Any]:
    patterns = st.lists(st.sampled_from(_PATTERNS), min_size=1, max_size=2, unique=True)
    condition: dict[str, Any] = draw(
        st.sampled_from([{}, {}, {"StringEquals": {_KEY: "a"}}, {"StringNotEquals": {_KEY: "a"}}])
    )
    return {
        "Effect": draw(st.sampled_from(["Allow", "Deny"])),
        draw(st.sampled_from(["Action", "Action", "NotAction"])): draw(
            st.sampled_from(["s3:*", "s3:GetObject", "*", "sqs:*"])
        ),
        draw(st.sampled_from(["Resource", "NotResource"])): draw(patterns),
        **({"Condition": condition} if condition else {}),
    }


@settings(derandomize=True, deadline=None, max_examples=100)
@given(
    st.lists(_statements(), min_size=1, max_size=4),
    st.none() | st.lists(_statements(), min_size=1, max_size=3),
)
def test_whatever_a_role_may_do_is_granted_in_force(
    make_role: Callable[..., Role],
    statements: list[dict[str, Any]],
    boundary: list[dict[str, Any]] | None,
) -> None:
    role = make_role(*statements, boundary=boundary)
    access = RoleAccess(role)
    allowed = {
        call.action
        for call in _CALLS
        if access.may(call, other_keys=OtherKeys.ABSENT).outcome is Outcome.ALLOWED
    }

    assert allowed <= {grant.action for grant in role_grants_in_force(role)}
