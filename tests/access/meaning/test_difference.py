import re
from collections.abc import Callable
from typing import Any

import pytest

from access.meaning.difference import difference
from access.records import Policy, Role

MakeRole = Callable[..., Role]
_DATA = "arn:aws:s3:::data/*"
_GET, _PUT = "s3:GetObject", "s3:PutObject"


def _allow(action: object, resource: object = _DATA, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def _deny(action: object, resource: object = "*", **more: Any) -> dict[str, Any]:
    return {**_allow(action, resource, **more), "Effect": "Deny"}


def _lines(old: Role | None, new: Role | None) -> tuple[list[str], list[str]]:
    found = difference(old, new)
    return [one.short for one in found.gained], [one.short for one in found.lost]


def _trusts(*principals: object, **more: Any) -> dict[str, Any]:
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": one, **more}
            for one in principals
        ],
    }


_VPC = {"Condition": {"StringEquals": {"aws:SourceVpc": "vpc-1"}}}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([_allow("s3:GetObject"), _allow("sqs:*")], [_allow("SQS:*"), _allow(["s3:getobject"])]),
        (
            [_allow(["s3:GetObject", "s3:PutObject"])],
            [_allow("s3:PutObject"), _allow("s3:GetObject")],
        ),
        (
            [_allow("s3:GetObject", ["a", "b"])],
            [_allow("s3:GetObject", "b"), _allow("s3:GetObject", "a")],
        ),
        (
            [_allow("s3:Get*")],
            [_allow("s3:Get*", Sid="Named"), _allow("s3:GetObject", "arn:aws:s3:::data/x")],
        ),
        ([_allow("s3:*", "*")], [_allow("s3:*", "*"), _allow("s3:GetObject", **_VPC)]),
        ([_allow("s3:Get*"), _deny("s3:Get*")], []),
        ([_allow("s3:GetObject", ["a*", "aa"])], [_allow("s3:GetObject", ["a", "a?*"])]),
        (
            [{"Effect": "Allow", "NotAction": ["iam:*", "sts:*"], "Resource": "*"}],
            [
                {"Effect": "Allow", "NotAction": ["STS:*", "iam:*"], "Resource": ["*"]},
                _allow("s3:*"),
            ],
        ),
        (
            [{"Effect": "Allow", "Action": "s3:GetObject", "NotResource": ["b", "a"]}],
            [{"Effect": "Allow", "Action": "s3:GetObject", "NotResource": ["a", "b"]}],
        ),
        (
            [_allow("s3:GetObject"), _deny("s3:GetObject", "arn:aws:s3:::data/${*}")],
            [
                _allow("s3:GetObject"),
                _deny("s3:GetObject", "arn:aws:s3:::data/${*}"),
                _deny("sqs:*"),
            ],
        ),
    ],
)
def test_what_means_the_same_is_no_difference(
    make_role: MakeRole, old: list[Any], new: list[Any]
) -> None:
    assert _lines(make_role(*old), make_role(*new)) == ([], [])
    assert _lines(make_role(*new), make_role(*old)) == ([], [])


def test_a_wider_action_is_gained(make_role: MakeRole) -> None:
    old, new = (
        make_role(_allow("s3:GetObject")),
        make_role(_allow(["s3:GetObject", "s3:PutObject"])),
    )

    assert _lines(old, new) == ([f"may s3:PutObject on {_DATA}"], [])
    assert _lines(new, old) == ([], [f"may no longer s3:PutObject on {_DATA}"])


def test_a_pattern_is_named_where_it_was_gained_as_a_whole(make_role: MakeRole) -> None:
    old, new = make_role(_allow("s3:GetObject")), make_role(_allow("sqs:*"), _allow("s3:GetObjec*"))

    gained, lost = _lines(old, new)
    assert gained[1] == f"may sqs:* on {_DATA}"
    assert gained[0].startswith("may s3:GetObjectAcl, s3:GetObject")
    assert lost == []


def test_actions_that_aws_adds_later_are_gained(make_role: MakeRole) -> None:
    every = ["ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel"]
    every += ["ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel"]

    assert _lines(make_role(_allow(every)), make_role(_allow("ssmmessages:*"))) == (
        [f"may, of the actions that AWS adds later, ssmmessages:* on {_DATA}"],
        [],
    )


def test_an_action_that_aws_does_not_have_is_compared_as_it_stands(make_role: MakeRole) -> None:
    old, new = make_role(_allow("new:Fly")), make_role(_allow(["new:F*", "new:Swim"]))

    assert _lines(old, new) == ([f"may new:f*, new:swim on {_DATA}"], [])


def test_a_wider_resource_is_gained(make_role: MakeRole) -> None:
    old, new = make_role(_allow("s3:GetObject")), make_role(_allow("s3:GetObject", "*"))

    assert _lines(old, new) == (["may s3:GetObject on *"], [])
    assert _lines(new, old) == ([], ["may no longer s3:GetObject on *"])


