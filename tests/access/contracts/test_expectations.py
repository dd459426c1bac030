"""What the configuration says that a role has to allow and to deny."""

from dataclasses import replace

import pytest

from access.contracts.check import check_contracts
from access.contracts.violation import Violation
from access.records import Call, Contract, Policy, Role, RoleKind
from tests.access.contracts.sample_roles import allow, deny, inventory, policy, role

_READ = Call(action="s3:GetObject", resource="arn:aws:s3:::reports/today")
_LIST = Call(action="s3:ListBucket", resource="arn:aws:s3:::reports")
_UNKNOWN = Policy(name="theirs", where="arn:theirs", document=None, arn="arn:theirs")


def _role(*statements: dict[str, object]) -> Role:
    return role(RoleKind.TASK, *statements)


def _must(one: Role, *, allow: tuple[Call, ...] = (), deny: tuple[Call, ...] = ()) -> Role:
    return replace(one, contract=Contract(must_allow=allow, must_deny=deny))


def _found(one: Role) -> list[tuple[str, str]]:
    return [(found.rule, found.severity.value) for found in check_contracts(inventory(one))]


def _only(one: Role) -> Violation:
    (violation,) = check_contracts(inventory(one))
    return violation


def test_a_role_that_does_what_is_said_breaks_nothing() -> None:
    one = _role(allow("s3:GetObject", "arn:aws:s3:::reports/*"))

    assert _found(_must(one, allow=(_READ,), deny=(_LIST,))) == []


def test_what_is_not_allowed_is_found_with_what_is_missing() -> None:
    violation = _only(_must(_role(allow("s3:GetObject", "arn:aws:s3:::other/*")), allow=(_READ,)))

    assert violation.rule == "must-allow"
    assert violation.what == (
        "must allow s3:GetObject on arn:aws:s3:::reports/today, says must_allow, but it is denied: "
        "no statement allows it"
    )
    assert "arn:aws:s3:::other/*" in violation.fix


def test_what_the_boundary_stops_is_found() -> None:
    one = _role(allow("s3:GetObject"))
    bounded = replace(one, boundary=policy(allow("ecs:*"), where="Boundary"))

    assert "Boundary" in _only(_must(bounded, allow=(_READ,))).what

    denied = policy(allow("*"), deny("s3:*"), where="Boundary")
    violation = _only(_must(replace(one, boundary=denied), allow=(_READ,)))
    assert violation.statement_json == '{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}'


def test_what_is_not_denied_is_found_with_the_statement() -> None:
    violation = _only(_must(_role(allow("s3:Get*")), deny=(_READ,)))

    assert violation.rule == "must-deny"
    assert violation.what.endswith(
        "says must_deny, but it is allowed: allowed by statement number 1 of Stack/It/Policy"
    )
    assert violation.statement_json == '{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}'


@pytest.mark.parametrize("field", ["must_allow", "must_deny"])
def test_what_hangs_on_a_key_breaks_it_and_says_how_to_give_the_key(field: str) -> None:
    one = _role(allow("s3:ListBucket", Condition={"StringLike": {"s3:prefix": "daily/*"}}))
    calls = (_LIST,)
    violation = _only(_must(one, allow=calls) if field == "must_allow" else _must(one, deny=calls))

    assert "it cannot be decided" in violation.what
    assert "s3:prefix" in violation.what
    assert "context=" in violation.fix
    assert violation.severity.value == "error"


def test_the_context_of_the_call_decides() -> None:
    one = _role(allow("s3:ListBucket", Condition={"StringLike": {"s3:prefix": "daily/*"}}))
    inside = replace(_LIST, context={"s3:prefix": ("daily/1",)})
    outside = replace(_LIST, context={"s3:prefix": ("other/",)})
    without = replace(_LIST, context={"s3:prefix": None})

    assert _found(_must(one, allow=(inside,), deny=(outside, without))) == []
    violation = _only(_must(one, allow=(outside,)))
    assert "s3:ListBucket on arn:aws:s3:::reports with s3:prefix = other/" in violation.what
    assert "with no s3:prefix" in _only(_must(one, allow=(without,))).what


