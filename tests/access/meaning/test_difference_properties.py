"""Over many policies: rewriting one shows nothing, and what a role may do more always shows."""

from collections.abc import Callable
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from access.meaning.difference import difference
from access.policy.decision import Outcome
from access.policy.request import OtherKeys
from access.policy.role_access import RoleAccess
from access.records import Call, Policy, Role

_ACTIONS = [
    "s3:GetObject",
    "s3:PutObject",
    "s3:Get*",
    "s3:*",
    "sqs:SendMessage",
    "*",
    "s3:?etObject",
]
_RESOURCES = [
    *("arn:aws:s3:::a/*", "arn:aws:s3:::a/b", "arn:aws:s3:::*/b", "arn:aws:s3:::a/?", "*"),
    *("arn:aws:s3:::a/${aws:username}", "arn:aws:s3:::c"),
]
_CONDITIONS: list[dict[str, Any]] = [
    {},
    {"StringEquals": {"aws:SourceVpc": "vpc-1"}},
    {"StringEquals": {"aws:SourceVpc": ["vpc-1", "vpc-2"]}},
    {"StringNotEquals": {"aws:SourceVpc": "vpc-1"}},
    {"StringLikeIfExists": {"aws:SourceVpc": "vpc-*"}},
    {"Bool": {"aws:SecureTransport": "true"}},
    {"NumericLessThan": {"aws:MultiFactorAuthAge": "100"}},
    {"NumericLessThan": {"aws:MultiFactorAuthAge": ["50", "20"]}},
    {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::111111111111:role/a*"}},
    {"ForAnyValue:StringEquals": {"aws:TagKeys": ["one", "two"]}},
    {"ForAllValues:StringEquals": {"aws:TagKeys": ["one"]}},
]
_CONTEXTS: list[dict[str, list[str]]] = [
    {},
    {"aws:SourceVpc": ["vpc-1"], "aws:SecureTransport": ["true"], "aws:username": ["b"]},
    {"aws:SourceVpc": ["vpc-2"], "aws:MultiFactorAuthAge": ["30"], "aws:TagKeys": ["one"]},
    {"aws:SourceVpc": ["other"], "aws:MultiFactorAuthAge": ["70"], "aws:TagKeys": ["two", "x"]},
]
_CALLS = [
    Call(action=action, resource=resource, context=context)
    for action in ("s3:GetObject", "s3:PutObject", "s3:GetObjectTagging", "sqs:SendMessage", "x:Y")
    for resource in ("arn:aws:s3:::a/b", "arn:aws:s3:::a/cc", "arn:aws:s3:::c", "arn:aws:s3:::d/b")
    for context in _CONTEXTS
]


def _some(values: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True)


@st.composite
def _statements(draw: st.DrawFn) -> dict[str, Any]:
    action = draw(st.sampled_from(["Action"] * 5 + ["NotAction"]))
    resource = draw(st.sampled_from(["Resource"] * 4 + ["NotResource"]))
    condition = draw(st.sampled_from(_CONDITIONS))
    return {
        "Effect": draw(st.sampled_from(["Allow", "Allow", "Deny"])),
        action: draw(_some(_ACTIONS)),
        resource: draw(_some(_RESOURCES)),
        **({"Condition": condition} if condition else {}),
    }


_POLICIES = st.lists(_statements(), max_size=4)
_BOUNDARIES = st.none() | st.lists(_statements(), min_size=1, max_size=2)


def _rewritten(statements: list[dict[str, Any]], random: Random) -> list[dict[str, Any]]:
    """The same in other words: split by action and resource, repeated, renamed, reordered."""
    parts = [part for one in statements for part in _split(one, random)]
    parts += [random.choice(parts)] if parts else []
    random.shuffle(parts)
    return [_respelled(part, index, random) for index, part in enumerate(parts)]


def _split(statement: dict[str, Any], random: Random) -> list[dict[str, Any]]:
    parts = [statement]
    for element in ("Action", "Resource"):
        if element in statement and random.random() < 0.6:
            parts = [{**part, element: [one]} for part in parts for one in part[element]]
    return parts


def _respelled(statement: dict[str, Any], index: int, random: Random) -> dict[str, Any]:
    changed = {**statement, "Sid": f"Renamed{index}"}
    for element in ("Action", "NotAction", "Resource", "NotResource"):
        if element in changed:
            values = random.sample(changed[element], len(changed[element]))
            if "Action" in element:
                values = [random.choice([value, value.upper()]) for value in values]
            changed[element] = values[0] if len(values) == 1 else values
    return changed


@settings(derandomize=True, deadline=None, max_examples=250)
@given(_POLICIES, _BOUNDARIES, st.integers(min_value=0))
def test_the_same_in_other_words_is_no_difference(
    make_role: Callable[..., Role],
    statements: list[dict[str, Any]],
    boundary: list[dict[str, Any]] | None,
    seed: int,
) -> None:
    random = Random(seed)
    rewritten = _rewritten(statements, random)
    cut = random.randint(0, len(rewritten))
    second = {"Version": "2012-10-17", "Statement": rewritten[cut:]}
    limit = None if boundary is None else _rewritten(boundary, random)
    old = make_role(*statements, boundary=boundary)
    new = make_role(
        *rewritten[:cut],
        boundary=limit,
        policies=(Policy(name="Second", where="App/Role/Second", document=second),),
    )

    assert not difference(old, new)


@settings(derandomize=True, deadline=None, max_examples=400)
@given(_POLICIES, _POLICIES, _BOUNDARIES, _BOUNDARIES)
def test_what_a_role_may_do_more_is_gained(
    make_role: Callable[..., Role],
    before: list[dict[str, Any]],
    after: list[dict[str, Any]],
    old_boundary: list[dict[str, Any]] | None,
    new_boundary: list[dict[str, Any]] | None,
) -> None:
    old = make_role(*before, boundary=old_boundary)
    new = make_role(*after, boundary=new_boundary)

    more, less = _compared(old, new)
    found = difference(old, new)
    assert found.gained or not more
    assert found.lost or not less


def _compared(old: Role, new: Role) -> tuple[bool, bool]:
    """Whether some call is allowed only in the new, and whether one only in the old."""
    answers = [
        {
            call_index: access.may(call, other_keys=OtherKeys.ABSENT).outcome is Outcome.ALLOWED
            for call_index, call in enumerate(_CALLS)
        }
        for access in (RoleAccess(old), RoleAccess(new))
    ]
    pairs = [(answers[0][index], answers[1][index]) for index in range(len(_CALLS))]
    return (False, True) in pairs, (True, False) in pairs


def test_the_calls_can_tell_roles_apart(make_role: Callable[..., Role]) -> None:
    old = make_role({"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"})
    new = make_role({"Effect": "Allow", "Action": "s3:*", "Resource": "*"})

    assert _compared(old, new) == (True, False)