def test_a_dropped_condition_is_gained_and_says_what_is_dropped(make_role: MakeRole) -> None:
    old, new = make_role(_allow("s3:GetObject", **_VPC)), make_role(_allow("s3:GetObject"))

    line = f"s3:GetObject on {_DATA}, without the condition aws:SourceVpc = vpc-1"
    assert _lines(old, new) == ([f"may {line}"], [])
    assert _lines(new, old) == ([], [f"may no longer {line}"])


def test_another_condition_is_gained_and_lost(make_role: MakeRole) -> None:
    other = {"Condition": {"StringEquals": {"aws:SourceVpc": "vpc-2"}}}
    gained, lost = _lines(
        make_role(_allow("s3:GetObject", **_VPC)), make_role(_allow("s3:GetObject", **other))
    )

    assert gained == [
        f"may s3:GetObject on {_DATA} if aws:SourceVpc = vpc-2, "
        "without the condition aws:SourceVpc = vpc-1"
    ]
    assert len(lost) == 1


def test_a_change_names_the_statement(make_role: MakeRole) -> None:
    (gained,) = difference(None, make_role(_allow("s3:GetObject", Sid="Read"))).gained[:1]

    assert str(gained) == f"may s3:GetObject on {_DATA} (statement 'Read' of App/Role/Policy)"


def test_each_statement_is_named_for_its_own_actions(make_role: MakeRole) -> None:
    new = make_role(_allow("s3:GetObject", Sid="One"), _allow("sqs:SendMessage", Sid="Two"))

    named = [one.statement.sid for one in difference(make_role(), new).gained if one.statement]
    assert named == ["One", "Two"]


def test_a_deny_that_is_gone_is_gained(make_role: MakeRole) -> None:
    old = make_role(_allow("s3:*"), _deny("s3:GetObject", "arn:aws:s3:::data/secret"))
    new = make_role(_allow("s3:*"))

    line = "s3:GetObject on arn:aws:s3:::data/secret"
    assert _lines(old, new) == ([f"is no longer denied {line}"], [])
    assert _lines(new, old) == ([], [f"is denied {line}"])


def test_a_deny_that_is_gone_shows_only_where_something_is_allowed(make_role: MakeRole) -> None:
    old = make_role(_allow("s3:GetObject"), _deny("sqs:*"), _deny("s3:GetObject", "other"))

    assert _lines(old, make_role(_allow("s3:GetObject"))) == ([], [])


def test_a_narrower_deny_is_gained(make_role: MakeRole) -> None:
    old = make_role(_allow("s3:GetObject"), _deny("s3:GetObject"))
    new = make_role(_allow("s3:GetObject"), _deny("s3:GetObject", "arn:aws:s3:::data/a"))

    assert _lines(old, new)[0] == [f"is no longer denied s3:GetObject on {_DATA}"]


