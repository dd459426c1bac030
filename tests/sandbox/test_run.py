import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aws_cdk.aws_ecs import NetworkMode

from constructs_lib import AgentFeatures, ConfigurationError, Isolation, OperatingSystem
from sandbox.report import Check
from sandbox.run import deployed
from sandbox.sandbox_error import SandboxError
from stacks.config import ExistingBoundary, Expectation, NetworkConfig, SingleInstanceConfig
from stacks.environments import DEV, STAGING
from tests.sandbox.conftest import silent, verified


def test_a_failed_deployment_says_what_the_cdk_cli_said(
    hostile_shell: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.run.create_prerequisites", lambda *_: None)

    with (
        pytest.raises(SandboxError) as failure,
        deployed([replace(STAGING, services=())], say=silent),
    ):
        pass

    message = str(failure.value)
    assert message.startswith("`cdk deploy")
    assert "The subnet ID 'subnet-0222222222222222a' does not exist" in message


def test_all_is_gone_after_a_failed_deployment(
    hostile_shell: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed: list[Any] = []

    def fail(emulator: Any, *_: Any) -> None:
        killed.append(emulator)
        raise SandboxError("on purpose")

    monkeypatch.setattr("sandbox.run.create_prerequisites", fail)

    with pytest.raises(SandboxError, match="on purpose"), deployed([DEV], say=silent):
        pass

    (emulator,) = killed
    with pytest.raises(SandboxError, match="has ended"):
        emulator.start_beside(["true"], cwd=Path.cwd(), env={})
    with pytest.raises(ProcessLookupError):
        os.killpg(emulator.process_group, 0)


def test_refuses_a_call_that_it_cannot_make_before_anything_starts() -> None:
    service = replace(DEV.services[0], must_deny=(Expectation(action="sqs:SendMessage"),))

    with (
        pytest.raises(
            ConfigurationError,
            match=r"^dev\.services\.web\.must_deny\[0\]: expected an action that",
        ),
        deployed([replace(DEV, services=(service,))], say=silent),
    ):
        pass


@pytest.mark.parametrize(
    "expectation",
    [
        Expectation(action="dynamodb:GetItem"),
        Expectation(action="iam:CreateUser", resource="arn:aws:iam::111111111111:user/a"),
        Expectation(
            action="dynamodb:GetItem",
            resource="arn:aws:dynamodb:us-east-1:999999999999:table/orders",
        ),
    ],
)
def test_refuses_a_resource_that_a_call_would_not_be_made_on(expectation: Expectation) -> None:
    service = replace(DEV.services[0], must_allow=(expectation,))

    with (
        pytest.raises(
            ConfigurationError, match=r"^dev\.services\.web\.must_allow\[0\][.a-z]*: expected "
        ),
        deployed([replace(DEV, services=(service,))], say=silent),
    ):
        pass


def test_refuses_a_region_of_another_partition_before_anything_starts() -> None:
    zones = ("cn-north-1a",)
    china = replace(
        DEV,
        region="cn-north-1",
        network=NetworkConfig(cidr="10.0.0.0/16", availability_zones=zones),
        services=(),
    )

    with (
        pytest.raises(
            ConfigurationError, match=r"^dev\.region: expected a region of the partition"
        ),
        deployed([china], say=silent),
    ):
        pass


def test_refuses_a_wrong_environment_before_anything_starts() -> None:
    with (
        pytest.raises(ConfigurationError, match=r"^dev\.account: expected 12 digits, got '1'$"),
        deployed([replace(DEV, account="1")], say=silent),
    ):
        pass


@pytest.fixture(scope="module")
def sharing(hostile_shell: None) -> dict[str, list[Check]]:
    """What is found in two environments of one account and region, by their names."""
    classic = AgentFeatures(classic_permissions=True)
    # An account has the identity provider once.
    access = replace(DEV.access, existing_identity_providers=DEV.access.issuers)
    twin = replace(DEV, name="test", cluster_name="test", agent=classic, access=access)
    found: dict[str, list[Check]] = {}
    for report in verified([DEV, twin]):
        found.setdefault(report.environment, []).extend(report.checks)
    return found


def test_two_environments_can_share_an_account_and_region(
    sharing: dict[str, list[Check]],
) -> None:
    assert set(sharing) == {"dev", "test"}
    assert [check for checks in sharing.values() for check in checks if not check.passed] == []


def test_a_host_with_the_classic_permissions_reaches_other_clusters(
    sharing: dict[str, list[Check]],
) -> None:
    clusters = "arn:aws:ecs:eu-west-1:111111111111:cluster"

    assert {
        check.resource: check.observed
        for check in sharing["test"]
        if check.what == "ecs:RegisterContainerInstance"
    } == {f"{clusters}/test": "allowed", f"{clusters}/not-test": "allowed"}


def test_what_an_environment_names_is_there_before_it_is_deployed(hostile_shell: None) -> None:
    web = replace(
        DEV.services[0],
        container=replace(
            DEV.services[0].container,
            image="111111111111.dkr.ecr.eu-west-1.amazonaws.com/web",
        ),
        network_mode=NetworkMode.HOST,
        managed_policies=(
            "arn:aws:iam::aws:policy/ReadOnlyAccess",
            "arn:aws:iam::111111111111:policy/team/own",
        ),
        must_deny=(
            Expectation(action="s3:PutObject", resource="arn:aws:s3:::a-bucket-of-ours/key"),
        ),
        accepts={"known-policies": "Neither writes, as the sandbox sees."},
    )
    environment = replace(
        DEV,
        agent=AgentFeatures(spot_draining=True, session_manager=True),
        isolation=Isolation.EXCEPT_HOST_NETWORK,
        capacity=(
            SingleInstanceConfig(
                instance_type="t3.small", operating_system=OperatingSystem.BOTTLEROCKET
            ),
        ),
        permissions_boundaries=(
            ExistingBoundary(name="boundaries/ecs", unread_because="The sandbox asks."),
        ),
        role_path="/ecs/",
        services=(web,),
    )

    reports = verified([environment])

    checks = [check for report in reports for check in report.checks]
    assert [check for check in checks if not check.passed] == []
    boundary = "arn:aws:iam::111111111111:policy/boundaries/ecs"
    bounded = [one for one in checks if one.what == f"boundary as in the template: {boundary}"]
    of_people = len(list(environment.access.roles()))
    assert [check.observed for check in bounded] == [json.dumps(boundary)] * (3 + of_people)
    assert ("agent setting ECS_ENABLE_SPOT_INSTANCE_DRAINING is on", "on") in {
        (check.what, check.observed) for check in checks
    }
