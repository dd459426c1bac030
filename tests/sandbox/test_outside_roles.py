"""Environments whose roles somebody else makes, by their contracts."""

from sandbox.report import Check, RoleReport
from sandbox.run import deploy_and_verify
from stacks.environments import DEV, STAGING
from tests.sandbox.conftest import silent, verified
from tests.stacks.test_roles_from_outside import with_roles_from_outside


def _failures(reports: list[RoleReport]) -> list[Check]:
    return [check for report in reports for check in report.checks if not check.passed]


def test_roles_that_fulfil_their_contracts_are_enough(hostile_shell: None) -> None:
    reports = verified([with_roles_from_outside(DEV)])

    assert _failures(reports) == []
    compared = [
        check.what
        for report in reports
        for check in report.checks
        if check.what.startswith("from outside;")
    ]
    assert len(compared) == len(reports) == 1 + 2 * len(DEV.services)


def test_they_stay_with_their_owner_when_everything_else_is_deleted(hostile_shell: None) -> None:
    reports = deploy_and_verify([with_roles_from_outside(STAGING)], say=silent)

    assert _failures(reports) == []
    assert {"deletion: the role is there", "deletion: the profile is there"} <= {
        check.what for check in reports[-1].checks
    }
