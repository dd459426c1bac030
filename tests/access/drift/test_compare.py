"""Every difference between a template and an account is found, once, with what undoes it."""

from dataclasses import replace
from typing import Any

import pytest

from access.drift.compare import compare
from access.drift.drift import Drift, DriftKind
from access.records import Attachment, Inventory, Policy, Role
from tests.access.drift.drift_inventories import (
    BOUNDARY,
    BOUNDARY_POLICY,
    MANAGED,
    PROFILE,
    ROLE,
    TRUST,
    allow,
    document,
    inline,
    inventory,
    managed,
    task_definition,
)

_ADMIN = Policy(
    name="AdministratorAccess",
    where="arn:aws:iam::aws:policy/AdministratorAccess",
    document=document(allow("*")),
    arn="arn:aws:iam::aws:policy/AdministratorAccess",
)
_OWN, _INLINE = ROLE.policies
_BOUNDARY_ARGUMENT = f"--permissions-boundary {BOUNDARY}"


def _drift(live: Role, template: Role = ROLE) -> tuple[Drift, ...]:
    return compare(inventory(template), inventory(live))


def _changed(**fields: Any) -> Role:
    return replace(ROLE, id=ROLE.arn, **fields)


def test_what_is_as_in_the_template_is_no_drift() -> None:
    assert _drift(_changed()) == ()


def test_roles_that_no_template_has_are_left_out() -> None:
    arn = "arn:aws:iam::111111111111:role/Other"
    other = replace(ROLE, name="Other", arn=arn, attachments=())

    assert compare(inventory(ROLE), inventory(ROLE, other)) == ()


@pytest.mark.parametrize(
    ("live", "kind", "commands"),
    [
        (
            _changed(policies=(*ROLE.policies, _ADMIN)),
            DriftKind.POLICY_ADDED,
            [
                "aws iam detach-role-policy --role-name One-TaskRole "
                "--policy-arn arn:aws:iam::aws:policy/AdministratorAccess"
            ],
        ),
        (
            _changed(policies=(*ROLE.policies, inline("by hand", allow("*")))),
            DriftKind.POLICY_ADDED,
            ["aws iam delete-role-policy --role-name One-TaskRole --policy-name 'by hand'"],
        ),
        (
            _changed(policies=(_INLINE,)),
            DriftKind.POLICY_MISSING,
            [f"aws iam attach-role-policy --role-name One-TaskRole --policy-arn {MANAGED}"],
        ),
        (
            _changed(policies=(_OWN,)),
            DriftKind.POLICY_MISSING,
            [
                "aws iam put-role-policy --role-name One-TaskRole --policy-name Own "
                '--policy-document \'{"Version":"2012-10-17","Statement":[{"Effect":"Allow",'
                '"Action":"sqs:*","Resource":"*"}]}\''
            ],
        ),
        (
            _changed(policies=(managed(allow("s3:*", "arn:aws:s3:::b/*")), _INLINE)),
            DriftKind.POLICY_CHANGED,
            [
                f"aws iam create-policy-version --policy-arn {MANAGED} --policy-document "
                '\'{"Version":"2012-10-17","Statement":[{"Effect":"Allow",'
                '"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}]}\' --set-as-default'
            ],
        ),
        (
            _changed(policies=(_OWN, inline("Own", allow("*")))),
            DriftKind.POLICY_CHANGED,
            [
                "aws iam put-role-policy --role-name One-TaskRole --policy-name Own "
                '--policy-document \'{"Version":"2012-10-17","Statement":[{"Effect":"Allow",'
                '"Action":"sqs:*","Resource":"*"}]}\''
            ],
        ),
        (
            _changed(boundary=None),
            DriftKind.BOUNDARY_REMOVED,
            [
                "aws iam put-role-permissions-boundary --role-name One-TaskRole "
                f"{_BOUNDARY_ARGUMENT}"
            ],
        ),
        (
            _changed(boundary=_ADMIN),
            DriftKind.BOUNDARY_CHANGED,
            [
                "aws iam put-role-permissions-boundary --role-name One-TaskRole "
                f"{_BOUNDARY_ARGUMENT}"
            ],
        ),
        (
            _changed(boundary=managed(allow("s3:*"), arn=BOUNDARY)),
            DriftKind.POLICY_CHANGED,
            [
                f"aws iam create-policy-version --policy-arn {BOUNDARY} --policy-document "
                '\'{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*",'
                '"Resource":"*"}]}\' --set-as-default'
            ],
        ),
        (
            _changed(attachments=(task_definition(1),)),
            DriftKind.DETACHED,
            [
                "aws iam add-role-to-instance-profile --instance-profile-name One-Profile "
                "--role-name One-TaskRole"
            ],
        ),
        (
            _changed(attachments=(*ROLE.attachments, replace(PROFILE, name="By-Hand"))),
            DriftKind.ATTACHED_ELSEWHERE,
            [
                "aws iam remove-role-from-instance-profile --instance-profile-name By-Hand "
                "--role-name One-TaskRole"
            ],
        ),
        (
            _changed(attachments=(*ROLE.attachments, task_definition(1, "other"))),
            DriftKind.ATTACHED_ELSEWHERE,
            [],
        ),
    ],
)
def test_one_change_is_one_finding(live: Role, kind: DriftKind, commands: list[str]) -> None:
    (found,) = _drift(live)

    assert found.kind is kind
    assert found.role == ROLE
    assert [str(step) for step in found.put_back] == commands


