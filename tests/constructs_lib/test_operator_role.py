from typing import Any

import pytest
from aws_cdk import App, Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from aws_cdk.assertions import Template
from cdk_nag import AwsSolutionsChecks

from constructs_lib import (
    ConfigurationError,
    OperatorAccess,
    OperatorRole,
    Operators,
    PassedRole,
    Permission,
    RoleShape,
    SessionRules,
)

_ADA = Operators(users=("ada",))
_READ_ONLY, _BREAK_GLASS = OperatorAccess.READ_ONLY, OperatorAccess.BREAK_GLASS
_LISTS = Permission(actions=("s3:ListAllMyBuckets",), resources=("*",))
_UNTIL = "2026-12-02T08:00:00Z"


def _role(stack: Stack) -> dict[str, Any]:
    (role,) = Template.from_stack(stack).find_resources("AWS::IAM::Role").values()
    properties: dict[str, Any] = role["Properties"]
    return properties


def _trust(stack: Stack) -> list[dict[str, Any]]:
    statements: list[dict[str, Any]] = _role(stack)["AssumeRolePolicyDocument"]["Statement"]
    return statements


def _statements(stack: Stack) -> list[dict[str, Any]]:
    (policy,) = Template.from_stack(stack).find_resources("AWS::IAM::ManagedPolicy").values()
    statements: list[dict[str, Any]] = policy["Properties"]["PolicyDocument"]["Statement"]
    return statements


def _operator(stack: Stack, **props: Any) -> OperatorRole:
    return OperatorRole(stack, "Operator", **({"operators": _ADA} | props))


def _passed(stack: Stack) -> PassedRole:
    role = iam.Role.from_role_arn(stack, "Task", "arn:aws:iam::123456789012:role/task")
    return PassedRole(role=role, service="ecs-tasks.amazonaws.com")


@pytest.mark.parametrize("has_flags", [True, False])
def test_by_default_users_come_with_mfa_under_their_name_for_an_hour(
    cdk_context: dict[str, Any], has_flags: bool
) -> None:
    env = {"account": "123456789012", "region": "eu-west-1"}
    context = cdk_context | {"@aws-cdk/aws-iam:minimizePolicies": has_flags}
    stack = Stack(App(context=context), "Test", env=env)
    users = ["arn:aws:iam::123456789012:user/ada", "arn:aws:iam::123456789012:user/bob"]

    operator = _operator(stack, operators=Operators(users=("ada", "bob")))

    assert operator.rules == SessionRules()
    assert _role(stack) == {
        "AssumeRolePolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": users},
                    "Action": "sts:AssumeRole",
                    "Condition": {
                        "Bool": {"aws:MultiFactorAuthPresent": "true"},
                        "NumericLessThan": {"aws:MultiFactorAuthAge": "3600"},
                        "StringEquals": {"sts:SourceIdentity": "${aws:username}"},
                    },
                },
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": users},
                    "Action": "sts:SetSourceIdentity",
                },
            ],
        },
        "Description": "Operator role: what people may do for a while.",
        "MaxSessionDuration": 3600,
    }


def test_each_kind_of_taker_is_in_a_statement_of_its_own(stack: Stack) -> None:
    operators = Operators(
        users=("ada",),
        roles=("ops",),
        permission_sets=("Ops",),
        accounts=("111122223333",),
        principal_tags={"team": ("platform",)},
        mfa_elsewhere_because="The company's sign-in asks for it.",
    )
    iam_of, any_name = "arn:aws:iam::123456789012", {"sts:SourceIdentity": "?*"}

    _operator(stack, operators=operators, rules=SessionRules(max_mfa_age_minutes=5))

    *assumes, along = _trust(stack)
    assert [(one["Principal"]["AWS"], one["Condition"]) for one in assumes] == [
        (
            f"{iam_of}:user/ada",
            {
                "Bool": {"aws:MultiFactorAuthPresent": "true"},
                "NumericLessThan": {"aws:MultiFactorAuthAge": "300"},
                "StringEquals": {"sts:SourceIdentity": "${aws:username}"},
            },
        ),
        (f"{iam_of}:role/ops", {"StringLike": any_name}),
        (
            f"{iam_of}:root",
            {
                "StringLike": any_name,
                "ArnLike": {
                    "aws:PrincipalArn": f"{iam_of}:role/aws-reserved/sso.amazonaws.com*"
                    "/AWSReservedSSO_Ops_????????????????"
                },
            },
        ),
        (
            "arn:aws:iam::111122223333:root",
            {
                "StringLike": any_name,
                "StringEquals": {
                    "aws:PrincipalTag/team": "platform",
                    "aws:PrincipalType": "User",
                },
                "Bool": {"aws:MultiFactorAuthPresent": "true"},
                "NumericLessThan": {"aws:MultiFactorAuthAge": "300"},
            },
        ),
        (
            "arn:aws:iam::111122223333:root",
            {
                "StringLike": any_name,
                "StringEquals": {
                    "aws:PrincipalTag/team": "platform",
                    "aws:PrincipalType": "AssumedRole",
                },
            },
        ),
    ]
    assert along["Action"] == "sts:SetSourceIdentity"
    assert "Condition" not in along