def test_a_deny_on_a_condition_that_the_allow_excludes_does_not_count(make_role: MakeRole) -> None:
    only = {"Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}}
    deny = _deny("iam:PassRole", Condition={"StringNotEquals": only["Condition"]["StringEquals"]})

    assert _lines(
        make_role(_allow("iam:PassRole", **only), deny), make_role(_allow("iam:PassRole", **only))
    ) == ([], [])


def test_a_deny_that_a_variable_may_meet_counts(make_role: MakeRole) -> None:
    allow = _allow("s3:GetObject", "arn:aws:s3:::home/${aws:username}")
    old = make_role(allow, _deny("s3:GetObject", "arn:aws:s3:::home/bob"))

    assert len(_lines(old, make_role(allow))[0]) == 1


def test_what_the_boundary_does_not_allow_is_not_gained(make_role: MakeRole) -> None:
    limit = [_allow("s3:*", "*"), _deny("s3:Put*")]
    old = make_role(_allow("s3:GetObject"), boundary=limit)
    new = make_role(_allow(["s3:GetObject", "s3:PutObject", "sqs:*"]), boundary=limit)

    assert _lines(old, new) == ([], [])


def test_a_wider_boundary_is_gained(make_role: MakeRole) -> None:
    old = make_role(_allow("s3:*", "*"), boundary=[_allow("s3:Get*", "*")])
    new = make_role(
        _allow("s3:*", "*"),
        boundary=[_allow(["s3:GetObject", "s3:Get*"], "*"), _allow("s3:PutObject", "*")],
    )

    gained, lost = _lines(old, new)
    assert gained == [
        "may, as the boundary does not stop it any more, s3:PutObject on *",
        "is limited less by its boundary App/Limit",
    ]
    assert lost == []
    assert _lines(new, old)[0] == []


def test_a_boundary_that_is_gone_is_gained(make_role: MakeRole) -> None:
    old, new = make_role(_allow("s3:*"), boundary=[_allow("s3:*", "*")]), make_role(_allow("s3:*"))

    assert _lines(old, new) == (["is no longer limited by a boundary; it was App/Limit"], [])
    assert _lines(new, old) == ([], ["is limited by a boundary, which is App/Limit"])


def test_a_policy_that_nobody_knows_is_a_change_of_its_own(make_role: MakeRole) -> None:
    arn = "arn:aws:iam::aws:policy/Some"
    some = Policy(name="Some", where=arn, document=None, arn=arn)
    old, new = make_role(_allow("s3:*")), make_role(_allow("s3:*"), policies=(some,))

    line = f"do what {arn} allows, which is not known here"
    assert _lines(old, new) == ([f"may {line}"], [])
    assert _lines(new, old) == ([], [f"may no longer {line}"])
    assert _lines(new, new) == ([], [])


def test_a_boundary_that_nobody_knows_may_allow_more(make_role: MakeRole) -> None:
    unknown = Policy(name="Some", where="arn:limit", document=None, arn="arn:limit")
    known = make_role(_allow("s3:*", "*"), boundary=[_allow("s3:Get*", "*")])
    new = make_role(_allow("s3:*", "*"), boundary_policy=unknown)

    gained, lost = _lines(known, new)
    assert gained == [
        "may do what its boundary no longer stops: what arn:limit allows is not known here"
    ]
    assert (
        lost[0]
        == "may no longer do what its boundary stops: what arn:limit allows is not known here"
    )
    assert _lines(new, new) == ([], [])
    # Where there was none, a boundary takes away only.
    assert _lines(make_role(_allow("s3:*", "*")), new)[0] == []


def test_a_new_principal_is_gained(make_role: MakeRole) -> None:
    ecs, ec2 = {"Service": "ecs-tasks.amazonaws.com"}, {"Service": "ec2.amazonaws.com"}
    old, new = make_role(trust=_trusts(ecs)), make_role(trust=_trusts(ec2, ecs))

    assert _lines(old, new) == (["may be taken by ec2.amazonaws.com with sts:AssumeRole"], [])
    assert _lines(new, old) == (
        [],
        ["may no longer be taken by ec2.amazonaws.com with sts:AssumeRole"],
    )


def test_a_dropped_condition_of_a_trust_policy_is_gained(make_role: MakeRole) -> None:
    who = {"Service": "ecs-tasks.amazonaws.com"}
    guard = {"StringEquals": {"aws:SourceAccount": "111111111111"}}
    old, new = make_role(trust=_trusts(who, Condition=guard)), make_role(trust=_trusts(who))

    assert _lines(old, new) == (
        [
            "may be taken by ecs-tasks.amazonaws.com with sts:AssumeRole, "
            "without the condition aws:SourceAccount = 111111111111"
        ],
        [],
    )


def test_a_longer_time_is_gained(make_role: MakeRole) -> None:
    who = {"AWS": "arn:aws:iam::111111111111:user/a"}
    old, new = (
        make_role(
            trust=_trusts(who, Condition={"NumericLessThan": {"aws:MultiFactorAuthAge": age}})
        )
        for age in ("900", "3600")
    )

    assert len(_lines(old, new)[0]) == 1
    assert _lines(old, new)[1] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"AWS": "111111111111"}, {"AWS": ["arn:aws:iam::111111111111:root"]}),
        ({"AWS": "*"}, "*"),
        ({"AWS": ["a", "b"]}, {"AWS": ["b", "a"]}),
    ],
)
def test_a_principal_may_be_spelled_in_several_ways(
    make_role: MakeRole, old: object, new: object
) -> None:
    assert _lines(make_role(trust=_trusts(old)), make_role(trust=_trusts(new))) == ([], [])


def test_everybody_is_more_than_somebody(make_role: MakeRole) -> None:
    one = make_role(trust=_trusts({"AWS": "arn:aws:iam::111111111111:user/a"}))
    everybody = make_role(trust=_trusts("*"))

    assert _lines(one, everybody) == (["may be taken by everybody with sts:AssumeRole"], [])
    assert _lines(everybody, one)[0] == []


def test_an_account_is_not_its_user(make_role: MakeRole) -> None:
    user = make_role(trust=_trusts({"AWS": "arn:aws:iam::111111111111:user/a"}))
    account = make_role(trust=_trusts({"AWS": "111111111111"}))

    assert len(_lines(account, user)[0]) == len(_lines(user, account)[0]) == 1


