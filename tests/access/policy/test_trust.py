from collections.abc import Mapping

import pytest

from access.access_error import AccessError
from access.policy.decision import Decision, Outcome
from access.policy.evaluate import evaluate_trust
from access.policy.request import OtherKeys, Principal, Request
from tests.access.policy.asking import ACCOUNT, ALICE, ROLE, SESSION, trust

_ALLOWED, _DENIED, _UNDECIDED = Outcome.ALLOWED, Outcome.DENIED, Outcome.UNDECIDED
_OTHER = "444455556666"
_OIDC = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
_TASKS = Principal(service="ecs-tasks.amazonaws.com")


def _ask(
    principal: Principal | None,
    *statements: Mapping[str, object],
    action: str = "sts:AssumeRole",
    context: dict[str, list[str] | None] | None = None,
    others: OtherKeys = OtherKeys.ABSENT,
) -> Decision:
    request = Request(action=action, context=context or {}, other_keys=others, principal=principal)
    return evaluate_trust(request, trust(*statements), account=ACCOUNT)


@pytest.mark.parametrize(
    ("principal", "asks", "outcome"),
    [
        ({"AWS": ALICE}, Principal(aws=ALICE), _ALLOWED),
        ({"AWS": ALICE}, Principal(aws=ALICE + "2"), _DENIED),
        ({"AWS": ROLE}, Principal(aws=ROLE), _ALLOWED),
        ({"AWS": ROLE}, Principal(aws=SESSION), _ALLOWED),
        ({"AWS": ROLE}, Principal(aws=SESSION.replace("worker", "other")), _DENIED),
        ({"AWS": SESSION}, Principal(aws=SESSION), _ALLOWED),
        ({"AWS": SESSION}, Principal(aws=SESSION.replace("s1", "s2")), _DENIED),
        ({"AWS": SESSION}, Principal(aws=ROLE), _UNDECIDED),
        ({"AWS": ACCOUNT}, Principal(aws=SESSION), _ALLOWED),
        ({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, Principal(aws=ALICE), _ALLOWED),
        ({"AWS": f"arn:aws:iam::{_OTHER}:root"}, Principal(aws=ALICE), _DENIED),
        ({"AWS": "*"}, Principal(aws=ALICE), _ALLOWED),
        ("*", Principal(aws=ALICE), _ALLOWED),
        ("*", _TASKS, _UNDECIDED),
        ({"AWS": "AIDACKCEVSQ6C2EXAMPLE"}, Principal(aws=ALICE), _DENIED),
        ({"Service": "ecs-tasks.amazonaws.com"}, _TASKS, _ALLOWED),
        ({"Service": ["ec2.amazonaws.com"]}, _TASKS, _DENIED),
        ({"Service": "ecs-tasks.amazonaws.com"}, Principal(aws=ALICE), _DENIED),
        ({"AWS": ALICE, "Service": "ecs-tasks.amazonaws.com"}, _TASKS, _ALLOWED),
        ({"Federated": _OIDC}, Principal(federated=_OIDC), _ALLOWED),
        ({"Federated": _OIDC}, Principal(federated=_OIDC + "x"), _DENIED),
        ({"Federated": _OIDC}, Principal(aws=ALICE), _DENIED),
        ({"AWS": ALICE}, None, _UNDECIDED),
    ],
)
def test_a_statement_is_about_whom_it_names(
    principal: object, asks: Principal | None, outcome: Outcome
) -> None:
    assert _ask(asks, {"Principal": principal}).outcome is outcome


_LISTED = [SESSION, ROLE, f"arn:aws:iam::{ACCOUNT}:root"]


@pytest.mark.parametrize(
    ("spared", "asks", "outcome"),
    [
        ({"AWS": _LISTED}, Principal(aws=SESSION), _ALLOWED),
        ({"AWS": _LISTED[:2]}, Principal(aws=SESSION), _UNDECIDED),
        ({"AWS": [SESSION, _LISTED[2]]}, Principal(aws=SESSION), _UNDECIDED),
        ({"AWS": ALICE}, Principal(aws=SESSION), _DENIED),
        ({"AWS": "*"}, Principal(aws=SESSION), _ALLOWED),
        ({"AWS": ALICE}, _TASKS, _DENIED),
        ({"Service": "ecs-tasks.amazonaws.com"}, _TASKS, _ALLOWED),
    ],
)
def test_a_deny_to_all_but_some_spares_them(
    spared: object, asks: Principal, outcome: Outcome
) -> None:
    allow = {"Principal": {"AWS": "*", "Service": "ecs-tasks.amazonaws.com"}}
    deny = {"Effect": "Deny", "NotPrincipal": spared}

    assert _ask(asks, allow, deny).outcome is outcome


def test_a_deny_wins_and_is_named() -> None:
    decision = _ask(
        Principal(aws=SESSION),
        {"Principal": {"AWS": ROLE}},
        {"Sid": "No", "Effect": "Deny", "Principal": "*"},
    )

    assert decision.outcome is _DENIED
    assert decision.why == "denied by statement 'No' of trust"


def test_a_deny_to_everyone_covers_services() -> None:
    decision = _ask(
        _TASKS,
        {"Principal": {"Service": "ecs-tasks.amazonaws.com"}},
        {"Effect": "Deny", "Principal": "*"},
    )

    assert decision.outcome is _DENIED


def test_another_action_is_not_allowed() -> None:
    decision = _ask(_TASKS, {"Principal": {"AWS": ALICE}}, action="sts:TagSession")

    assert decision.outcome is _DENIED
    assert decision.missing == ("no statement of trust names sts:TagSession",)


def test_a_condition_decides_and_says_what_it_wants() -> None:
    guarded = {
        "Sid": "Ecs",
        "Principal": {"Service": "ecs-tasks.amazonaws.com"},
        "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
    }

    assert _ask(_TASKS, guarded, context={"aws:SourceAccount": [ACCOUNT]}).outcome is _ALLOWED
    other = _ask(_TASKS, guarded, context={"aws:SourceAccount": [_OTHER]})
    assert other.outcome is _DENIED
    assert other.missing == (
        f"statement 'Ecs' of trust would allow it if aws:SourceAccount were '{ACCOUNT}'",
    )
    unknown = _ask(_TASKS, guarded, others=OtherKeys.UNKNOWN)
    assert unknown.outcome is _UNDECIDED
    assert unknown.why == (
        f"statement 'Ecs' of trust hangs on whether aws:SourceAccount is '{ACCOUNT}', "
        "which the request does not say"
    )


def test_whoever_is_not_named_is_told_so() -> None:
    decision = _ask(_TASKS, {"Principal": {"AWS": ALICE}})

    assert decision.missing == (
        "statement number 1 of trust does not name ecs-tasks.amazonaws.com",
    )


def test_an_undecided_deny_beside_an_allow_is_undecided() -> None:
    deny = {
        "Effect": "Deny",
        "Principal": "*",
        "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
    }

    decision = _ask(
        Principal(aws=ALICE), {"Principal": {"AWS": ALICE}}, deny, others=OtherKeys.UNKNOWN
    )

    assert decision.outcome is _UNDECIDED


@pytest.mark.parametrize(
    ("principal", "asks", "adds"),
    [
        ({"AWS": ALICE}, ALICE, ""),
        (
            {"AWS": ACCOUNT},
            ALICE,
            f", which leaves it to account {ACCOUNT}: if their own policies allow it as well",
        ),
        ({"AWS": "*"}, ALICE, ", if their own policies allow it as well"),
        (
            {"AWS": ALICE.replace(ACCOUNT, _OTHER)},
            ALICE.replace(ACCOUNT, _OTHER),
            ", if their own policies allow it as well",
        ),
        ({"AWS": [ACCOUNT, ALICE]}, ALICE, ""),
    ],
)
def test_it_says_where_the_callers_own_policies_have_to_allow_too(
    principal: object, asks: str, adds: str
) -> None:
    decision = _ask(Principal(aws=asks), {"Principal": principal})

    assert decision.why == f"allowed by statement number 1 of trust{adds}"


@pytest.mark.parametrize(
    ("principal", "message"),
    [
        (Principal(), "exactly one of aws, service and federated"),
        (Principal(aws=ALICE, service="ec2.amazonaws.com"), "exactly one of"),
        (Principal(aws="alice"), "the ARN of a user, role, session or root, got 'alice'"),
    ],
)
def test_a_principal_that_is_none_is_refused(principal: Principal, message: str) -> None:
    with pytest.raises(AccessError, match=message):
        _ask(principal, {"Principal": {"AWS": ALICE}})
