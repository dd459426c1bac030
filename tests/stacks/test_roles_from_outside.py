"""Environments whose roles somebody else makes."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app import build_app
from constructs_lib import ExistingInstanceProfile
from stacks.config import AccessConfig, EnvironmentConfig
from stacks.environments import DEV, STAGING

_HOSTS = ExistingInstanceProfile(
    profile="arn:aws:iam::{account}:instance-profile/central/hosts", role="central-hosts"
)
_PATH = "arn:aws:iam::{account}:role/central"


def with_roles_from_outside(environment: EnvironmentConfig) -> EnvironmentConfig:
    """The environment with every role from outside, and none for people."""
    services = tuple(
        replace(
            service,
            existing_task_role=f"{_PATH}/{service.name}".format(account=environment.account),
            existing_execution_role=f"{service.name}-execution",
        )
        for service in environment.services
    )
    hosts = replace(_HOSTS, profile=_HOSTS.profile.format(account=environment.account))
    return replace(
        environment,
        existing_instance_profile=hosts,
        permissions_boundaries=(),
        access=AccessConfig(),
        services=services,
    )


@pytest.fixture(params=[DEV, STAGING], ids=lambda one: one.name)
def assembly(request: pytest.FixtureRequest, tmp_path: Path, cdk_context: dict[str, Any]) -> Path:
    """What an environment with roles from outside comes to."""
    build_app(
        [with_roles_from_outside(request.param)], outdir=tmp_path, context=cdk_context
    ).synth()
    return tmp_path


def test_nothing_of_iam_is_made(assembly: Path) -> None:
    types = {
        resource["Type"]
        for path in assembly.glob("*.template.json")
        for resource in json.loads(path.read_text())["Resources"].values()
    }

    assert not {one for one in types if one.startswith("AWS::IAM::")}


def test_every_role_has_its_contract_beside_its_template(assembly: Path) -> None:
    kinds = {
        path.name.split(".")[0].split("-", 1)[0]: [
            contract["kind"] for contract in json.loads(path.read_text())["roles"]
        ]
        for path in sorted(assembly.glob("*.roles-from-outside.json"))
    }

    assert kinds == {
        "EcsCluster": ["container-instance role"],
        "EcsService": ["task role", "task execution role"],
    }


def test_hosts_and_tasks_carry_them(assembly: Path) -> None:
    text = "".join(path.read_text() for path in sorted(assembly.glob("*.template.json")))

    assert "central/hosts" in text or '"IamInstanceProfile": "hosts"' in text
    assert ":role/central/web" in text
    assert ":role/web-execution" in text
