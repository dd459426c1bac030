"""Which EC2 instance types a container instance can be."""

import difflib
import re
from collections.abc import Sequence

from aws_cdk import aws_ec2 as ec2

from constructs_lib.configuration_error import ConfigurationError

_TYPE = re.compile(
    r"([a-z][a-z0-9-]*)"
    r"\.(nano|micro|small|medium|large|[0-9]*xlarge|metal(-[0-9]+xl)?)"
)
# Those in words (STANDARD5) are the same, and of u7i-6tb and its like the CDK cannot tell the
# architecture.
FAMILIES = {
    name.lower().replace("_", "-")
    for name in ec2.InstanceClass.__members__
    if re.fullmatch("[A-Z]{1,3}[0-9]{1,2}[A-Z_]*", name)
}
"""Families of instance types, as in ``t3`` and ``m7i-flex``."""


def common_architecture(where: str, instance_types: Sequence[str]) -> ec2.InstanceArchitecture:
    """Return the architecture of the instance types, which their image has to have.

    Families are those that the installed aws-cdk-lib knows (``ec2.InstanceClass``), less those
    whose architecture it cannot tell.

    Args:
        where: For the message.
        instance_types: At least one, as in ``t3.small``.

    Raises:
        ConfigurationError: None; no instance type; an unknown family; types of two architectures,
            or a type twice.
    """
    if not instance_types:
        raise ConfigurationError(where, expected="at least one instance type", got=())
    if len(set(instance_types)) != len(instance_types):
        raise ConfigurationError(
            where, expected="each instance type once", got=tuple(instance_types)
        )
    architectures = {name: _architecture(where, name) for name in instance_types}
    first = architectures[instance_types[0]]
    for name, architecture in architectures.items():
        if architecture is not first:
            raise ConfigurationError(
                where,
                expected=f"types that run the same image as {instance_types[0]} "
                f"({_in_words(first)}; put others into capacity of their own)",
                got=f"{name} ({_in_words(architecture)})",
            )
    return first


def _architecture(where: str, name: str) -> ec2.InstanceArchitecture:
    match = _TYPE.fullmatch(name)
    if match is None:
        raise ConfigurationError(where, expected="an EC2 instance type, as in 't3.small'", got=name)
    if match[1] not in FAMILIES:
        near = difflib.get_close_matches(match[1], sorted(FAMILIES), n=1)
        hint = f"did you mean '{near[0]}'?" if near else "as in 't3' or 'm7g';"
        raise ConfigurationError(
            where,
            expected="an instance family that aws-cdk-lib knows, so that the image has its "
            f"architecture ({hint} a newer aws-cdk-lib may know it)",
            got=name,
        )
    return ec2.InstanceType(name).architecture


def _in_words(architecture: ec2.InstanceArchitecture) -> str:
    return "Arm" if architecture is ec2.InstanceArchitecture.ARM_64 else "x86"
