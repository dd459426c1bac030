"""The statements of the trust policies of people, as data and as IAM evaluates them."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from constructs_lib import Operators, SessionRules
from constructs_lib.people.trust import (
    permission_set_pattern,
    trust_external_accounts,
    trust_operators,
)

_ACCOUNT = "123456789012"
_IAM = f"arn:aws:iam::{_ACCOUNT}"
_SSO = f"{_IAM}:role/aws-reserved/sso.amazonaws.com"
_SUFFIX = "0123456789abcdef"
_ELSEWHERE = "Where they sign in."
_MFA = {
    "Bool": {"aws:MultiFactorAuthPresent": "true"},
    "NumericLessThan": {"aws:MultiFactorAuthAge": "3600"},
}


def _trust(
    operators: Operators, rules: SessionRules | None = None, **more: Any
) -> list[dict[str, Any]]:
    where = {"partition": "aws", "account": _ACCOUNT} | more
    return trust_operators(operators, rules or SessionRules(), **where)


def _is_let_in(
    trust: list[dict[str, Any]],
    caller: str,
    context: Mapping[str, object],
    *,
    region: str = "eu-west-1",
) -> bool:
    """Whether a trust policy accepts a caller, an ARN, as the emulator's IAM says."""
    from ministack.core.iam_evaluator import EvalContext, evaluate_trust_policy

    user = caller.rpartition("/")[2] if ":user/" in caller else ""
    document = {"Version": "2012-10-17", "Statement": trust}
    call = EvalContext(
        principal_arn=caller,
        principal_type="User" if user else "AssumedRole",
        principal_account=caller.split(":")[4],
        action="sts:AssumeRole",
        resource_arn=f"{_IAM}:role/ops",
        region=region,
        source_ip="203.0.113.7",
        service_context={key.lower(): value for key, value in context.items()},
    )
    filled = json.loads(json.dumps(document).replace("${aws:username}", user or "nobody's"))
    return bool(evaluate_trust_policy(filled, caller, call))


_ADA = f"{_IAM}:user/ada"
_NAMED = {"sts:SourceIdentity": "ada"}
_BY_THE_RULES: Mapping[str, object] = {
    "aws:MultiFactorAuthPresent": "true",
    "aws:MultiFactorAuthAge": "10",
    **_NAMED,
}


def test_users_come_with_mfa_of_the_last_hour_under_their_own_name() -> None:
    assert _trust(Operators(users=("ada", "arn:aws:iam::111122223333:user/people/bob"))) == [
        {
            "Effect": "Allow",
            "Principal": {"AWS": [_ADA, "arn:aws:iam::111122223333:user/people/bob"]},
            "Action": "sts:AssumeRole",
            "Condition": _MFA | {"StringEquals": {"sts:SourceIdentity": "${aws:username}"}},
        },
        {
            "Effect": "Allow",
            "Principal": {"AWS": [_ADA, "arn:aws:iam::111122223333:user/people/bob"]},
            "Action": "sts:SetSourceIdentity",
        },
    ]


@pytest.mark.parametrize(
    ("changes", "is_let_in"),
    [
        ({}, True),
        ({"aws:MultiFactorAuthAge": "3599"}, True),
        ({"aws:MultiFactorAuthAge": "3600"}, False),
        ({"aws:MultiFactorAuthAge": None}, False),
        ({"aws:MultiFactorAuthPresent": "false"}, False),
        # As with long-term keys, which BoolIfExists would let in.
        ({"aws:MultiFactorAuthPresent": None, "aws:MultiFactorAuthAge": None}, False),
        ({"sts:SourceIdentity": "bob"}, False),
        ({"sts:SourceIdentity": None}, False),
    ],
)
def test_a_user_is_let_in_by_the_rules_only(
    changes: dict[str, str | None], is_let_in: bool
) -> None:
    trust = _trust(Operators(users=("ada",)))

    assert _is_let_in(trust, _ADA, {**_BY_THE_RULES, **changes}) is is_let_in


