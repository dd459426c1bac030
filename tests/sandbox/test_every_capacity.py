"""Every kind of capacity in two regions of one account, side by side, and roles from outside."""

from dataclasses import replace

import pytest

from access.drift.find_drift import Findings
from sandbox.current_drift import current_drift
from sandbox.report import RoleReport
from sandbox.run import deployed, verify
from stacks.config import (
    EnvironmentConfig,
    ExternalInstancesConfig,
    ManagedInstancesConfig,
)
from stacks.environments import STAGING
from tests.sandbox.conftest import silent
from tests.stacks.test_capacity import KINDS, in_two_regions

_REGIONS = {"eu-west-1", "us-east-1"}


def _environments() -> list[EnvironmentConfig]:
    # What the other accounts may do is said for one region; the account has the provider once.
    first = replace(STAGING.access, external_accounts=())
    others = replace(first, existing_identity_providers=first.issuers)
    found = [
        replace(one, name=f"{kind.name}-{one.region}", cluster_name=kind.name, access=others)
        for kind in KINDS
        for one in in_two_regions(kind)
    ]
    return [replace(found[0], access=first), *found[1:]]


@pytest.fixture(scope="module")
def found(hostile_shell: None) -> tuple[list[RoleReport], list[Findings]]:
    """What is found of every role, and then of every environment's drift."""
    with deployed(_environments(), say=silent) as deployment:
        reports = verify(deployment, say=silent)
        drift = [current_drift(deployment, one) for one in deployment.environments]
        return reports, drift


@pytest.fixture(scope="module")
def reports(found: tuple[list[RoleReport], list[Findings]]) -> list[RoleReport]:
    return found[0]


def test_what_is_deployed_is_no_drift(found: tuple[list[RoleReport], list[Findings]]) -> None:
    assert [len(one.roles) >= 7 for one in found[1]] == [True] * len(_environments())
    assert [drift for one in found[1] for drift in one.drifts] == []
    assert {line for one in found[1] for line in (*one.not_compared, *one.notes)} == set()


def test_every_check_passes(reports: list[RoleReport]) -> None:
    checks = [(report.environment, check) for report in reports for check in report.checks]

    assert len(checks) > 400
    assert [(name, check) for name, check in checks if not check.passed] == []


@pytest.mark.parametrize("capacity", KINDS, ids=lambda one: type(one).__name__)
def test_it_is_in_both_regions_with_roles_of_its_own(
    reports: list[RoleReport], capacity: object
) -> None:
    name = getattr(capacity, "name")  # noqa: B009
    deployed = {
        region: {report.arn for report in reports if report.environment == f"{name}-{region}"}
        for region in _REGIONS
    }

    here, there = deployed.values()
    assert here
    assert there
    assert not here & there


@pytest.mark.parametrize(
    ("capacity", "kind"),
    [
        (ManagedInstancesConfig, "infrastructure role of managed"),
        (ExternalInstancesConfig, "external-instance role"),
    ],
)
def test_its_other_roles_are_checked(reports: list[RoleReport], capacity: type, kind: str) -> None:
    assert len([report for report in reports if report.kind == kind]) == len(_REGIONS)


def test_ecs_passes_the_role_of_the_hosts_under_the_boundary(reports: list[RoleReport]) -> None:
    roles = [one for one in reports if one.kind == "infrastructure role of managed"]

    for role in roles:
        boundary = f"arn:aws:iam::222222222222:policy/{role.environment}-application"
        checks = {(check.what, check.observed) for check in role.checks}
        assert f"boundary as in the template: {boundary}" in {what for what, _ in checks}
        assert ("iam:PassRole", "allowed") in checks
