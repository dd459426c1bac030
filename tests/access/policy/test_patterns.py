import time

import pytest

from access.policy.compiled_policy import compile_policy
from access.policy.decision import Outcome
from access.policy.evaluate import evaluate
from access.policy.request import OtherKeys
from tests.access.policy.asking import answer, policy, request

_ALLOWED, _DENIED, _UNDECIDED = Outcome.ALLOWED, Outcome.DENIED, Outcome.UNDECIDED
_TEAM = {"aws:PrincipalTag/team": ["red"]}


@pytest.mark.parametrize(
    ("element", "pattern", "outcome"),
    [
        ("Action", "S3:GETOBJECT", _ALLOWED),
        ("Action", "s3:*Object", _ALLOWED),
        ("Action", "s3:?etObject", _ALLOWED),
        ("Action", "*:GetObject", _ALLOWED),
        ("Action", "s?:Get*", _ALLOWED),
        ("Action", "*", _ALLOWED),
        ("Action", "s3:GetObjectAcl", _DENIED),
        ("Action", "s3:GetObjec", _DENIED),
        ("NotAction", "s3:Put*", _ALLOWED),
        ("NotAction", ["s3:Put*", "s3:get*"], _DENIED),
        ("Resource", "arn:aws:s3:::b/*", _ALLOWED),
        ("Resource", "arn:aws:s3:::B/*", _DENIED),
        ("Resource", "arn:aws:s3:*", _ALLOWED),
        ("Resource", "arn:aws:s3:::?/*/k", _ALLOWED),
        ("Resource", "arn:aws:s3:::b/red", _DENIED),
        ("Resource", ["arn:aws:s3:::c", "arn:aws:s3:::b/red/a:b/k"], _ALLOWED),
        ("NotResource", "arn:aws:s3:::c/*", _ALLOWED),
        ("NotResource", ["arn:aws:s3:::c/*", "arn:aws:s3:::b/*"], _DENIED),
    ],
)
def test_actions_and_resources_match_as_the_guide_says(
    element: str, pattern: object, outcome: Outcome
) -> None:
    asked = request(resource="arn:aws:s3:::b/red/a:b/k")

    assert evaluate(asked, policies=[policy({element: pattern})]).outcome is outcome


@pytest.mark.parametrize(
    ("pattern", "resource", "outcome"),
    [
        ("arn:aws:s3:::b/${aws:PrincipalTag/team}/*", "arn:aws:s3:::b/red/k", _ALLOWED),
        ("arn:aws:s3:::b/${AWS:principalTAG/TEAM}/*", "arn:aws:s3:::b/red/k", _ALLOWED),
        ("arn:aws:s3:::b/${aws:PrincipalTag/team}/*", "arn:aws:s3:::b/blue/k", _DENIED),
        ("arn:aws:s3:::b/${app:No, 'pub'}/*", "arn:aws:s3:::b/pub/k", _ALLOWED),
        ("arn:aws:s3:::b/${aws:PrincipalTag/team, 'pub'}/*", "arn:aws:s3:::b/pub/k", _DENIED),
        ("arn:aws:s3:::b/${app:No}*", "arn:aws:s3:::b/k", _DENIED),
        ("arn:aws:s3:::b/${*}", "arn:aws:s3:::b/k", _DENIED),
        ("arn:aws:s3:::b/${*}", "arn:aws:s3:::b/*", _ALLOWED),
        ("arn:aws:s3:::b/${?}${$}{x}", "arn:aws:s3:::b/?${x}", _ALLOWED),
        # Its characters are no wildcards.
        ("arn:aws:s3:::b/${app:Star}", "arn:aws:s3:::b/k", _DENIED),
        ("arn:aws:s3:::b/${app:Star}", "arn:aws:s3:::b/*", _ALLOWED),
        # A key with several values is no variable.
        ("arn:aws:s3:::b/${app:Two}", "arn:aws:s3:::b/a", _UNDECIDED),
        ("arn:aws:s3:::b/${app:Two}", "arn:aws:s3:::c/a", _DENIED),
    ],
)
def test_variables_stand_for_values_of_the_request(
    pattern: str, resource: str, outcome: Outcome
) -> None:
    asked = request(resource=resource, context={**_TEAM, "app:Star": ["*"], "app:Two": ["a", "b"]})

    assert evaluate(asked, policies=[policy({"Resource": pattern})]).outcome is outcome