def test_nobody_else_is_let_in_by_the_rules() -> None:
    trust = _trust(Operators(users=("ada",)))
    context = {**_BY_THE_RULES, "sts:SourceIdentity": "bob"}

    assert not _is_let_in(trust, f"{_IAM}:user/bob", context)
    assert not _is_let_in(trust, "arn:aws:iam::111122223333:user/ada", _BY_THE_RULES)


@pytest.mark.parametrize(
    ("operators", "rules"),
    [
        (Operators(users=("ada",)), SessionRules()),
        (
            Operators(
                users=("ada",),
                roles=("ops",),
                permission_sets=("Ops",),
                accounts=("111122223333",),
                principal_tags={"team": ("a",)},
            ),
            SessionRules(
                valid_from="2026-12-01T08:00:00Z",
                valid_until="2026-12-02T08:00:00Z",
                networks=("203.0.113.0/24",),
                session_tags={"ticket": ("*",)},
            ),
        ),
    ],
)
def test_no_condition_is_met_by_the_absence_of_its_key(
    operators: Operators, rules: SessionRules
) -> None:
    operations = {
        operation
        for statement in _trust(operators, rules, region="eu-west-1")
        for operation in statement.get("Condition", {})
    }

    assert operations
    assert not [one for one in operations if one.endswith("IfExists") or "Not" in one]
    # Met by a session without tags, so each tag is asked for beside it.
    assert {one for one in operations if ":" in one} <= {"ForAllValues:StringEquals"}


def test_the_age_of_mfa_is_in_seconds() -> None:
    (statement, _) = _trust(Operators(users=("ada",)), SessionRules(max_mfa_age_minutes=15))

    assert statement["Condition"]["NumericLessThan"] == {"aws:MultiFactorAuthAge": "900"}


def test_without_source_identity_the_session_has_the_name_of_the_user() -> None:
    assert _trust(Operators(users=("ada",)), SessionRules(source_identity=False)) == [
        {
            "Effect": "Allow",
            "Principal": {"AWS": _ADA},
            "Action": "sts:AssumeRole",
            "Condition": _MFA | {"StringEquals": {"sts:RoleSessionName": "${aws:username}"}},
        }
    ]


def test_without_mfa_the_name_is_still_asked_for() -> None:
    (statement, _) = _trust(Operators(users=("ada",)), SessionRules(mfa=False))

    assert statement["Condition"] == {"StringEquals": {"sts:SourceIdentity": "${aws:username}"}}


def test_roles_come_with_any_source_identity_and_without_mfa_that_they_cannot_have() -> None:
    operators = Operators(
        roles=("ops", "arn:aws:iam::111122223333:role/a/b"), mfa_elsewhere_because=_ELSEWHERE
    )
    roles = [f"{_IAM}:role/ops", "arn:aws:iam::111122223333:role/a/b"]

    trust = _trust(operators)

    assert trust == [
        {
            "Effect": "Allow",
            "Principal": {"AWS": roles},
            "Action": "sts:AssumeRole",
            "Condition": {"StringLike": {"sts:SourceIdentity": "?*"}},
        },
        {"Effect": "Allow", "Principal": {"AWS": roles}, "Action": "sts:SetSourceIdentity"},
    ]
    assert _is_let_in(trust, f"{_IAM}:role/ops", _NAMED)
    assert not _is_let_in(trust, f"{_IAM}:role/ops", {})
    assert not _is_let_in(trust, f"{_IAM}:role/ops2", _NAMED)


def test_permission_sets_come_by_the_arn_of_their_role() -> None:
    operators = Operators(permission_sets=("Ops", "Sec"), mfa_elsewhere_because=_ELSEWHERE)

    assert _trust(operators) == [
        {
            "Effect": "Allow",
            "Principal": {"AWS": f"{_IAM}:root"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringLike": {"sts:SourceIdentity": "?*"},
                "ArnLike": {
                    "aws:PrincipalArn": [
                        f"{_SSO}*/AWSReservedSSO_Ops_????????????????",
                        f"{_SSO}*/AWSReservedSSO_Sec_????????????????",
                    ]
                },
            },
        },
        {
            "Effect": "Allow",
            "Principal": {"AWS": f"{_IAM}:root"},
            "Action": "sts:SetSourceIdentity",
        },
    ]


