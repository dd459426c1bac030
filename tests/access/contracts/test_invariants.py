"""What no role of a kind may do, however it is allowed."""

from dataclasses import replace
from typing import Any

import pytest

from access.contracts.check import check_contracts
from access.contracts.invariants import INVARIANTS
from access.records import Attachment, Policy, Role, RoleKind
from tests.access.contracts.sample_roles import (
    ACCOUNT,
    OTHER,
    PARAMETER,
    REGION,
    SECRET,
    allow,
    broken,
    deny,
    inventory,
    policy,
    role,
)

K = RoleKind
_ROLES = f"arn:aws:iam::{ACCOUNT}:role"
_ECS = f"arn:aws:ecs:{REGION}:{ACCOUNT}"
_OPERATOR = role(K.OPERATOR, name="break-glass")

_BREAKING: list[tuple[RoleKind, dict[str, Any], str]] = [
    (K.TASK, allow("iam:CreateAccessKey"), "no-iam-writes"),
    (K.TASK, allow("iam:Put*", f"{_ROLES}/other"), "no-iam-writes"),
    (K.TASK, allow("iam:DoSomethingNew"), "no-iam-writes"),
    (K.TASK, allow("iam:DoSomethingNew*"), "no-iam-writes"),
    (K.TASK, allow("sts:AssumeRoot"), "no-iam-writes"),
    (K.TASK_EXECUTION, allow("iam:UpdateAssumeRolePolicy", f"{_ROLES}/*"), "no-iam-writes"),
    (K.CONTAINER_INSTANCE, allow("iam:CreateServiceLinkedRole"), "no-iam-writes"),
    (K.INFRASTRUCTURE, allow("iam:AttachRolePolicy"), "no-iam-writes"),
    (K.EXTERNAL_ACCOUNT, allow("iam:TagRole"), "no-iam-writes"),
    (K.OTHER, allow("iam:CreateUser"), "no-iam-writes"),
    (K.TASK, allow("iam:PassRole", f"{_ROLES}/worker"), "passes-no-role"),
    (
        K.TASK_EXECUTION,
        allow(
            "iam:PassRole",
            Condition={"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
        ),
        "passes-no-role",
    ),
    (K.EXTERNAL_INSTANCE, allow("iam:P?ssRole"), "passes-no-role"),
    (K.EXTERNAL_ACCOUNT, allow("iam:PassRole"), "passes-no-role"),
    (K.TASK, allow("s3:*"), "no-permissions-management"),
    (K.TASK, allow("s3:PutBucketPolicy", "arn:aws:s3:::reports"), "no-permissions-management"),
    (K.CONTAINER_INSTANCE, allow("kms:CreateGrant"), "no-permissions-management"),
    (
        K.TASK,
        {"Effect": "Allow", "NotAction": ["iam:*", "sts:*", "ecs:*"], "Resource": "*"},
        "no-permissions-management",
    ),
    (K.TASK, allow("ecs:RegisterContainerInstance", f"{_ECS}:cluster/a"), "tasks-are-no-hosts"),
    (K.TASK_EXECUTION, allow("ecs:Submit*"), "tasks-are-no-hosts"),
    (K.TASK, allow("sts:AssumeRole", f"{_ROLES}/*"), "takes-no-role-of-people"),
    (K.TASK, allow("sts:AssumeRole", _OPERATOR.arn), "takes-no-role-of-people"),
    (K.TASK, allow("sts:AssumeRole", f"{_ROLES}/cdk-*"), "takes-no-role-of-people"),
    (K.EXTERNAL_ACCOUNT, allow("sts:AssumeRole"), "takes-no-role-of-people"),
    (K.CONTAINER_INSTANCE, allow("sts:AssumeRole", f"{_ROLES}/tasks"), "takes-no-role"),
    (K.EXTERNAL_INSTANCE, allow("sts:AssumeRole", _OPERATOR.arn), "takes-no-role"),
    (K.TASK_EXECUTION, allow("secretsmanager:GetSecretValue"), "reads-own-secrets"),
    (K.TASK_EXECUTION, allow("ssm:GetParameters"), "reads-own-secrets"),
    (K.CONTAINER_INSTANCE, allow("secretsmanager:GetSecretValue", SECRET), "reads-no-secret"),
    (K.CONTAINER_INSTANCE, allow("secretsmanager:Get*", f"{SECRET}?"), "reads-no-secret"),
    (K.CONTAINER_INSTANCE, allow("ssm:GetParameter"), "reads-no-secret"),
    (K.EXTERNAL_INSTANCE, allow("ssm:GetParameters", PARAMETER), "reads-no-secret"),
    (K.CONTAINER_INSTANCE, allow("ecs:Poll"), "stays-in-its-cluster"),
    (
        K.EXTERNAL_INSTANCE,
        allow("ecs:RegisterContainerInstance", f"{_ECS}:cluster/*"),
        "stays-in-its-cluster",
    ),
    (
        K.CONTAINER_INSTANCE,
        allow("ecs:UpdateContainerInstancesState", f"{_ECS}:container-instance/*"),
        "stays-in-its-cluster",
    ),
]


def _rules(one: Role) -> list[str]:
    return [rule for rule in broken(one, _OPERATOR, role(K.TASK, name="tasks"))]


@pytest.mark.parametrize(("kind", "statement", "rule"), _BREAKING)
def test_what_a_role_must_not_is_found(
    kind: RoleKind, statement: dict[str, Any], rule: str
) -> None:
    assert _rules(role(kind, statement)) == [rule]


def test_every_rule_is_seen_to_find_something() -> None:
    seen = {(kind, rule) for kind, _, rule in _BREAKING}

    assert {rule for _, rule in seen} == {one.rule for one in INVARIANTS}
    assert all(any((kind, one.rule) in seen for kind in one.kinds) for one in INVARIANTS)


@pytest.mark.parametrize(
    ("kind", "statement"),
    [
        (K.TASK, allow(["iam:Get*", "iam:List*", "s3:List*", "s3:GetObject"])),
        (K.TASK, allow("sts:AssumeRole", f"arn:aws:iam::{OTHER}:role/reports")),
        (K.TASK_EXECUTION, allow("secretsmanager:GetSecretValue", f"{SECRET[:-6]}??????")),
        (K.TASK_EXECUTION, allow("ssm:GetParameters", PARAMETER)),
        (K.CONTAINER_INSTANCE, allow("ecs:RegisterContainerInstance", f"{_ECS}:cluster/dev")),
        (K.CONTAINER_INSTANCE, allow("ssm:GetParameter", f"{PARAMETER[:-12]}AmazonCloudWatch-*")),
        (
            K.CONTAINER_INSTANCE,
            allow("ecs:Poll", Condition={"ArnEquals": {"ecs:cluster": f"{_ECS}:cluster/dev"}}),
        ),
        (K.INFRASTRUCTURE, allow(["iam:PassRole", "iam:CreateServiceLinkedRole"])),
        (K.OPERATOR, allow(["iam:*", "sts:*", "s3:*"])),
        (K.DEPLOYER, allow(["iam:PassRole", "sts:AssumeRole"])),
    ],
)
def test_what_a_role_is_for_is_left_alone(kind: RoleKind, statement: dict[str, Any]) -> None:
    assert _rules(role(kind, statement)) == []


@pytest.mark.parametrize("kind", RoleKind)
def test_a_role_that_may_nothing_breaks_nothing(kind: RoleKind) -> None:
    assert _rules(role(kind)) == []


def test_what_is_denied_again_breaks_nothing() -> None:
    assert _rules(role(K.TASK, allow("iam:*"), deny("iam:*"))) == []
    assert _rules(role(K.TASK, allow("iam:PassRole", f"{_ROLES}/*"), deny("iam:Pass*"))) == []


def test_what_the_boundary_denies_breaks_nothing() -> None:
    boundary = policy(allow("*"), deny("iam:*"), where="Boundary")

    assert _rules(replace(role(K.TASK, allow("iam:*")), boundary=boundary)) == []


def test_what_is_denied_on_condition_is_still_open() -> None:
    condition = {"StringEquals": {"aws:RequestedRegion": "us-east-1"}}
    narrow = {**deny("iam:*"), "Condition": condition}

    assert "no-iam-writes" in _rules(role(K.TASK, allow("iam:*"), narrow))


def test_a_deny_that_leaves_out_a_known_role_leaves_it_open() -> None:
    spared = {"Effect": "Deny", "Action": "iam:PassRole", "NotResource": f"{_ROLES}/tasks"}

    assert _rules(role(K.TASK, allow("iam:PassRole"), spared)) == ["passes-no-role"]


@pytest.mark.parametrize("action", ["iam:PassRole", "kms:PutKeyPolicy", "s3:PutBucketPolicy"])
def test_a_deny_that_leaves_out_anything_leaves_it_open(action: str) -> None:
    own = "arn:aws:s3:::ours" if action.startswith("s3:") else "arn:aws:*:*:*:ours/*"
    spared = {"Effect": "Deny", "Action": action, "NotResource": own}
    beyond = allow(action, "arn:aws:s3:::theirs")

    assert _rules(role(K.TASK, allow(action), spared)) != []
    assert _rules(role(K.TASK, beyond, spared)) == []


def test_a_boundary_that_leaves_a_little_leaves_it_open() -> None:
    one = role(K.TASK, allow("s3:*"))
    little = policy(allow("s3:Put*", "arn:aws:s3:::ours"), where="Boundary")
    nothing = policy(allow("s3:Get*"), where="Boundary")
    elsewhere = policy({"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}, where="Boundary")

    assert _rules(replace(one, boundary=little)) == ["no-permissions-management"]
    assert _rules(replace(one, boundary=nothing)) == []
    assert _rules(replace(one, boundary=elsewhere)) == []


def test_what_the_boundary_leaves_elsewhere_is_not_left() -> None:
    ours = role(K.TASK, allow("s3:PutBucketPolicy", "arn:aws:s3:::ours"))
    others = role(
        K.TASK, {"Effect": "Allow", "Action": "s3:PutBucketPolicy", "NotResource": "arn:aws:s3:::a"}
    )
    for one, left, rules in (
        (ours, "arn:aws:s3:::theirs", []),
        (ours, "arn:aws:s3:::o*", ["no-permissions-management"]),
        (others, "arn:aws:s3:::a", []),
        (others, "arn:aws:s3:::a*", ["no-permissions-management"]),
    ):
        boundary = policy(allow("s3:*", left), where="Boundary")
        assert _rules(replace(one, boundary=boundary)) == rules


def test_a_deny_on_what_holds_in_every_request_of_the_role_takes_it_away() -> None:
    own = {"ArnEquals": {"aws:PrincipalArn": f"{_ROLES}/it"}}
    other = {"ArnEquals": {"aws:PrincipalArn": f"{_ROLES}/other"}}
    here = {"StringEquals": {"aws:SourceVpc": "vpc-1"}}
    boundary = policy(allow("*", Condition=here), where="Boundary")

    def rules(condition: dict[str, Any]) -> list[str]:
        one = role(K.TASK, allow("iam:CreateUser"), {**deny("iam:*"), "Condition": condition})
        return _rules(replace(one, boundary=boundary))

    assert rules(own) == rules(here) == []
    assert rules(other) == ["no-iam-writes"]


def test_each_statement_is_said() -> None:
    one = role(
        K.CONTAINER_INSTANCE,
        allow("secretsmanager:GetSecretValue"),
        allow("secretsmanager:BatchGetSecretValue"),
    )

    assert [violation.rule for violation in check_contracts(inventory(one))] == [
        "reads-no-secret",
        "reads-no-secret",
    ]


def test_a_boundary_on_a_condition_that_cannot_hold_leaves_nothing() -> None:
    here = {"StringEquals": {"aws:SourceVpc": "vpc-1"}}
    there = {"StringEquals": {"aws:SourceVpc": "vpc-2"}}
    one = role(K.TASK, allow("s3:PutBucketPolicy", Condition=here))

    for condition, rules in ((here, ["no-permissions-management"]), (there, [])):
        boundary = policy(allow("*", Condition=condition), where="Boundary")
        assert _rules(replace(one, boundary=boundary)) == rules


def test_a_pattern_of_actions_that_are_not_known_yet_may_be_of_iam() -> None:
    assert _rules(role(K.TASK, allow("i?m:DoSomethingNew"))) == ["no-iam-writes"]
    assert _rules(role(K.TASK, allow("*:DoSomethingNew*"))) != []


@pytest.mark.parametrize(
    "resource",
    [
        f"{_ECS}:cluster/prod",
        f"{_ECS}:cluster/dev*",
        f"{_ECS}:cluster/de?",
        "arn:aws:ecs:us-east-1:111111111111:cluster/dev",
        f"arn:aws:ecs:{REGION}:{OTHER}:cluster/dev",
    ],
)
def test_a_host_of_one_cluster_has_no_part_in_one_of_another_name(resource: str) -> None:
    one = replace(
        role(K.CONTAINER_INSTANCE, allow("ecs:RegisterContainerInstance", resource)), cluster="dev"
    )

    assert _rules(one) == ["stays-in-its-cluster"]


def test_a_host_is_held_to_its_cluster_by_conditions_too() -> None:
    condition = {"ArnEquals": {"ecs:cluster": f"{_ECS}:cluster/prod"}}
    poll = role(K.CONTAINER_INSTANCE, allow("ecs:Poll", Condition=condition))
    own = role(
        K.CONTAINER_INSTANCE,
        allow("ecs:RegisterContainerInstance", f"{_ECS}:cluster/dev"),
        allow("ecs:Poll", f"{_ECS}:container-instance/dev/*"),
    )

    assert _rules(replace(poll, cluster="dev")) == ["stays-in-its-cluster"]
    assert _rules(replace(poll, cluster="prod")) == []
    assert _rules(replace(own, cluster="dev")) == []


def test_a_host_reads_no_parameter_by_a_way_around() -> None:
    start = f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter"
    for action, resource in (
        ("ssm:GetParametersByPath", f"{start}/orders"),
        ("ssm:GetParametersByPath", f"{start}/*"),
        ("ssm:GetParameterHistory", PARAMETER),
    ):
        assert _rules(role(K.CONTAINER_INSTANCE, allow(action, resource))) == ["reads-no-secret"]
    other = allow("ssm:GetParametersByPath", f"{start}/agents")
    assert _rules(role(K.CONTAINER_INSTANCE, other)) == []


def test_a_role_is_what_delivers_it() -> None:
    carried = Attachment(carrier="task definition", name="web", field="taskRoleArn")
    profile = Attachment(carrier="instance profile", name="hosts", field="Roles")
    starts = Attachment(carrier="task definition", name="web", field="executionRoleArn")

    def rules(kind: RoleKind, *attachments: Attachment, outside: bool = False) -> list[str]:
        one = replace(role(kind), attachments=attachments, is_from_outside=outside)
        return broken(one)

    assert rules(K.TASK, carried) == rules(K.CONTAINER_INSTANCE, profile) == []
    assert rules(K.OTHER, profile) == []
    assert rules(K.DEPLOYER, carried) == rules(K.TASK, profile) == ["is-what-it-says"]
    assert rules(K.TASK, carried, starts) == ["is-what-it-says"]
    assert rules(K.TASK, carried, starts, outside=True) == []
    assert rules(K.OPERATOR, carried, starts, outside=True) == ["is-what-it-says"]


def test_what_is_accepted_and_is_no_rule_is_found() -> None:
    near = {"ecs-iam-roles::no-iam-wirtes": "Why.", "another::plugin": "Why."}
    far = {"ecs-iam-roles::x": "Why."}

    (violation,) = check_contracts(inventory(replace(role(K.TASK), reasons=near)))
    assert (violation.rule, violation.fix) == ("accepts-known-rules", "write no-iam-writes")
    (violation,) = check_contracts(inventory(replace(role(K.TASK), reasons=far)))
    assert violation.fix.startswith("name one of must-allow, ")


def test_the_secrets_of_other_tasks_are_not_read() -> None:
    one = role(K.TASK_EXECUTION, allow("secretsmanager:GetSecretValue", SECRET))
    other = role(K.TASK_EXECUTION, name="other")

    def found(**owners: tuple[str, ...]) -> list[str]:
        known = replace(inventory(one, other), secrets_of=owners)
        return [f"{found.rule}: {found.what}" for found in check_contracts(known)]

    assert found(it=(SECRET,), other=(PARAMETER,)) == []
    assert found(it=(SECRET,), other=(SECRET,)) == []
    (violation,) = found(other=(SECRET,))
    assert violation.startswith(
        f"reads-own-secrets: may secretsmanager:GetSecretValue on {SECRET}, but a task execution"
    )


def test_what_cannot_be_decided_is_said_to_be_possible() -> None:
    condition = {"StringEquals": {"aws:PrincipalTag/team": "orders"}}
    one = role(K.TASK_EXECUTION, allow("secretsmanager:GetSecretValue", Condition=condition))

    (violation,) = check_contracts(inventory(one))

    assert violation.rule == "reads-own-secrets"
    assert "may perhaps secretsmanager:GetSecretValue on" in violation.what
    assert "aws:PrincipalTag/team" in violation.what


def test_a_violation_says_who_what_by_which_statement_and_what_to_do() -> None:
    one = role(K.TASK, allow("s3:GetObject"), allow("s3:*"))

    (violation,) = check_contracts(inventory(one))

    assert str(violation) == (
        "task role Stack/it/Role may s3:PutBucketPolicy, s3:DeleteBucketPolicy, "
        "s3:PutAccessPointPolicy and 24 more on *, but applications and hosts do not change who "
        "may do what (statement number 2 of Stack/It/Policy)"
    )
    assert violation.statement_json == '{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}'
    assert violation.fix.startswith("name the actions")
    assert violation.reason is None


def test_one_statement_is_said_once_for_a_rule() -> None:
    one = role(K.CONTAINER_INSTANCE, allow("secretsmanager:GetSecretValue"))

    assert len(check_contracts(inventory(one))) == 1


def test_what_was_acknowledged_has_its_reason() -> None:
    reasons = {"ecs-iam-roles::no-permissions-management": "It owns its buckets."}

    (violation,) = check_contracts(inventory(replace(role(K.TASK, allow("s3:*")), reasons=reasons)))

    assert violation.reason == "It owns its buckets."


def test_a_policy_of_everything_is_found_by_every_rule_about_tasks() -> None:
    assert _rules(role(K.TASK, allow("*"))) == [
        "no-iam-writes",
        "passes-no-role",
        "no-permissions-management",
        "tasks-are-no-hosts",
        "takes-no-role-of-people",
    ]


def test_a_policy_whose_text_is_not_known_is_found() -> None:
    arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
    unknown = Policy(name="AmazonS3ReadOnlyAccess", where=arn, document=None, arn=arn)
    one = role(K.TASK, allow("s3:*"))

    violations = check_contracts(inventory(replace(one, policies=(*one.policies, unknown))))

    assert [(one.rule, one.severity.value) for one in violations] == [
        ("no-permissions-management", "error"),
        ("known-policies", "error"),
    ]
    assert arn in violations[1].what
