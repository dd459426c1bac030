"""What has to hold of any policies and any request."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from access.policy.compiled_policy import CompiledPolicy, compile_policy
from access.policy.decision import Outcome
from access.policy.evaluate import evaluate
from access.policy.request import OtherKeys, Request

_RANK = {Outcome.DENIED: 0, Outcome.UNDECIDED: 1, Outcome.ALLOWED: 2}
_KEYS = ("app:A", "app:B")
_VALUES = ("x", "y")
_OPERATORS = (
    "StringEquals",
    "StringNotEquals",
    "StringLikeIfExists",
    "ForAllValues:StringEquals",
    "ForAnyValue:StringNotLike",
)
_settings = settings(derandomize=True, deadline=None, max_examples=200)

_condition = st.dictionaries(
    st.sampled_from(_OPERATORS),
    st.dictionaries(
        st.sampled_from(_KEYS),
        st.lists(st.sampled_from([*_VALUES, "*", "${app:A}"]), min_size=1, max_size=2),
        min_size=1,
        max_size=2,
    ),
    max_size=2,
)
_actions = st.lists(st.sampled_from(["s3:Get", "s3:Put", "s3:*", "*", "ecs:*"]), min_size=1)
_resources = st.lists(
    st.sampled_from(["*", "arn:aws:s3:::a", "arn:aws:s3:::*", "arn:aws:s3:::${app:B}"]), min_size=1
)


@st.composite
def _statements(draw: st.DrawFn, effects: tuple[str, ...] = ("Allow", "Deny")) -> dict[str, Any]:
    return {
        "Effect": draw(st.sampled_from(effects)),
        draw(st.sampled_from(["Action", "Action", "NotAction"])): draw(_actions),
        draw(st.sampled_from(["Resource", "Resource", "NotResource"])): draw(_resources),
        "Condition": draw(_condition),
    }


@st.composite
def _policies(draw: st.DrawFn, effects: tuple[str, ...] = ("Allow", "Deny")) -> CompiledPolicy:
    statements = draw(st.lists(_statements(effects), min_size=1, max_size=3))
    return compile_policy({"Version": "2012-10-17", "Statement": statements}, where="P")


_contexts = st.dictionaries(
    st.sampled_from(_KEYS),
    st.none() | st.lists(st.sampled_from(_VALUES), min_size=1, max_size=2),
)
_requests = st.builds(
    Request,
    action=st.sampled_from(["s3:Get", "s3:Put", "ecs:Poll"]),
    resource=st.sampled_from(["arn:aws:s3:::a", "arn:aws:s3:::x", "*"]),
    context=_contexts,
    other_keys=st.sampled_from(OtherKeys),
)
_identities = st.lists(_policies(), max_size=3)
_limits = st.none() | _policies()


@_settings
@given(_requests, _identities, _limits, _policies(effects=("Deny",)))
def test_adding_a_deny_never_allows_more(
    request: Request,
    identity: list[CompiledPolicy],
    boundary: CompiledPolicy | None,
    deny: CompiledPolicy,
) -> None:
    before = evaluate(request, policies=identity, boundary=boundary)
    after = evaluate(request, policies=[*identity, deny], boundary=boundary)

    assert _RANK[after.outcome] <= _RANK[before.outcome]


@_settings
@given(_requests, _identities, _limits, _policies(effects=("Allow",)))
def test_adding_an_allow_never_allows_less(
    request: Request,
    identity: list[CompiledPolicy],
    boundary: CompiledPolicy | None,
    allow: CompiledPolicy,
) -> None:
    before = evaluate(request, policies=identity, boundary=boundary)
    after = evaluate(request, policies=[*identity, allow], boundary=boundary)

    assert _RANK[after.outcome] >= _RANK[before.outcome]


@_settings
@given(_requests, _identities, _policies(), _limits)
def test_a_boundary_or_a_session_policy_never_allows_more(
    request: Request,
    identity: list[CompiledPolicy],
    limit: CompiledPolicy,
    other: CompiledPolicy | None,
) -> None:
    without = _RANK[evaluate(request, policies=identity, session=other).outcome]
    assert (
        _RANK[evaluate(request, policies=identity, boundary=limit, session=other).outcome]
        <= without
    )
    without = _RANK[evaluate(request, policies=identity, boundary=other).outcome]
    assert (
        _RANK[evaluate(request, policies=identity, boundary=other, session=limit).outcome]
        <= without
    )


@_settings
@given(_requests, _identities, _limits, _contexts)
def test_what_is_decided_without_knowing_a_key_is_so_whatever_the_key_is(
    request: Request,
    identity: list[CompiledPolicy],
    boundary: CompiledPolicy | None,
    others: dict[str, list[str] | None],
) -> None:
    def ask(context: dict[str, Any], other_keys: OtherKeys) -> Outcome:
        asked = Request(
            action=request.action,
            resource=request.resource,
            context=context,
            other_keys=other_keys,
        )
        return evaluate(asked, policies=identity, boundary=boundary).outcome

    unknown = ask(dict(request.context), OtherKeys.UNKNOWN)
    known = ask({**others, **request.context}, OtherKeys.ABSENT)

    assert unknown in (Outcome.UNDECIDED, known)


@_settings
@given(_requests, _identities, _limits)
def test_every_answer_says_why(
    request: Request, identity: list[CompiledPolicy], boundary: CompiledPolicy | None
) -> None:
    decision = evaluate(request, policies=identity, boundary=boundary)

    assert decision.why
    assert (decision.outcome is Outcome.ALLOWED) == (decision.missing == ())
    assert "\n" not in "".join((decision.why, *decision.missing))