@pytest.mark.parametrize(
    ("caller", "is_let_in"),
    [
        (f"{_SSO}/eu-west-1/AWSReservedSSO_Ops_{_SUFFIX}", True),
        # Identity Center in us-east-1 leaves the region out.
        (f"{_SSO}/AWSReservedSSO_Ops_{_SUFFIX}", True),
        (f"{_SSO}/eu-west-1/AWSReservedSSO_Ops_Admin_{_SUFFIX}", False),
        (f"{_SSO}/AWSReservedSSO_DevOps_{_SUFFIX}", False),
        (f"{_SSO}/AWSReservedSSO_Ops_{_SUFFIX}0", False),
        (f"{_IAM}:role/AWSReservedSSO_Ops_{_SUFFIX}", False),
        (f"{_IAM}:role/x/AWSReservedSSO_Ops_{_SUFFIX}", False),
        (f"{_SSO.replace(_ACCOUNT, '111122223333')}/AWSReservedSSO_Ops_{_SUFFIX}", False),
        (_ADA, False),
    ],
)
def test_a_permission_set_lets_in_its_own_role_only(caller: str, is_let_in: bool) -> None:
    trust = _trust(Operators(permission_sets=("Ops",), mfa_elsewhere_because=_ELSEWHERE))

    assert _is_let_in(trust, caller, _NAMED) is is_let_in


def test_accounts_let_in_whoever_carries_all_tags() -> None:
    operators = Operators(
        accounts=("111122223333", "444455556666"),
        principal_tags={"team": ("platform",), "level": ("2", "3")},
        mfa_elsewhere_because=_ELSEWHERE,
    )
    accounts = ["arn:aws:iam::111122223333:root", "arn:aws:iam::444455556666:root"]
    carol = "arn:aws:iam::111122223333:role/carol"
    named = {**_NAMED, "aws:PrincipalTag/team": "platform"}

    trust = _trust(operators, SessionRules(mfa=False))

    assert trust == [
        {
            "Effect": "Allow",
            "Principal": {"AWS": accounts},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringLike": {"sts:SourceIdentity": "?*"},
                "StringEquals": {
                    "aws:PrincipalTag/team": "platform",
                    "aws:PrincipalTag/level": ["2", "3"],
                },
            },
        },
        {"Effect": "Allow", "Principal": {"AWS": accounts}, "Action": "sts:SetSourceIdentity"},
    ]
    assert _is_let_in(trust, carol, {**named, "aws:PrincipalTag/level": "3"})
    assert not _is_let_in(trust, carol, {**named, "aws:PrincipalTag/level": "1"})
    assert not _is_let_in(trust, carol, named)


def test_of_those_in_accounts_users_have_to_show_mfa_here() -> None:
    operators = Operators(
        accounts=("111122223333",),
        principal_tags={"team": ("platform",)},
        mfa_elsewhere_because=_ELSEWHERE,
    )
    tagged = {"aws:PrincipalTag/team": "platform"}
    with_a_name = {"StringLike": {"sts:SourceIdentity": "?*"}}

    of_users, of_roles, _ = _trust(operators)

    assert of_users["Condition"] == {
        **with_a_name,
        **_MFA,
        "StringEquals": tagged | {"aws:PrincipalType": "User"},
    }
    assert of_roles["Condition"] == {
        **with_a_name,
        "StringEquals": tagged | {"aws:PrincipalType": "AssumedRole"},
    }


def test_the_root_of_an_account_is_never_let_in_without_naming_who() -> None:
    operators = Operators(
        users=("ada",),
        permission_sets=("Ops",),
        accounts=(_ACCOUNT, "111122223333"),
        principal_tags={"team": ("a",)},
        mfa_elsewhere_because=_ELSEWHERE,
    )

    of_root = [
        statement
        for statement in _trust(operators)
        if statement["Action"] == "sts:AssumeRole" and "root" in str(statement["Principal"])
    ]

    assert len(of_root) == 3
    for statement in of_root:
        assert "aws:Principal" in str(statement["Condition"])


