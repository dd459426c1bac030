"""What the assembly says of each role beside the template."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app import build_app
from constructs_lib import AgentFeatures, Permission, SessionRules
from stacks.config import EnvironmentConfig, Expectation, ExternalInstancesConfig
from stacks.config.boundary import ExistingBoundary
from stacks.environments import DEV, ENVIRONMENTS, PROD

_LISTING = Expectation(
    action="s3:ListBucket",
    resource="arn:aws:s3:::reports",
    context={"s3:prefix": "daily/", "aws:SourceVpc": ("vpc-1", "vpc-2")},
)


def _entries(assembly: Path, kind: str) -> dict[str, Any]:
    """Data of the metadata entries of a type, by the path of the construct."""
    return {
        path.removeprefix("/"): entry["data"]
        for file in sorted(assembly.glob("*.metadata.json"))
        for path, entries in json.loads(file.read_text()).items()
        for entry in entries
        if entry["type"] == kind
    }


def _synth(folder: Path, context: dict[str, Any], *environments: EnvironmentConfig) -> Path:
    build_app(environments, outdir=folder, context=context).synth()
    return folder


def test_every_role_says_what_it_is_for(assembly: Path) -> None:
    kinds = _entries(assembly, "ecs-iam-roles:kind")

    roles = sum(file.read_text().count('"AWS::IAM::Role"') for file in assembly.glob("*.template*"))
    assert len(kinds) == roles
    assert kinds["EcsService-dev-web/TaskRole/Role"] == "task role"
    assert kinds["EcsService-dev-web/TaskRole/ExecutionRole/Role"] == "task execution role"
    assert kinds["EcsCluster-prod/ContainerInstanceRole/Role"] == "container-instance role"
    assert kinds["EcsAccess-prod/Operators/read-only/Role"] == "operator role"
    assert kinds["EcsAccess-prod/ExternalAccounts/auditor/Role"] == "external role"
    assert kinds["EcsAccess-prod/Deployers/github/Role"] == "deployer role"


def test_a_role_says_what_it_has_to_allow_and_to_deny(assembly: Path) -> None:
    contract = _entries(assembly, "ecs-iam-roles:contract")["EcsService-dev-orders/TaskRole/Role"]

    table = "arn:aws:dynamodb:eu-west-1:111111111111:table"
    assert contract == {
        "mustAllow": [
            {"action": "dynamodb:GetItem", "resource": f"{table}/orders", "context": {}},
        ],
        "mustDeny": [
            {"action": "dynamodb:GetItem", "resource": f"{table}/customers", "context": {}},
            {"action": "s3:ListAllMyBuckets", "resource": "*", "context": {}},
        ],
    }


def test_every_role_of_an_environment_says_what_it_is_compared_with(assembly: Path) -> None:
    contracts = _entries(assembly, "ecs-iam-roles:contract")
    kinds = _entries(assembly, "ecs-iam-roles:kind")

    compared = {path for path, one in contracts.items() if one.get("noWiderThan") == "staging"}
    assert compared == {path for path in kinds if path.split("/")[0].split("-")[1] == "prod"}


def test_the_reason_for_more_is_an_acknowledgment(assembly: Path) -> None:
    accepted = _entries(assembly, "aws:cdk:acknowledged-rules")

    assert accepted["EcsAccess-prod/Deployers/github/Role"] == {
        "ecs-iam-roles::no-wider-than": "The pipeline of the tools account deploys to production."
    }


def test_the_reasons_of_services_and_hosts_are_on_their_roles(
    tmp_path: Path, cdk_context: dict[str, Any]
) -> None:
    services = tuple(replace(one, wider_because="It is new.") for one in PROD.services)
    environment = replace(PROD, services=services, hosts_wider_because="They are larger.")

    folder = _synth(tmp_path, cdk_context, *ENVIRONMENTS[:-1], environment)

    accepted = _entries(folder, "aws:cdk:acknowledged-rules")
    rule = "ecs-iam-roles::no-wider-than"
    web = "EcsService-prod-web/TaskRole"
    assert accepted[f"{web}/Role"] == accepted[f"{web}/ExecutionRole/Role"] == {rule: "It is new."}
    assert accepted["EcsCluster-prod/ContainerInstanceRole/Role"] == {rule: "They are larger."}


def test_the_context_of_a_call_is_a_list_for_each_key(
    tmp_path: Path, cdk_context: dict[str, Any]
) -> None:
    service = replace(DEV.services[0], permissions=(), must_allow=(), must_deny=(_LISTING,))

    folder = _synth(tmp_path, cdk_context, replace(DEV, services=(service,)))

    contract = _entries(folder, "ecs-iam-roles:contract")["EcsService-dev-web/TaskRole/Role"]
    assert contract["mustDeny"][0]["context"] == {
        "s3:prefix": ["daily/"],
        "aws:SourceVpc": ["vpc-1", "vpc-2"],
    }


def test_a_role_from_outside_has_its_contract_too(
    tmp_path: Path, cdk_context: dict[str, Any]
) -> None:
    service = replace(DEV.services[1], existing_task_role="orders")

    folder = _synth(tmp_path, cdk_context, replace(DEV, services=(service,)))

    contracts = _entries(folder, "ecs-iam-roles:contract")
    assert contracts["EcsService-dev-orders/TaskRole/Role"]["mustAllow"]


def test_what_a_role_breaks_on_purpose_is_an_acknowledgment(
    tmp_path: Path, cdk_context: dict[str, Any]
) -> None:
    starts = Permission(
        actions=("iam:PassRole",), resources=(f"arn:aws:iam::{DEV.account}:role/worker",)
    )
    changes = Permission(
        actions=("iam:TagRole",), resources=(f"arn:aws:iam::{DEV.account}:role/worker",)
    )
    service = replace(
        DEV.services[0], permissions=(starts,), must_allow=(), accepts={"passes-no-role": "Starts."}
    )
    auditor = replace(
        PROD.access.external_accounts[0],
        permissions=(changes,),
        must_allow=(),
        accepts={"no-iam-writes": "Tags."},
    )
    access = replace(DEV.access, external_accounts=(auditor,))
    environment = replace(DEV, services=(service,), access=access, permissions_boundaries=())

    accepted = _entries(_synth(tmp_path, cdk_context, environment), "aws:cdk:acknowledged-rules")

    assert accepted["EcsService-dev-web/TaskRole/Role"] == {
        "ecs-iam-roles::passes-no-role": "Starts."
    }
    assert accepted["EcsAccess-dev/ExternalAccounts/auditor/Role"] == {
        "ecs-iam-roles::no-iam-writes": "Tags."
    }


def test_why_a_boundary_is_trusted_unread_is_on_the_roles_that_must_allow_something(
    tmp_path: Path, cdk_context: dict[str, Any]
) -> None:
    existing = ExistingBoundary(name="boundaries/ecs", unread_because="Read by hand.")

    folder = _synth(tmp_path, cdk_context, replace(DEV, permissions_boundaries=(existing,)))

    accepted = _entries(folder, "aws:cdk:acknowledged-rules")
    rule = "ecs-iam-roles::known-boundary"
    assert {path: rules[rule] for path, rules in accepted.items() if rule in rules} == {
        f"EcsService-dev-{name}/TaskRole/Role": "Read by hand." for name in ("web", "orders")
    }


def test_classic_hosts_accept_that_they_reach_other_clusters(
    tmp_path: Path, cdk_context: dict[str, Any]
) -> None:
    classic = AgentFeatures(classic_permissions=True)
    environment = replace(
        DEV, agent=classic, capacity=(*DEV.capacity, ExternalInstancesConfig(agent=classic))
    )

    accepted = _entries(_synth(tmp_path, cdk_context, environment), "aws:cdk:acknowledged-rules")

    for host in ("ContainerInstanceRole", "ExternalInstanceRole"):
        assert "ecs-iam-roles::stays-in-its-cluster" in accepted[f"EcsCluster-dev/{host}/Role"]


@pytest.mark.parametrize("mfa", [True, False])
def test_an_operator_role_without_mfa_accepts_it(
    tmp_path: Path, cdk_context: dict[str, Any], mfa: bool
) -> None:
    operator = replace(DEV.access.operators[0], rules=SessionRules(mfa=mfa))
    access = replace(DEV.access, operators=(operator,))

    folder = _synth(tmp_path, cdk_context, replace(DEV, access=access))

    accepted = _entries(folder, "aws:cdk:acknowledged-rules")
    rules = accepted.get("EcsAccess-dev/Operators/read-only/Role", {})
    assert ("ecs-iam-roles::operators-show-mfa" in rules) is not mfa