def test_arns_are_those_of_the_partition(cdk_context: dict[str, Any]) -> None:
    env = {"account": "123456789012", "region": "cn-north-1"}
    stack = Stack(App(context=cdk_context), "Test", env=env)
    hosts = iam.Role.from_role_arn(stack, "Hosts", "arn:aws-cn:iam::123456789012:role/hosts")

    _operator(
        stack,
        access=_BREAK_GLASS,
        cluster_name="prod",
        log_groups=["/ecs/*"],
        passed_roles=[PassedRole(role=hosts, service="ec2.amazonaws.com")],
    )

    assert "arn:aws-cn:" in str(_trust(stack))
    assert "arn:aws:" not in str(_trust(stack)) + str(_statements(stack))


def test_the_longest_session_is_that_of_the_rules(stack: Stack) -> None:
    _operator(stack, rules=SessionRules(session_hours=12))

    assert _role(stack)["MaxSessionDuration"] == 43200


def test_without_access_and_permissions_it_may_do_nothing(stack: Stack) -> None:
    _operator(stack)

    Template.from_stack(stack).resource_count_is("AWS::IAM::ManagedPolicy", 0)
    Template.from_stack(stack).resource_count_is("AWS::Events::Rule", 0)


def test_does_what_its_permissions_say(stack: Stack) -> None:
    _operator(stack, permissions=[_LISTS])

    assert _statements(stack) == [
        {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}
    ]


@pytest.mark.parametrize("has_region", [True, False])
@pytest.mark.parametrize("access", OperatorAccess)
def test_the_checks_of_iam_accept_all_that_each_access_allows(
    cdk_context: dict[str, Any], access: OperatorAccess, has_region: bool
) -> None:
    env = {"account": "123456789012", "region": "eu-west-1"} if has_region else None
    stack = Stack(App(context=cdk_context), "Test", env=env)
    only: dict[str, Any] = {"passed_roles": [_passed(stack)]}

    _operator(
        stack,
        access=access,
        cluster_name="prod",
        log_groups=["/ecs/prod/*", "audit"],
        rules=SessionRules(valid_until=_UNTIL),
        **(only if access is _BREAK_GLASS else {}),
    )

    # Synthesis runs the checks.
    assert {one["Sid"] for one in _statements(stack) if "Sid" in one} >= {"ReadCluster", "End"}


def test_reads_the_one_cluster_and_the_log_groups_that_are_named(stack: Stack) -> None:
    _operator(stack, access=_READ_ONLY, cluster_name="prod", log_groups=["/ecs/prod/*"])

    by_sid = {one["Sid"]: one for one in _statements(stack)}
    logs = "arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/prod/*"
    assert set(by_sid) == {
        *("ReadCluster", "ReadMembers", "FindMembers", "ReadDefinitionsAndHosts"),
        *("ReadLogs", "FindLogs"),
    }
    assert by_sid["ReadCluster"]["Resource"] == "arn:aws:ecs:eu-west-1:123456789012:cluster/prod"
    assert by_sid["ReadLogs"]["Resource"] == [logs, f"{logs}:*"]