def test_each_kind_of_taker_has_its_own_conditions_and_all_have_what_comes_along() -> None:
    operators = Operators(
        users=("ada",),
        roles=("ops",),
        permission_sets=("Ops",),
        accounts=(_ACCOUNT,),
        principal_tags={"team": ("a",)},
        mfa_elsewhere_because=_ELSEWHERE,
    )

    trust = _trust(operators, SessionRules(session_tags={"ticket": ("*",)}))

    assert ["Bool" in statement.get("Condition", {}) for statement in trust] == [
        *(True, False, False, True, False, False)
    ]
    assert trust[-1] == {
        "Effect": "Allow",
        "Principal": {"AWS": [_ADA, f"{_IAM}:role/ops", f"{_IAM}:root"]},
        "Action": ["sts:SetSourceIdentity", "sts:TagSession"],
    }


def test_times_networks_and_the_region_are_asked_of_everybody() -> None:
    operators = Operators(users=("ada",), roles=("ops",), mfa_elsewhere_because=_ELSEWHERE)
    rules = SessionRules(
        valid_from="2026-12-01T08:00:00Z",
        valid_until="2026-12-02T08:00:00Z",
        networks=("203.0.113.0/24", "198.51.100.0/24"),
    )
    common = {
        "DateGreaterThanEquals": {"aws:CurrentTime": "2026-12-01T08:00:00Z"},
        "DateLessThan": {"aws:CurrentTime": "2026-12-02T08:00:00Z"},
        "IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "198.51.100.0/24"]},
    }
    region = {"aws:RequestedRegion": "eu-west-1"}

    (of_users, of_roles, _) = _trust(operators, rules, region="eu-west-1")

    assert of_users["Condition"] == {
        **common,
        **_MFA,
        "StringEquals": region | {"sts:SourceIdentity": "${aws:username}"},
    }
    assert of_roles["Condition"] == {
        **common,
        "StringEquals": region,
        "StringLike": {"sts:SourceIdentity": "?*"},
    }


def test_the_region_is_asked_for_only_if_it_is_given() -> None:
    anywhere = _trust(Operators(users=("ada",)))
    here = _trust(Operators(users=("ada",)), region="eu-west-1")

    assert _is_let_in(anywhere, _ADA, _BY_THE_RULES, region="us-east-1")
    assert _is_let_in(here, _ADA, _BY_THE_RULES, region="eu-west-1")
    assert not _is_let_in(here, _ADA, _BY_THE_RULES, region="us-east-1")


@pytest.mark.parametrize(
    ("rules", "is_let_in"),
    [
        (SessionRules(valid_from="2020-01-01T00:00:00Z"), True),
        (SessionRules(valid_from="9999-01-01T00:00:00Z"), False),
        (SessionRules(valid_until="9999-01-01T00:00:00Z"), True),
        (SessionRules(valid_until="2020-01-01T00:00:00Z"), False),
        (SessionRules(networks=("203.0.113.0/24",)), True),
        (SessionRules(networks=("198.51.100.0/24",)), False),
    ],
)
def test_outside_the_times_and_networks_nobody_is_let_in(
    rules: SessionRules, is_let_in: bool
) -> None:
    trust = _trust(Operators(users=("ada",)), rules)

    assert _is_let_in(trust, _ADA, _BY_THE_RULES) is is_let_in


@pytest.mark.parametrize(
    ("tags", "is_let_in"),
    [
        ({"ticket": "OPS-1", "team": "a"}, True),
        ({"ticket": "OPS-1", "team": "c"}, False),
        ({"ticket": "", "team": "a"}, False),
        ({"ticket": "OPS-1"}, False),
        ({"ticket": "OPS-1", "team": "a", "admin": "yes"}, False),
        ({}, False),
    ],
)
def test_a_session_carries_exactly_the_tags_that_are_asked_for(
    tags: dict[str, str], is_let_in: bool
) -> None:
    rules = SessionRules(session_tags={"ticket": ("*",), "team": ("a", "b")})
    trust = _trust(Operators(users=("ada",)), rules)
    asked: dict[str, object] = {f"aws:RequestTag/{key}": value for key, value in tags.items()}
    if tags:
        asked["aws:TagKeys"] = list(tags)

    assert trust[0]["Condition"]["StringLike"] == {"aws:RequestTag/ticket": "?*"}
    assert trust[0]["Condition"]["ForAllValues:StringEquals"] == {"aws:TagKeys": ["ticket", "team"]}
    assert trust[1]["Action"] == ["sts:SetSourceIdentity", "sts:TagSession"]
    assert _is_let_in(trust, _ADA, {**_BY_THE_RULES, **asked}) is is_let_in