def test_a_role_may_call_another_region_than_its_own() -> None:
    there = {"StringEquals": {"aws:RequestedRegion": "us-east-1"}}
    one = _role(allow("s3:GetObject", Condition=there))
    here = replace(_READ, context={"aws:RequestedRegion": ("eu-west-1",)})

    assert _found(_must(one, deny=(_READ,))) == [("must-deny", "error")]
    assert _found(_must(one, deny=(here,))) == []


def test_what_hangs_on_a_policy_that_is_not_known_is_broken() -> None:
    one = _role(allow("s3:ListBucket"))
    both = replace(one, policies=(*one.policies, _UNKNOWN))
    open_ = ("known-policies", "error")

    assert _found(_must(both, allow=(_READ,))) == [("must-allow", "error"), open_]
    assert _found(_must(both, allow=(_LIST,), deny=(_READ,))) == [open_]
    assert _found(_must(both, deny=(_LIST,))) == [("must-deny", "error"), open_]


def test_who_answers_for_a_policy_that_is_not_known_answers_for_what_it_may_allow() -> None:
    one = _role(allow("s3:ListBucket"), deny("s3:PutObject"))
    reasons = {"ecs-iam-roles::known-policies": "It reads."}
    both = replace(one, policies=(*one.policies, _UNKNOWN), reasons=reasons)
    put = Call(action="s3:PutObject", resource=_READ.resource)
    accepted = ("known-policies", "error")

    assert _found(_must(both, allow=(_READ,))) == [accepted]
    assert _found(_must(both, allow=(put,))) == [("must-allow", "error"), accepted]
    assert _found(_must(replace(both, policies=one.policies), allow=(_READ,))) == [
        ("must-allow", "error")
    ]


def test_what_a_policy_that_is_not_known_may_allow_names_the_policy() -> None:
    one = _role(deny("s3:PutObject"))
    both = replace(one, policies=(*one.policies, _UNKNOWN))
    denied = Call(action="s3:PutObject", resource=_READ.resource)

    found = check_contracts(inventory(_must(both, allow=(_READ, denied))))

    assert [(one.rule, one.severity.value) for one in found] == [
        ("must-allow", "error"),
        ("must-allow", "error"),
        ("known-policies", "error"),
    ]
    assert "see that it is allowed by arn:theirs, and accept known-policies" in found[0].fix
    assert "known-policies" not in found[1].fix


def test_a_boundary_that_is_not_known_leaves_open_what_is_allowed() -> None:
    one = replace(_role(allow("s3:GetObject")), boundary=_UNKNOWN)

    assert _found(_must(one, allow=(_READ,))) == [("known-boundary", "error")]
    assert _found(_must(one, allow=(_LIST,)))[0] == ("must-allow", "error")
    assert _found(_must(one, deny=(_LIST,))) == []


def test_what_hangs_on_a_key_too_is_no_mere_warning() -> None:
    condition = {"StringLike": {"s3:prefix": "daily/*"}}
    one = _role(allow("s3:ListBucket", Condition=condition), deny("ecs:*"))
    both = replace(one, policies=(*one.policies, _UNKNOWN))

    assert _found(_must(both, allow=(_LIST,)))[0] == ("must-allow", "error")


def test_the_owner_of_a_role_from_outside_may_have_allowed_more() -> None:
    one = replace(_role(allow("s3:ListBucket")), is_from_outside=True)
    both = replace(one, policies=(*one.policies, _UNKNOWN))

    assert _found(both) == [("known-policies", "warning")]
    assert _found(_must(one, allow=(_READ,))) == [("must-allow", "warning")]
    assert _found(_must(one, deny=(_LIST,))) == [("must-deny", "error")]
