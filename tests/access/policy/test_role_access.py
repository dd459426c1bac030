from typing import Any

import pytest

from access.access_error import AccessError
from access.policy.decision import Outcome
from access.policy.request import OtherKeys, Principal, Request
from access.policy.role_access import RoleAccess
from access.records import Call, Document, Policy, Role, RoleKind
from tests.access.policy.asking import ACCOUNT, ALICE, OBJECT, ROLE, document

_ALLOWED, _DENIED, _UNDECIDED = Outcome.ALLOWED, Outcome.DENIED, Outcome.UNDECIDED


def _role(
    *policies: Document | None, boundary: Document | None = None, trust: Document | None = None
) -> Role:
    trusted = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": ALICE}}
    return Role(
        id="App/Role",
        name="worker",
        arn=ROLE,
        account=ACCOUNT,
        region="eu-west-1",
        kind=RoleKind.TASK,
        trust=trust or {"Version": "2012-10-17", "Statement": [trusted]},
        policies=tuple(
            Policy(name=f"p{number}", where=f"App/Role/p{number}", document=one)
            for number, one in enumerate(policies)
        ),
        boundary=None
        if boundary is None
        else Policy(name="boundary", where="App/Boundary", document=boundary),
    )


def _outcome(
    statement: dict[str, Any], call: Call, *, other_keys: OtherKeys = OtherKeys.UNKNOWN
) -> Outcome:
    return RoleAccess(_role(document(statement))).may(call, other_keys=other_keys).outcome


@pytest.mark.parametrize(
    ("condition", "call", "outcome"),
    [
        ({"ArnEquals": {"aws:PrincipalArn": ROLE}}, Call(action="s3:GetObject"), _ALLOWED),
        ({"StringEquals": {"aws:PrincipalAccount": ACCOUNT}}, Call(action="s3:List"), _ALLOWED),
        ({"StringEquals": {"aws:PrincipalType": "User"}}, Call(action="s3:List"), _DENIED),
        ({"Bool": {"aws:PrincipalIsAWSService": "false"}}, Call(action="s3:List"), _ALLOWED),
        ({"StringLike": {"aws:username": "*"}}, Call(action="s3:List"), _DENIED),
        ({"StringEquals": {"aws:PrincipalTag/team": "x"}}, Call(action="s3:List"), _UNDECIDED),
        ({"Bool": {"aws:SecureTransport": "true"}}, Call(action="s3:List"), _UNDECIDED),
        ({"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}, Call(action="s3:Li"), _ALLOWED),
        (
            {"StringEquals": {"aws:RequestedRegion": "us-east-1"}},
            Call(action="ecs:Poll", resource=f"arn:aws:ecs:us-east-1:{ACCOUNT}:cluster/a"),
            _ALLOWED,
        ),
        ({"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}, Call(action="iam:Li"), _UNDECIDED),
        (
            {"StringEquals": {"aws:ResourceAccount": "444455556666"}},
            Call(action="ecs:Poll", resource="arn:aws:ecs:eu-west-1:444455556666:cluster/a"),
            _ALLOWED,
        ),
        ({"StringEquals": {"aws:ResourceAccount": ACCOUNT}}, Call(action="s3:List"), _UNDECIDED),
        # A wildcard is no region, and no account.
        (
            {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}},
            Call(action="ecs:Poll", resource="arn:aws:ecs:*:444455556666:cluster/a"),
            _ALLOWED,
        ),
        (
            {"StringNotEquals": {"aws:ResourceAccount": ACCOUNT}},
            Call(action="ecs:Poll", resource="arn:aws:ecs:eu-west-1:*:cluster/a"),
            _UNDECIDED,
        ),
        # What the call says counts.
        (
            {"StringEquals": {"aws:RequestedRegion": "us-east-1"}},
            Call(action="s3:List", context={"AWS:requestedregion": ["us-east-1"]}),
            _ALLOWED,
        ),
        (
            {"Null": {"aws:PrincipalArn": "true"}},
            Call(action="s3:List", context={"aws:PrincipalArn": None}),
            _ALLOWED,
        ),
    ],
)
def test_a_session_of_the_role_has_its_keys(
    condition: dict[str, Any], call: Call, outcome: Outcome
) -> None:
    assert _outcome({"Action": "*", "Condition": condition}, call) is outcome


def test_which_region_is_called_may_be_left_open() -> None:
    condition = {"StringEquals": {"aws:RequestedRegion": "us-east-1"}}
    access = RoleAccess(_role(document({"Action": "*", "Condition": condition})))
    cluster = f"arn:aws:ecs:eu-west-1:{ACCOUNT}:cluster/a"

    def outcome(call: Call) -> Outcome:
        return access.may(call, in_any_region=True).outcome

    assert outcome(Call(action="s3:List")) is _UNDECIDED
    assert outcome(Call(action="ecs:Poll", resource=cluster)) is _DENIED


def test_other_keys_can_be_absent() -> None:
    statement = {"Condition": {"Null": {"aws:SourceVpc": "true"}}}

    assert _outcome(statement, Call(action="s3:List")) is _UNDECIDED
    assert _outcome(statement, Call(action="s3:List"), other_keys=OtherKeys.ABSENT) is _ALLOWED


def test_the_boundary_limits_the_role() -> None:
    only_ecs = document({"Action": "ecs:*"})

    decision = RoleAccess(_role(document({}), boundary=only_ecs)).may(
        Call(action="s3:GetObject", resource=OBJECT)
    )

    assert decision.outcome is _DENIED
    assert decision.why == "the boundary App/Boundary does not allow it"


def test_a_policy_without_text_leaves_it_undecided() -> None:
    decision = RoleAccess(_role(document({}), None)).may(Call(action="s3:GetObject"))

    assert decision.outcome is _UNDECIDED
    assert decision.why == "the text of App/Role/p1 is not known here"


def test_it_says_who_may_take_the_role() -> None:
    role = RoleAccess(_role())

    def ask(arn: str) -> Outcome:
        request = Request(action="sts:AssumeRole", principal=Principal(aws=arn))
        return role.may_be_taken(request).outcome

    assert ask(ALICE) is _ALLOWED
    assert ask(ALICE.replace("alice", "bob")) is _DENIED


def test_a_policy_that_cannot_be_read_is_named() -> None:
    with pytest.raises(AccessError, match=r"^App/Role/p0, statement 1, Effect: expected 'Allow'"):
        RoleAccess(_role(document({"Effect": "Alow"})))
    with pytest.raises(AccessError, match=r"^trust policy of App/Role: expected a trust policy"):
        RoleAccess(_role(trust=["x"]))  # type: ignore[arg-type]
