"""Managed Instances and machines outside AWS whose roles somebody else makes."""

from dataclasses import replace

from constructs_lib import ExistingInstanceProfile
from sandbox.current_drift import current_drift
from sandbox.run import deployed, verify
from stacks.config import ExternalInstancesConfig, ManagedInstancesConfig
from tests.sandbox.conftest import silent
from tests.stacks.test_capacity import KINDS, in_two_regions


def test_roles_that_fulfil_their_contracts_are_enough(hostile_shell: None) -> None:
    here, _ = in_two_regions(KINDS[2])
    environment = replace(
        here,
        capacity=(
            ManagedInstancesConfig(
                name="managed",
                min_vcpus=1,
                max_vcpus=4,
                min_memory_gib=2,
                max_memory_gib=8,
                existing_infrastructure_role="central-infrastructure",
            ),
            ExternalInstancesConfig(existing_role="central-machines"),
        ),
        existing_instance_profile=ExistingInstanceProfile(
            profile="central-hosts", role="ecsInstanceRoleCentral"
        ),
    )

    with deployed([environment], say=silent) as deployment:
        reports = verify(deployment, say=silent)
        drift = current_drift(deployment, environment)

    failed = [check for report in reports for check in report.checks if not check.passed]
    assert failed == []
    assert {report.name for report in reports} >= {
        "central-infrastructure",
        "central-machines",
        "ecsInstanceRoleCentral",
    }
    assert len([role for role in drift.roles if role.is_from_outside]) == 3
    assert drift.drifts == ()