def test_break_glass_reads_repairs_and_hands_on_the_roles_that_are_named(stack: Stack) -> None:
    _operator(
        stack,
        access=_BREAK_GLASS,
        cluster_name="prod",
        passed_roles=[_passed(stack)],
    )

    statements = _statements(stack)
    assert {one["Sid"] for one in statements if "Sid" in one} == {
        *("ReadCluster", "ReadMembers", "FindMembers", "ReadDefinitionsAndHosts"),
        *("RepairServices", "RunTasks", "StopTasks", "EnterTasks", "DrainHosts", "ReplaceHosts"),
        *("EnterHosts", "OpenShellsOnly", "OpenOwnChannels", "EndOwnSessions"),
    }
    assert [one for one in statements if one["Action"] == "iam:PassRole"] == [
        {
            "Effect": "Allow",
            "Action": "iam:PassRole",
            "Resource": "arn:aws:iam::123456789012:role/task",
            "Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
        }
    ]


def test_the_end_also_ends_sessions_that_are_open(stack: Stack) -> None:
    _operator(stack, rules=SessionRules(valid_until=_UNTIL), permissions=[_LISTS])

    assert _trust(stack)[0]["Condition"]["DateLessThan"] == {"aws:CurrentTime": _UNTIL}
    assert [one for one in _statements(stack) if one["Effect"] == "Deny"] == [
        {
            "Sid": "End",
            "Effect": "Deny",
            "Action": "*",
            "Resource": "*",
            "Condition": {"DateGreaterThanEquals": {"aws:CurrentTime": _UNTIL}},
        }
    ]


def test_without_an_end_nothing_is_denied(stack: Stack) -> None:
    _operator(stack, permissions=[_LISTS])

    assert [one["Effect"] for one in _statements(stack)] == ["Allow"]


def test_an_end_explains_no_wildcard_of_a_permission(stack: Stack) -> None:
    _operator(stack, rules=SessionRules(valid_until=_UNTIL), permissions=[_LISTS])

    found = [one.rule_name for one in AwsSolutionsChecks().validate_scope(stack).violations]
    assert found == ["AwsSolutions-IAM5[Resource::*]"]


def test_the_wildcards_of_each_access_are_explained(stack: Stack) -> None:
    _operator(
        stack,
        access=_BREAK_GLASS,
        cluster_name="prod",
        log_groups=["/ecs/*"],
        rules=SessionRules(valid_until=_UNTIL),
    )

    assert AwsSolutionsChecks().validate_scope(stack).violations == []


def test_an_alarm_tells_of_its_use_and_keeps_it_in_the_region(stack: Stack) -> None:
    operator = _operator(stack, alarm_topic=sns.Topic(stack, "Topic"))

    Template.from_stack(stack).has_resource_properties(
        "AWS::Events::Rule",
        {
            "EventPattern": {
                "detail": {
                    "requestParameters": {"roleArn": [stack.resolve(operator.role.role_arn)]}
                }
            }
        },
    )
    assert _trust(stack)[0]["Condition"]["StringEquals"] == {
        "aws:RequestedRegion": "eu-west-1",
        "sts:SourceIdentity": "${aws:username}",
    }


def test_the_region_of_an_alarm_can_be_left_to_deployment(cdk_context: dict[str, Any]) -> None:
    stack = Stack(App(context=cdk_context), "Anywhere")

    _operator(stack, alarm_topic=sns.Topic(stack, "Topic"))

    region = _trust(stack)[0]["Condition"]["StringEquals"]["aws:RequestedRegion"]
    assert region == {"Ref": "AWS::Region"}


def test_without_an_alarm_it_can_be_taken_from_any_region(stack: Stack) -> None:
    _operator(stack, access=_BREAK_GLASS, cluster_name="prod")

    assert "aws:RequestedRegion" not in str(_trust(stack))


def test_is_itself_a_grantee(stack: Stack) -> None:
    operator = _operator(stack)

    s3.Bucket(stack, "Dumps").grant_read(operator)

    Template.from_stack(stack).has_resource_properties(
        "AWS::IAM::Policy", {"Roles": [stack.resolve(operator.role.role_name)]}
    )


def test_its_shape_is_that_of_the_user(stack: Stack) -> None:
    _operator(stack, shape=RoleShape(name="on-call", path="/operators/", description="Repairs."))

    role = _role(stack)
    assert (role["RoleName"], role["Path"], role["Description"]) == (
        "on-call",
        "/operators/",
        "Repairs.",
    )


