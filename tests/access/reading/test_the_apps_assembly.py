"""What is read of the real app."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from access.policy.compiled_policy import compile_policy, compile_trust
from access.reading.assembly import read_assembly
from access.records import Inventory, Role, RoleKind

_ARN = re.compile(r"arn:aws:iam::\d{12}:role/([\w+=,.@-]+/)*[\w+=,.@-]{1,64}")


@pytest.fixture(scope="session")
def inventory(assembly: Path) -> Inventory:
    return read_assembly(assembly)


def test_every_role_of_every_template_is_read(
    inventory: Inventory, templates: dict[str, Any]
) -> None:
    expected = {
        (stack, logical_id)
        for stack, template in templates.items()
        for logical_id, resource in template["Resources"].items()
        if resource["Type"] == "AWS::IAM::Role"
    }
    found = [(role.stack, role.logical_id) for role in inventory.roles]

    assert set(found) == expected
    assert len(found) == len(expected)


def test_ids_and_arns_are_well_formed_and_unique(inventory: Inventory) -> None:
    assert [role.arn for role in inventory.roles if not _ARN.fullmatch(role.arn)] == []
    assert len({role.arn for role in inventory.roles}) == len(inventory.roles)
    assert len({role.id for role in inventory.roles}) == len(inventory.roles)
    assert "EcsService-dev-web/TaskRole/Role" in {role.id for role in inventory.roles}


def test_every_role_has_its_kind(inventory: Inventory) -> None:
    expected = {
        "ContainerInstanceRole": RoleKind.CONTAINER_INSTANCE,
        "TaskRole": RoleKind.TASK,
        "ExecutionRole": RoleKind.TASK_EXECUTION,
        "Operators": RoleKind.OPERATOR,
        "Deployers": RoleKind.DEPLOYER,
        "ExternalAccounts": RoleKind.EXTERNAL_ACCOUNT,
    }

    def kind(role: Role) -> RoleKind:
        parts = role.id.split("/")
        return expected[parts[-2]] if parts[-2] in expected else expected[parts[1]]

    assert [role.id for role in inventory.roles if role.kind is not kind(role)] == []
    assert Counter(role.environment for role in inventory.roles).keys() == {
        "dev",
        "staging",
        "prod",
    }


def test_no_document_has_a_reference_left_and_all_can_be_evaluated(inventory: Inventory) -> None:
    assert re.findall(r"'(?:Ref|Fn::\w+)'|\$\{AWS::|\$\{Token", repr(inventory)) == []
    for role in inventory.roles:
        compile_trust(role.trust, where=role.id)
        for policy in role.policies:
            assert policy.document is not None
            compile_policy(policy.document, where=policy.where)


def test_every_role_carries_the_boundary_of_its_environment(inventory: Inventory) -> None:
    for role in inventory.roles:
        assert role.boundary is not None
        assert role.boundary.document is not None
        assert role.boundary.where.startswith(f"EcsBoundary-{role.environment}/")


def test_hosts_and_tasks_are_attached_and_people_are_not(inventory: Inventory) -> None:
    taken = {RoleKind.OPERATOR, RoleKind.DEPLOYER, RoleKind.EXTERNAL_ACCOUNT}

    assert [
        role.id for role in inventory.roles if bool(role.attachments) == (role.kind in taken)
    ] == []
    assert {
        role.cluster for role in inventory.roles if role.kind is RoleKind.CONTAINER_INSTANCE
    } == {
        "dev",
        "staging",
        "prod",
    }


def test_the_reasons_of_wildcards_are_read(inventory: Inventory) -> None:
    (role,) = [one for one in inventory.roles if one.name == "dev-break-glass"]

    assert role.reasons["Annotation::AwsSolutions-IAM5[Resource::*]"]


def test_the_secrets_of_each_account_are_read(inventory: Inventory) -> None:
    assert inventory.secrets["333333333333"] == (
        "arn:aws:secretsmanager:eu-west-1:333333333333:secret:orders/database-AbCdEf",
        "arn:aws:ssm:eu-west-1:333333333333:parameter/orders/feature-flags",
    )
