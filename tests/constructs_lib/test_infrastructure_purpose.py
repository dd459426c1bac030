from pathlib import Path

import pytest

from constructs_lib import InfrastructurePurpose

_DATA = Path(__file__).parent.parent / "data"


@pytest.mark.parametrize("purpose", InfrastructurePurpose)
def test_each_purpose_has_the_managed_policy_that_aws_made_for_it(
    purpose: InfrastructurePurpose,
) -> None:
    name = purpose.managed_policy.removeprefix("service-role/")

    assert len(list(_DATA.glob(f"{name}.v*.json"))) == 1


def test_only_managed_instances_are_given_a_role() -> None:
    passing = [one for one in InfrastructurePurpose if one.passes_instance_role]

    assert passing == [InfrastructurePurpose.MANAGED_INSTANCES]
    assert [
        one
        for one in InfrastructurePurpose
        for path in _DATA.glob(f"{one.managed_policy.removeprefix('service-role/')}.v*.json")
        if "iam:PassRole" in path.read_text()
    ] == passing
