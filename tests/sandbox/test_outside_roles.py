"""Environments whose roles somebody else makes, by their contracts."""

from sandbox.report import Check
from sandbox.run import deploy_and_verify
from stacks.environments import DEV, STAGING
from tests.sandbox.conftest import silent
from tests.stacks.test_roles_from_outside import with_roles_from_outside


def test_roles_that_fulfil_their_contracts_are_enough(hostile_shell: None) -> None:
    environments = [with_roles_from_outside(one) for one in (DEV, STAGING)]

    reports = deploy_and_verify(environments, say=silent)

    checks: list[Check] = [check for report in reports for check in report.checks]
    assert [check for check in checks if not check.passed] == []
    contracts = [one for one in checks if one.what.startswith("from outside;")]
    assert len(contracts) == sum(1 + 2 * len(one.services) for one in environments) + 2