def test_a_trust_policy_that_was_changed_is_found_with_what_it_has_besides() -> None:
    weak = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}

    (found,) = _drift(_changed(trust=document(*TRUST["Statement"], weak)))

    assert found.kind is DriftKind.TRUST_CHANGED
    assert found.what.startswith("its trust policy has besides {")
    assert '"Principal": {"AWS": "*"}' in found.what
    assert str(found.put_back[0]).startswith(
        "aws iam update-assume-role-policy --role-name One-TaskRole --policy-document '{"
    )


def test_a_boundary_put_on_by_hand_is_found() -> None:
    (found,) = _drift(_changed(), replace(ROLE, boundary=None))

    assert found.kind is DriftKind.BOUNDARY_ADDED
    assert [str(step) for step in found.put_back] == [
        "aws iam delete-role-permissions-boundary --role-name One-TaskRole"
    ]


def test_a_role_that_is_gone_is_found() -> None:
    (found,) = compare(inventory(ROLE), inventory())

    assert found.kind is DriftKind.ROLE_MISSING
    assert "cdk deploy --revert-drift One" in found.what
    assert found.put_back == ()


def test_a_role_that_was_made_again_under_another_path_is_missing() -> None:
    elsewhere = "arn:aws:iam::111111111111:role/path/One-TaskRole"

    (found,) = _drift(_changed(arn=elsewhere))

    assert found.kind is DriftKind.ROLE_MISSING
    assert found.what.startswith(f"there is no role {ROLE.arn} ({elsewhere} has its name); ")


def test_a_boundary_that_many_have_is_told_once() -> None:
    arn = "arn:aws:iam::111111111111:role/Two"
    other = replace(ROLE, id="Two/Role", name="Two", arn=arn, attachments=())
    wide = managed(allow("iam:*"), arn=BOUNDARY)

    found = compare(
        inventory(ROLE, other),
        inventory(replace(ROLE, boundary=wide), replace(other, boundary=wide)),
    )

    assert [one.kind for one in found] == [DriftKind.POLICY_CHANGED]
    assert found[0].what.startswith(f"its permissions boundary {BOUNDARY} has besides {{")
    assert found[0].what.endswith("; 1 other role has it as well")


def test_what_aws_changes_in_its_own_policies_is_no_drift() -> None:
    template = replace(ROLE, policies=(_ADMIN,))
    newer = replace(_ADMIN, document=document(allow("*"), allow("new:*")))

    assert _drift(_changed(policies=(newer,)), template) == ()


def test_a_policy_that_nobody_knows_is_compared_by_its_arn() -> None:
    unknown = replace(BOUNDARY_POLICY, document=None)

    assert _drift(_changed(), replace(ROLE, boundary=unknown)) == ()


def test_a_newer_revision_with_the_same_role_is_no_drift() -> None:
    assert _drift(_changed(attachments=(PROFILE, task_definition(7)))) == ()


def test_a_newer_revision_with_another_role_is_found() -> None:
    other = replace(ROLE, name="Other", arn="arn:aws:iam::111111111111:role/Other", attachments=())
    thief = replace(other, attachments=(task_definition(2),))

    (found,) = compare(inventory(ROLE), inventory(_changed(attachments=(PROFILE,)), thief))

    assert found.kind is DriftKind.DETACHED
    assert "task-definition/web:2, whose taskRoleArn is arn:aws:iam::111111111111:role/Other" in (
        found.what
    )


def test_a_newer_revision_without_a_role_is_found() -> None:
    execution = replace(task_definition(2), field="executionRoleArn")
    other = replace(
        ROLE,
        name="Other",
        arn="arn:aws:iam::111111111111:role/Other",
        attachments=(execution,),
    )

    (found,) = compare(inventory(ROLE), inventory(_changed(attachments=(PROFILE,)), other))

    assert found.kind is DriftKind.DETACHED
    assert "whose taskRoleArn is empty" in found.what


