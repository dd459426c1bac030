import pytest

from access.policy.compiled_policy import CompiledPolicy, compile_resource_policy
from access.policy.decision import Outcome
from access.policy.evaluate import UnknownPolicy, evaluate
from access.policy.request import OtherKeys, Principal
from tests.access.policy.asking import ACCOUNT, ALICE, OBJECT, ROLE, SESSION, policy, request

_ALLOWED, _DENIED, _UNDECIDED = Outcome.ALLOWED, Outcome.DENIED, Outcome.UNDECIDED
_ALLOW, _DENY = policy({}, where="allow"), policy({"Effect": "Deny"}, where="deny")
_NOTHING = policy({"Action": "ecs:*"}, where="ecs only")
_MAYBE = {"Condition": {"StringEquals": {"app:Key": "x"}}}
_MAYBE_ALLOW = policy({"Sid": "If", **_MAYBE}, where="maybe")
_MAYBE_DENY = policy({"Sid": "Unless", "Effect": "Deny", **_MAYBE}, where="maybe not")
_UNKNOWN = UnknownPolicy("arn:aws:iam::aws:policy/Something")


@pytest.mark.parametrize(
    ("policies", "outcome"),
    [
        ([], _DENIED),
        ([_ALLOW], _ALLOWED),
        ([_ALLOW, _DENY], _DENIED),
        ([_DENY, _ALLOW], _DENIED),
        ([_MAYBE_ALLOW], _UNDECIDED),
        ([_MAYBE_ALLOW, _ALLOW], _ALLOWED),
        ([_MAYBE_DENY], _DENIED),
        ([_ALLOW, _MAYBE_DENY], _UNDECIDED),
        ([_MAYBE_ALLOW, _MAYBE_DENY], _UNDECIDED),
        ([_MAYBE_ALLOW, _MAYBE_DENY, _DENY], _DENIED),
        ([_UNKNOWN], _UNDECIDED),
        ([_ALLOW, _UNKNOWN], _UNDECIDED),
        ([_UNKNOWN, _DENY], _DENIED),
    ],
)
def test_what_is_not_known_is_undecided_unless_it_is_denied_anyhow(
    policies: list[CompiledPolicy], outcome: Outcome
) -> None:
    asked = request(others=OtherKeys.UNKNOWN)

    assert evaluate(asked, policies=policies).outcome is outcome


@pytest.mark.parametrize("limit", ["boundary", "session"])
@pytest.mark.parametrize(
    ("identity", "limiting", "outcome"),
    [
        (_ALLOW, _ALLOW, _ALLOWED),
        (_ALLOW, _NOTHING, _DENIED),
        (_ALLOW, policy({}, {"Effect": "Deny"}), _DENIED),
        (_NOTHING, _ALLOW, _DENIED),
        (_ALLOW, _MAYBE_ALLOW, _UNDECIDED),
        (_MAYBE_ALLOW, _ALLOW, _UNDECIDED),
        (_MAYBE_ALLOW, _NOTHING, _DENIED),
        (_ALLOW, _UNKNOWN, _UNDECIDED),
        (_UNKNOWN, _NOTHING, _DENIED),
    ],
)
def test_a_boundary_and_a_session_policy_have_to_allow_too(
    limit: str, identity: CompiledPolicy, limiting: CompiledPolicy, outcome: Outcome
) -> None:
    asked = request(others=OtherKeys.UNKNOWN)
    boundary = limiting if limit == "boundary" else None
    session = limiting if limit == "session" else None

    decision = evaluate(asked, policies=[identity], boundary=boundary, session=session)

    assert decision.outcome is outcome


@pytest.mark.parametrize("limits", [(_ALLOW, _NOTHING), (_NOTHING, _ALLOW)])
def test_of_boundary_and_session_policy_each_has_to_allow(
    limits: tuple[CompiledPolicy, CompiledPolicy],
) -> None:
    boundary, session = limits

    decision = evaluate(request(), policies=[_ALLOW], boundary=boundary, session=session)

    assert decision.outcome is _DENIED


def _bucket(principal: object, **statement: object) -> CompiledPolicy:
    return compile_resource_policy(
        {
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Allow",
                "Action": "s3:*",
                "Resource": "arn:aws:s3:::b/*",
                "Principal": principal,
                **statement,
            },
        },
        where="bucket policy",
    )


