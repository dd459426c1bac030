import pytest
from aws_cdk import aws_ec2 as ec2

from constructs_lib import ConfigurationError
from constructs_lib.host.instance_types import FAMILIES, common_architecture


@pytest.mark.parametrize(
    ("types", "architecture"),
    [
        (["t3.small"], ec2.InstanceArchitecture.X86_64),
        (["m7g.large", "m6g.large", "c7gn.16xlarge"], ec2.InstanceArchitecture.ARM_64),
        (["m7i.metal-48xl", "m5.metal", "m7i-flex.large"], ec2.InstanceArchitecture.X86_64),
    ],
)
def test_types_that_run_one_image_have_its_architecture(
    types: list[str], architecture: ec2.InstanceArchitecture
) -> None:
    assert common_architecture("prod.instance_types", types) is architecture


def test_the_cdk_can_tell_the_architecture_of_every_family() -> None:
    for family in FAMILIES:
        assert common_architecture("prod.instance_types", [f"{family}.large"])


@pytest.mark.parametrize(
    ("types", "message"),
    [
        ([], "at least one instance type"),
        (["large"], "as in 't3.small'"),
        (["t3.enormous"], "as in 't3.small'"),
        (["m77g.large"], "did you mean 'm7g'"),
        (["u-6tb1.112xlarge"], "a newer aws-cdk-lib may know it"),
        (["qqq.large"], "a newer aws-cdk-lib may know it"),
        (["t3.small", "t3.small"], "each instance type once"),
        (["t3.small", "t4g.small"], r"the same image as t3.small \(x86.*got 't4g.small \(Arm\)'"),
    ],
)
def test_types_without_a_common_image_are_refused(types: list[str], message: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^prod.instance_types: expected .*{message}"):
        common_architecture("prod.instance_types", types)