def test_the_old_version_has_no_variables() -> None:
    old = policy({"Resource": "arn:aws:s3:::b/${aws:PrincipalTag/team}"}, version="2008-10-17")

    by_value = request(resource="arn:aws:s3:::b/red", context=_TEAM)
    by_text = request(resource="arn:aws:s3:::b/${aws:PrincipalTag/team}", context=_TEAM)
    assert evaluate(by_value, policies=[old]).outcome is _DENIED
    assert evaluate(by_text, policies=[old]).outcome is _ALLOWED


def test_a_policy_without_a_version_has_no_variables() -> None:
    statement = {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::${app:Key}"}
    old = compile_policy({"Statement": statement}, where="P")

    asked = request(resource="arn:aws:s3:::red", context={"app:Key": ["red"]})
    assert evaluate(asked, policies=[old]).outcome is _DENIED


def test_a_not_resource_whose_variable_has_no_value_is_open() -> None:
    deny = {"Effect": "Deny", "NotResource": "arn:aws:s3:::b/${aws:PrincipalTag/team}/*"}

    decision = evaluate(request(), policies=[policy({}, deny)])

    assert decision.outcome is _UNDECIDED


@pytest.mark.parametrize(
    ("operator", "wanted", "outcome"),
    [
        ("StringEquals", "${aws:PrincipalTag/team}", _ALLOWED),
        ("StringEquals", "r${*}", _DENIED),
        ("StringEquals", "${app:No}", _DENIED),
        ("StringNotEquals", "${app:No}", _ALLOWED),
        ("StringNotEquals", "${aws:PrincipalTag/team}", _DENIED),
        ("StringEqualsIgnoreCase", "${app:No, 'RED'}", _ALLOWED),
        ("StringLike", "${aws:PrincipalTag/team}*", _ALLOWED),
    ],
)
def test_variables_stand_in_conditions_on_texts(
    operator: str, wanted: str, outcome: Outcome
) -> None:
    assert answer({operator: {"app:Key": wanted}}, {**_TEAM, "app:Key": ["red"]}).outcome is outcome


def test_a_variable_stands_within_one_part_of_an_arn() -> None:
    condition = {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:${aws:PrincipalAccount}:topic"}}

    for account, outcome in (("111122223333", _ALLOWED), ("444455556666", _DENIED)):
        context: dict[str, list[str] | None] = {
            "aws:PrincipalAccount": [account],
            "aws:SourceArn": ["arn:aws:sns:eu-west-1:111122223333:topic"],
        }
        assert answer(condition, context).outcome is outcome


def test_a_variable_that_is_not_known_leaves_open_only_what_it_could_match() -> None:
    own = policy({"Action": "ssm:*", "Resource": "arn:aws:ssm:*:*:session/${aws:userid}-*"})

    def ask(resource: str) -> Outcome:
        asked = request("ssm:ResumeSession", resource, others=OtherKeys.UNKNOWN)
        return evaluate(asked, policies=[own]).outcome

    assert ask("arn:aws:ssm:eu-west-1:111122223333:session/AROA:x-01") is _UNDECIDED
    assert ask("arn:aws:ssm:eu-west-1:111122223333:document/x") is _DENIED


def test_many_wildcards_take_no_long_time() -> None:
    slow = policy({"Resource": "arn:aws:s3:::" + "a*" * 60 + "b"})
    started = time.process_time()

    assert evaluate(request(resource="arn:aws:s3:::" + "a" * 2000), policies=[slow]).missing
    assert time.process_time() - started < 1