def test_other_accounts_come_with_the_external_id() -> None:
    trust = trust_external_accounts(
        ["111122223333"], external_id="agreed", organization_id=None, partition="aws"
    )

    assert trust == [
        {
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"sts:ExternalId": "agreed"}},
        }
    ]


def test_other_accounts_come_from_the_organisation_too_if_it_is_given() -> None:
    (statement,) = trust_external_accounts(
        ["111122223333"], external_id="agreed", organization_id="o-a1b2c3d4e5", partition="aws"
    )

    assert statement["Condition"] == {
        "StringEquals": {"sts:ExternalId": "agreed", "aws:PrincipalOrgID": "o-a1b2c3d4e5"}
    }


@pytest.mark.parametrize(
    ("account", "context", "is_let_in"),
    [
        ("111122223333", {"sts:ExternalId": "agreed"}, True),
        ("111122223333", {"sts:ExternalId": "Agreed"}, False),
        ("111122223333", {}, False),
        ("999999999999", {"sts:ExternalId": "agreed"}, False),
    ],
)
def test_other_accounts_are_let_in_with_their_external_id_only(
    account: str, context: dict[str, str], is_let_in: bool
) -> None:
    trust = trust_external_accounts(
        ["111122223333", "444455556666"],
        external_id="agreed",
        organization_id=None,
        partition="aws",
    )

    assert _is_let_in(trust, f"arn:aws:iam::{account}:role/anybody", context) is is_let_in


def test_arns_are_those_of_the_partition() -> None:
    operators = Operators(
        users=("ada",),
        roles=("ops",),
        permission_sets=("Ops",),
        accounts=("111122223333",),
        principal_tags={"team": ("a",)},
        mfa_elsewhere_because=_ELSEWHERE,
    )
    trust = [
        *_trust(operators, partition="aws-cn"),
        *trust_external_accounts(
            ["111122223333"], external_id="agreed", organization_id=None, partition="aws-cn"
        ),
    ]

    assert "arn:aws-cn:" in str(trust)
    assert "arn:aws:" not in str(trust)
    # Source: "Referencing permission sets" in the Identity Center guide for China.
    assert permission_set_pattern("arn:aws-cn:iam::123456789012", "Ops").startswith(
        "arn:aws-cn:iam::123456789012:role/aws-reserved/sso.amazonaws.com"
    )


def test_every_kind_of_taker_is_asked_for_times_networks_and_tags() -> None:
    operators = Operators(
        users=("ada",),
        roles=("ops",),
        permission_sets=("Ops",),
        accounts=("111122223333",),
        principal_tags={"team": ("platform",)},
        mfa_elsewhere_because=_ELSEWHERE,
    )
    rules = SessionRules(
        valid_from="2026-12-01T08:00:00Z",
        valid_until="2026-12-02T08:00:00Z",
        networks=("203.0.113.0/24",),
        session_tags={"ticket": ("*",)},
    )

    *takers, _ = _trust(operators, rules, region="eu-west-1")

    assert len(takers) == 5
    for condition in (statement["Condition"] for statement in takers):
        assert condition["DateGreaterThanEquals"] == {"aws:CurrentTime": rules.valid_from}
        assert condition["DateLessThan"] == {"aws:CurrentTime": rules.valid_until}
        assert condition["IpAddress"] == {"aws:SourceIp": "203.0.113.0/24"}
        assert condition["StringEquals"]["aws:RequestedRegion"] == "eu-west-1"
        assert condition["StringLike"]["aws:RequestTag/ticket"] == "?*"
        assert condition["ForAllValues:StringEquals"] == {"aws:TagKeys": "ticket"}