def test_a_team_fits_into_a_trust_policy(stack: Stack) -> None:
    users = tuple(f"firstname.lastname{number}" for number in range(12))

    _operator(stack, operators=Operators(users=users), alarm_topic=sns.Topic(stack, "Topic"))

    assert len(_trust(stack)[0]["Principal"]["AWS"]) == 12


def test_more_users_than_a_trust_policy_holds_are_refused(stack: Stack) -> None:
    users = tuple(f"firstname.lastname{number}" for number in range(30))
    _operator(stack, operators=Operators(users=users))

    with pytest.raises(
        RuntimeError,
        match=r"Test/Operator/Role: size of a trust policy: expected up to 2048 characters "
        r"\(trust fewer principals, or a role that they share\), got \d{4}",
    ):
        Template.from_stack(stack)


@pytest.mark.parametrize(
    ("props", "message"),
    [
        ({"operators": None}, r"operators: expected Operators\(\.\.\.\), got None"),
        ({"operators": ("ada",)}, r"operators: expected Operators\(\.\.\.\), got \('ada',\)"),
        ({"operators": Operators()}, r"operators\.users: expected at least one user here, or on"),
        (
            {"operators": Operators(users=("*",))},
            r"operators\.users\[0\]: expected the name of one IAM user",
        ),
        (
            {"operators": Operators(accounts=("123456789012",))},
            r"operators\.principal_tags: expected the tags of those who are let in",
        ),
        (
            {"operators": Operators(roles=("ops",))},
            r"rules\.mfa: expected mfa_elsewhere_because in operators",
        ),
        ({"rules": {}}, r"rules: expected SessionRules\(\.\.\.\), got \{\}"),
        ({"rules": SessionRules(session_hours=13)}, r"rules\.session_hours: expected 1 to 12"),
        (
            {"shape": RoleShape(max_session=Duration.hours(2))},
            r"shape\.max_session: expected none \(say it in session_hours\), got '2 hours'",
        ),
        (
            {"access": "read-only", "cluster_name": "prod"},
            r"access: expected OperatorAccess\.READ_ONLY or OperatorAccess\.BREAK_GLASS, got 'r",
        ),
        (
            {"access": _READ_ONLY},
            r"cluster_name: expected both access and cluster_name, or neither, got None",
        ),
        (
            {"cluster_name": "prod"},
            r"access: expected both access and cluster_name, or neither, got None",
        ),
        ({"access": _READ_ONLY, "cluster_name": "*"}, r"cluster_name: expected 1 to 255 letters"),
        ({"log_groups": ["/ecs/*"]}, r"log_groups: expected none without access, got '1 of them'"),
        (
            {"access": _READ_ONLY, "cluster_name": "prod", "log_groups": "/ecs/*"},
            r"log_groups: expected a list of names, got '/ecs/\*'",
        ),
        (
            {"access": _READ_ONLY, "cluster_name": "prod", "log_groups": ["audit", "*"]},
            r"log_groups\[1\]: expected a name, or the beginning of names and '\*', as in '/ecs",
        ),
        (
            {"access": _READ_ONLY, "cluster_name": "prod", "log_groups": ["a*b"]},
            r"log_groups\[0\]: expected a name, or the beginning of names",
        ),
        (
            {"permissions": [_LISTS, Permission(actions=("s3:ListBuckts",), resources=("*",))]},
            r"permissions\[1\]\.actions: expected an action of s3",
        ),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_what_could_not_work_or_lets_in_everybody_is_refused(
    stack: Stack, props: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigurationError, match=rf"^Test/Operator\.{message}"):
        _operator(stack, **props)


def test_roles_to_hand_on_are_refused_without_break_glass(stack: Stack) -> None:
    with pytest.raises(
        ConfigurationError, match=r"passed_roles: expected none without BREAK_GLASS, got '1 of t"
    ):
        _operator(stack, access=_READ_ONLY, cluster_name="prod", passed_roles=[_passed(stack)])


def test_a_permission_that_the_table_does_not_know_can_be_accepted(stack: Stack) -> None:
    new = Permission(
        actions=("ecs:RepairEverything",),
        resources=("*",),
        unchecked_because="It is new.",
        wildcards_because="It takes no resource.",
    )

    _operator(stack, permissions=[new])

    assert _statements(stack)[0]["Action"] == "ecs:RepairEverything"
    assert AwsSolutionsChecks().validate_scope(stack).violations == []
