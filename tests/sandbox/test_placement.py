"""Where the sandbox expects a service to run."""

from dataclasses import replace
from typing import Any

import pytest

from sandbox.verification.service import check_placement
from stacks.config import CapacityConfig
from stacks.environments import STAGING
from tests.stacks.test_capacity import KINDS

_HOSTS = {"capacityProviderStrategy": [{"capacityProvider": "staging-hosts"}]}
_MANAGED = {"capacityProviderStrategy": [{"capacityProvider": "staging-managed"}]}


@pytest.mark.parametrize(
    ("capacity", "live"),
    [
        (KINDS[0], {"launchType": "EC2"}),
        (KINDS[1], _HOSTS),
        (KINDS[2], _MANAGED),
        (KINDS[3], {"launchType": "EXTERNAL"}),
    ],
)
def test_a_service_on_its_capacity_passes(capacity: CapacityConfig, live: dict[str, Any]) -> None:
    environment = replace(STAGING, capacity=(capacity,))

    assert check_placement(environment, STAGING.services[0], live).passed


@pytest.mark.parametrize(
    ("capacity", "live"),
    [
        (KINDS[0], {"launchType": "EXTERNAL"}),
        (KINDS[0], _HOSTS),
        (KINDS[1], _MANAGED),
        (KINDS[2], {"launchType": "EC2"}),
        (KINDS[3], {"launchType": "EC2"}),
        (KINDS[3], {}),
    ],
)
def test_a_service_elsewhere_fails(capacity: CapacityConfig, live: dict[str, Any]) -> None:
    environment = replace(STAGING, capacity=(capacity,))

    assert not check_placement(environment, STAGING.services[0], live).passed