_BY_ARN = {"Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}}}


@pytest.mark.parametrize(
    ("bucket", "principal", "without_limit", "with_limit"),
    [
        (_bucket({"AWS": ALICE}), ALICE, _ALLOWED, _ALLOWED),
        (_bucket({"AWS": ALICE}), SESSION, _DENIED, _DENIED),
        (_bucket({"AWS": SESSION}), SESSION, _ALLOWED, _ALLOWED),
        (_bucket({"AWS": ROLE}), SESSION, _ALLOWED, _DENIED),
        (_bucket({"AWS": ROLE}), ROLE, _ALLOWED, _DENIED),
        (_bucket({"AWS": SESSION}), ROLE, _UNDECIDED, _UNDECIDED),
        (_bucket({"AWS": ACCOUNT}), SESSION, _DENIED, _DENIED),
        (_bucket("*"), SESSION, _ALLOWED, _UNDECIDED),
        (_bucket("*", **_BY_ARN), SESSION, _ALLOWED, _ALLOWED),
        (_bucket({"CanonicalUser": "79a5"}), SESSION, _DENIED, _DENIED),
        (_bucket({"Service": "ec2.amazonaws.com"}), SESSION, _DENIED, _DENIED),
        (_bucket({"AWS": ALICE}), None, _UNDECIDED, _UNDECIDED),
    ],
)
def test_a_resource_policy_allows_by_itself_as_far_as_the_guide_says(
    bucket: CompiledPolicy, principal: str | None, without_limit: Outcome, with_limit: Outcome
) -> None:
    asked = request(
        principal=None if principal is None else Principal(aws=principal),
        context={"aws:PrincipalArn": [ROLE]},
    )

    def ask(boundary: CompiledPolicy | None) -> Outcome:
        return evaluate(asked, policies=[], boundary=boundary, resource_policy=bucket).outcome

    assert ask(None) is without_limit
    assert ask(_NOTHING) is with_limit
    denying = evaluate(asked, policies=[_DENY], resource_policy=bucket)
    assert denying.outcome is _DENIED


def test_a_grant_to_everyone_beyond_the_boundary_says_what_is_open() -> None:
    asked = request(principal=Principal(aws=SESSION))

    decision = evaluate(asked, policies=[], boundary=_NOTHING, resource_policy=_bucket("*"))

    assert decision.missing == ("it hangs on whether a grant to everyone goes beyond the limits",)


def test_a_resource_policy_denies_whom_it_names() -> None:
    bucket = _bucket({"AWS": ROLE}, Effect="Deny")

    def ask(principal: str) -> Outcome:
        asked = request(principal=Principal(aws=principal))
        return evaluate(asked, policies=[_ALLOW], resource_policy=bucket).outcome

    assert ask(SESSION) is _DENIED
    assert ask(ALICE) is _ALLOWED


def test_the_decision_names_the_statement_that_allows() -> None:
    decision = evaluate(request(), policies=[_NOTHING, policy({"Sid": "Read"}, where="P")])

    assert decision.why == "allowed by statement 'Read' of P"
    assert str(decision.statement) == "statement 'Read' of P"
    assert decision.missing == ()


def test_the_decision_names_the_deny_of_a_boundary() -> None:
    boundary = policy({}, {"Effect": "Deny", "Action": "s3:Get*"}, where="B")

    decision = evaluate(request(), policies=[_ALLOW], boundary=boundary)

    assert decision.why == "denied by statement number 2 of B"
    assert decision.statement is not None
    assert (decision.statement.index, decision.statement.effect) == (1, "Deny")


def test_what_is_missing_is_nearest_first() -> None:
    policies = [
        policy({"Sid": "Other", "Resource": "arn:aws:s3:::c/*"}, where="P"),
        policy({"Sid": "If", "Condition": {"StringLike": {"s3:prefix": ["a", "b*"]}}}, where="Q"),
    ]

    decision = evaluate(request(), policies=policies, boundary=_NOTHING)

    assert decision.why == "no statement allows it"
    assert decision.missing == (
        "statement 'If' of Q would allow it if s3:prefix were like one of 'a', 'b*'",
        f"statement 'Other' of P allows s3:GetObject on arn:aws:s3:::c/*, not on {OBJECT}",
        f"the boundary ecs only has to allow s3:GetObject on {OBJECT}",
    )


@pytest.mark.parametrize(
    ("policies", "boundary", "why", "missing"),
    [
        ([_NOTHING], None, "no statement allows it", "no statement names s3:GetObject"),
        (
            [_ALLOW],
            _NOTHING,
            "the boundary ecs only does not allow it",
            f"the boundary ecs only has to allow s3:GetObject on {OBJECT}",
        ),
        (
            [_DENY],
            None,
            "denied by statement number 1 of deny",
            f"statement number 1 of deny must not deny s3:GetObject on {OBJECT}",
        ),
        (
            [policy({"Effect": "Deny", "Condition": {"StringNotEquals": {"app:K": "x"}}})],
            None,
            "denied by statement number 1 of policy",
            "statement number 1 of policy denies it where app:K is not 'x'",
        ),
        (
            [policy({"NotResource": OBJECT})],
            None,
            "no statement allows it",
            "statement number 1 of policy allows s3:GetObject on all but "
            f"{OBJECT}, not on {OBJECT}",
        ),
        (
            [policy({"Condition": {"Null": {"app:K": "false"}}})],
            None,
            "no statement allows it",
            "statement number 1 of policy would allow it if app:K were there",
        ),
    ],
)
def test_a_denial_says_what_would_have_to_be_different(
    policies: list[CompiledPolicy], boundary: CompiledPolicy | None, why: str, missing: str
) -> None:
    decision = evaluate(request(), policies=policies, boundary=boundary)

    assert (decision.outcome, decision.why) == (_DENIED, why)
    assert decision.missing[0] == missing


def test_undecided_says_which_key_to_give() -> None:
    decision = evaluate(request(others=OtherKeys.UNKNOWN), policies=[_ALLOW, _UNKNOWN, _MAYBE_DENY])

    text = f"the text of {_UNKNOWN.where} is not known here"
    assert decision.missing == (text,)
    decision = evaluate(request(others=OtherKeys.UNKNOWN), policies=[_ALLOW, _MAYBE_DENY])
    assert decision.why == (
        "statement 'Unless' of maybe not hangs on whether app:Key is 'x', "
        "which the request does not say"
    )
    assert str(decision.statement) == "statement 'Unless' of maybe not"
