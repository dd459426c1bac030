"""Over many trust policies: rewriting one shows nothing, and whoever may more always shows."""

from collections.abc import Callable
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from access.meaning.difference import difference
from access.policy.decision import Outcome
from access.policy.request import Principal, Request
from access.policy.role_access import RoleAccess
from access.records import Role

_IAM = "arn:aws:iam::111111111111"
_PRINCIPALS: list[Any] = [
    "*",
    {"AWS": ["111111111111"]},
    {"AWS": [f"{_IAM}:root", f"{_IAM}:user/a"]},
    {"AWS": [f"{_IAM}:user/a", "222222222222"]},
    {"AWS": [f"{_IAM}:role/r"]},
    {"AWS": ["arn:aws:sts::111111111111:assumed-role/r/s"]},
    {"Service": ["ecs-tasks.amazonaws.com", "ec2.amazonaws.com"]},
    {"Service": ["ec2.amazonaws.com"]},
    {"Federated": [f"{_IAM}:oidc-provider/x"], "AWS": [f"{_IAM}:user/b"]},
]
_CONDITIONS: list[dict[str, Any]] = [
    {},
    {},
    {"StringEquals": {"sts:ExternalId": "1"}},
    {"StringEquals": {"sts:ExternalId": ["1", "2"]}},
    {"StringNotEquals": {"sts:ExternalId": "2"}},
    {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    {"NumericLessThan": {"aws:MultiFactorAuthAge": "60"}},
]
_ASKING = [
    Principal(aws=f"{_IAM}:user/a"),
    Principal(aws=f"{_IAM}:user/b"),
    Principal(aws=f"{_IAM}:role/r"),
    Principal(aws="arn:aws:sts::111111111111:assumed-role/r/s"),
    Principal(aws="arn:aws:iam::222222222222:user/a"),
    Principal(service="ec2.amazonaws.com"),
    Principal(service="ecs-tasks.amazonaws.com"),
    Principal(federated=f"{_IAM}:oidc-provider/x"),
]
_CONTEXTS: list[dict[str, list[str]]] = [
    {},
    {"sts:ExternalId": ["1"], "aws:MultiFactorAuthPresent": ["true"]},
    {"sts:ExternalId": ["2"], "aws:MultiFactorAuthAge": ["30"]},
]
_REQUESTS = [
    Request(action=action, resource="*", context=context, principal=principal)
    for action in ("sts:AssumeRole", "sts:TagSession")
    for context in _CONTEXTS
    for principal in _ASKING
]


@st.composite
def _statements(draw: st.DrawFn) -> dict[str, Any]:
    actions = ["sts:AssumeRole", "sts:TagSession", "sts:*", "sts:Assume*"]
    condition = draw(st.sampled_from(_CONDITIONS))
    return {
        "Effect": draw(st.sampled_from(["Allow", "Allow", "Deny"])),
        "Action": draw(st.lists(st.sampled_from(actions), min_size=1, max_size=2, unique=True)),
        "Principal": draw(st.sampled_from(_PRINCIPALS)),
        **({"Condition": condition} if condition else {}),
    }


_TRUSTS = st.lists(_statements(), min_size=1, max_size=3)


def _role(make_role: Callable[..., Role], statements: list[dict[str, Any]]) -> Role:
    return make_role(trust={"Version": "2012-10-17", "Statement": statements})


@settings(derandomize=True, deadline=None, max_examples=400)
@given(_TRUSTS, _TRUSTS)
def test_whoever_may_take_a_role_and_might_not_is_gained(
    make_role: Callable[..., Role], before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> None:
    old, new = _role(make_role, before), _role(make_role, after)
    pairs = {
        tuple(access.may_be_taken(request).outcome is Outcome.ALLOWED for access in both)
        for both in ((RoleAccess(old), RoleAccess(new)),)
        for request in _REQUESTS
    }

    found = difference(old, new)
    assert found.gained or (False, True) not in pairs
    assert found.lost or (True, False) not in pairs


@settings(derandomize=True, deadline=None, max_examples=200)
@given(_TRUSTS, st.integers(min_value=0))
def test_the_same_trust_in_other_words_is_no_difference(
    make_role: Callable[..., Role], statements: list[dict[str, Any]], seed: int
) -> None:
    random = Random(seed)
    parts = [
        {**statement, "Action": action, "Principal": principal, "Sid": f"Part{number}"}
        for number, statement in enumerate(statements)
        for action in statement["Action"]
        for principal in _each(statement["Principal"])
    ]
    random.shuffle(parts)

    assert not difference(_role(make_role, statements), _role(make_role, parts))


def _each(principal: Any) -> list[Any]:
    if principal == "*":
        return [{"AWS": "*"}]
    return [{kind: one} for kind, values in principal.items() for one in values]