def test_a_refusal_that_is_gone_from_a_trust_policy_is_gained(make_role: MakeRole) -> None:
    user = {"AWS": "arn:aws:iam::111111111111:user/a"}
    without = _trusts(user)
    refused = {
        "Effect": "Deny",
        "Action": "sts:*",
        "Principal": {"AWS": "111111111111"},
        "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}},
    }
    with_ = {**without, "Statement": [*without["Statement"], refused]}

    assert _lines(make_role(trust=with_), make_role(trust=without))[0] == [
        "is no longer refused when taken by arn:aws:iam::111111111111:user/a with sts:AssumeRole"
        " if aws:MultiFactorAuthPresent = false"
    ]


_ADA = "arn:aws:iam::111111111111:user/ada"
_ECS = "ecs-tasks.amazonaws.com"


def _trust(*statements: dict[str, Any]) -> dict[str, Any]:
    each = ({"Effect": "Allow", "Action": "sts:AssumeRole", **one} for one in statements)
    return {"Version": "2012-10-17", "Statement": list(each)}


def _takes(make_role: MakeRole, old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[str]:
    roles = (make_role(_allow(_GET), trust=_trust(*each)) for each in (old, new))
    return _lines(*roles)[0]


def test_a_refusal_on_a_condition_leaves_what_is_gained(make_role: MakeRole) -> None:
    service, ada = {"Principal": {"Service": _ECS}}, {"Principal": {"AWS": _ADA}}
    denied = {**ada, "Effect": "Deny"}

    assert _takes(make_role, [service], [service, ada, {**denied, **_VPC}]) == [
        f"may be taken by {_ADA} with sts:AssumeRole"
    ]
    assert _takes(make_role, [service], [service, ada, denied]) == []


def test_a_refusal_of_all_but_an_account_leaves_its_users(make_role: MakeRole) -> None:
    ada = {"Principal": {"AWS": _ADA}}
    others = {"Effect": "Deny", "NotPrincipal": {"AWS": ["111111111111", _ADA]}}

    assert _takes(make_role, [others], [others, ada]) != []


def test_a_refusal_that_is_gone_shows_for_all_whom_it_was_about(make_role: MakeRole) -> None:
    role = "arn:aws:iam::111111111111:role/ci"
    session = "arn:aws:sts::111111111111:assumed-role/ci/build"
    taker: dict[str, Any] = {"Principal": {"AWS": role}}
    service: dict[str, Any] = {"Principal": {"Service": _ECS}}

    for allowed, denied in ((taker, {"AWS": session}), (service, "*"), (taker, {"AWS": "*"})):
        before = [allowed, {"Effect": "Deny", "Principal": denied}]
        assert len(_takes(make_role, before, [allowed])) == 1
    here, there = ({"StringEquals": {"aws:SourceVpc": vpc}} for vpc in ("vpc-1", "vpc-2"))
    before = [{**taker, "Condition": here}, {**taker, "Effect": "Deny", "Condition": there}]
    assert _takes(make_role, before, before[:1]) == []


def test_an_old_version_has_no_variables(make_role: MakeRole) -> None:
    statement = _allow(_GET, "arn:aws:s3:::data/${aws:username}")
    old, new = (
        make_role(
            policies=(
                Policy(
                    name="P", where="P", document={"Version": version, "Statement": [statement]}
                ),
            )
        )
        for version in ("2012-10-17", "2008-10-17")
    )

    gained, lost = _lines(old, new)
    assert len(gained) == len(lost) == 1


def test_everybody_but_somebody_is_covered_by_the_same_only(make_role: MakeRole) -> None:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "NotPrincipal": {"AWS": "a"}}
    trust = {"Version": "2012-10-17", "Statement": [statement]}

    assert _lines(make_role(trust=trust), make_role(trust=trust)) == ([], [])
    assert _lines(make_role(trust=_trusts({"AWS": "b"})), make_role(trust=trust))[0] == [
        "may be taken by everybody but a with sts:AssumeRole"
    ]


def test_a_role_that_is_new_gains_all_that_it_may(make_role: MakeRole) -> None:
    gained, lost = _lines(None, make_role(_allow("s3:GetObject")))

    assert gained == [
        f"may s3:GetObject on {_DATA}",
        "may be taken by ecs-tasks.amazonaws.com with sts:AssumeRole",
    ]
    assert lost == []
    assert len(_lines(make_role(_allow("s3:GetObject")), None)[1]) == 2
    assert not difference(None, None)


def test_all_of_aws_is_one_line(make_role: MakeRole) -> None:
    gained, _ = _lines(make_role(_allow("s3:GetObject")), make_role(_allow("*", "*")))

    assert gained == ["may * on *"]


def test_all_of_aws_but_a_little_is_one_line_that_says_how_much(make_role: MakeRole) -> None:
    limit = [_allow("*", "*"), _deny("iam:*")]
    old, new = make_role(boundary=limit), make_role(_allow("*", "*"), boundary=limit)

    (line,) = _lines(old, new)[0]
    assert re.fullmatch(r"may \* \(2[0-9],[0-9]{3} of 2[0-9],[0-9]{3} actions\) on \*", line)