def test_a_service_that_was_given_another_task_definition_is_found() -> None:
    service = "arn:aws:ecs:eu-west-1:111111111111:service/dev/web"
    template = replace(inventory(ROLE), services={service: task_definition(1).name})
    admin = task_definition(9, "admin").name
    carriers = frozenset({"instance profile", "task definition"})

    def drift(used: str) -> list[Drift]:
        live = replace(inventory(_changed(attachments=(PROFILE,))), services={service: used})
        return list(compare(template, replace(live, carriers=carriers)))

    (found,) = drift(admin)

    assert found.kind is DriftKind.DETACHED
    assert f"the service {service} uses the task definition {admin}, and its" in found.what
    assert drift(task_definition(2).name) == []


def test_a_newer_revision_without_any_role_is_found() -> None:
    bare = task_definition(2).name
    live = Inventory(
        source="test",
        roles=(_changed(attachments=(PROFILE,)),),
        task_definitions=frozenset({bare}),
        carriers=frozenset({"instance profile", "task definition"}),
    )

    (found,) = compare(inventory(ROLE), live)

    assert found.kind is DriftKind.DETACHED
    assert f"uses the task definition {bare}, whose taskRoleArn is empty" in found.what


def test_a_task_definition_that_no_service_uses_is_not_missed() -> None:
    live = Inventory(
        source="test",
        roles=(_changed(attachments=(PROFILE,)),),
        carriers=frozenset({"instance profile", "task definition"}),
    )

    assert compare(inventory(ROLE), live) == ()


def test_a_provider_of_managed_instances_has_the_role_of_hosts_through_its_profile() -> None:
    through = Attachment(carrier="capacity provider", name="p", field="ec2InstanceProfileArn")
    template = replace(ROLE, attachments=(*ROLE.attachments, through))

    assert _drift(_changed(), template) == ()


def test_carriers_that_could_not_be_looked_at_are_not_missed() -> None:
    live = Inventory(source="test", roles=(_changed(attachments=()),), carriers=frozenset())

    assert compare(inventory(ROLE), live) == ()


def test_of_a_role_from_outside_only_the_contract_counts() -> None:
    outside = replace(
        ROLE, is_from_outside=True, boundary=None, policies=(managed(allow("s3:GetObject")),)
    )
    theirs = (managed(allow("S3:getobject")), _ADMIN)

    assert _drift(_changed(policies=theirs), outside) == ()


def test_a_role_from_outside_that_lacks_what_its_contract_asks_for_is_found() -> None:
    outside = replace(ROLE, is_from_outside=True, policies=(managed(allow("s3:GetObject")),))

    (found,) = _drift(_changed(policies=(managed(allow("s3:PutObject")),)), outside)

    assert found.kind is DriftKind.POLICY_MISSING
    assert found.what.startswith("may not s3:GetObject on *, which its contract asks for (")
    assert found.put_back == ()


@pytest.mark.parametrize(
    "theirs",
    [
        (managed(allow("s3:*")),),
        (managed(allow("s3:GetObject", "arn:aws:s3:::a/*")), inline("o", allow("s3:Get*"))),
    ],
)
def test_a_role_from_outside_may_have_what_it_needs_in_other_statements(
    theirs: tuple[Policy, ...],
) -> None:
    outside = replace(ROLE, is_from_outside=True, policies=(managed(allow("s3:GetObject")),))

    assert _drift(_changed(policies=theirs, boundary=None), outside) == ()
    assert _drift(_changed(policies=theirs, boundary=BOUNDARY_POLICY), outside) == ()


def test_a_role_from_outside_whose_deny_or_boundary_takes_its_contract_away_is_found() -> None:
    contract = (managed(allow("s3:GetObject")),)
    outside = replace(ROLE, is_from_outside=True, policies=contract)
    deny = inline("no", {"Effect": "Deny", "Action": "s3:*", "Resource": "*"})

    (denied,) = _drift(_changed(policies=(*contract, deny)), outside)
    (limited,) = _drift(_changed(boundary=managed(allow("sqs:*"), arn=BOUNDARY)), outside)

    assert "s3:GetObject on *, which its contract asks for" in denied.what
    assert "s3:GetObject on *, which its contract asks for" in limited.what


def test_a_role_from_outside_whose_policies_are_unknown_cannot_be_told_to_lack_any() -> None:
    outside = replace(ROLE, is_from_outside=True, policies=(managed(allow("s3:GetObject")),))
    unknown = replace(_ADMIN, document=None)

    assert _drift(_changed(policies=(unknown,)), outside) == ()
