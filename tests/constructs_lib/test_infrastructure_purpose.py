import json

import pytest

from constructs_lib import InfrastructurePurpose
from tests.aws_managed_policy import aws_managed_policy


@pytest.mark.parametrize("purpose", InfrastructurePurpose)
def test_only_for_managed_instances_does_the_policy_of_aws_pass_a_role(
    purpose: InfrastructurePurpose,
) -> None:
    policy = aws_managed_policy(purpose.managed_policy.removeprefix("service-role/"))

    assert purpose.passes_instance_role == ("iam:PassRole" in json.dumps(policy))
    assert purpose.passes_instance_role == (purpose is InfrastructurePurpose.MANAGED_INSTANCES)
