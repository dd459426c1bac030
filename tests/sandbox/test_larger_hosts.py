from dataclasses import replace

import pytest

from sandbox.larger_hosts import with_larger_hosts
from stacks.config import SingleInstanceConfig
from stacks.environments import DEV, PROD
from tests.stacks.test_capacity import KINDS


def test_every_type_of_a_group_is_one_size_larger() -> None:
    (hosts,) = with_larger_hosts(PROD).capacity

    assert getattr(hosts, "instance_types") == ("m7g.xlarge", "m6g.xlarge")  # noqa: B009


@pytest.mark.parametrize(
    ("before", "after"),
    [("t3.small", "t3.medium"), ("m7g.large", "m7g.xlarge"), ("m5.metal", "m5.metal")],
)
def test_an_instance_is_one_size_larger_unless_there_is_none(before: str, after: str) -> None:
    environment = replace(DEV, capacity=(SingleInstanceConfig(instance_type=before),))

    assert with_larger_hosts(environment).capacity == (SingleInstanceConfig(instance_type=after),)


def test_what_others_choose_the_types_for_stays_as_it_is() -> None:
    environment = replace(PROD, capacity=KINDS[2:])

    assert with_larger_hosts(environment) == environment
