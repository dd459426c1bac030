"""What ECS accepts as the family of task definitions."""

import re

from aws_cdk import Token

from constructs_lib.configuration_error import ConfigurationError

_FAMILY = re.compile(r"[A-Za-z0-9_-]{1,255}")


def check_family(where: str, family: str | None) -> None:
    """Refuse a family that ECS would refuse; none passes, and one known only at deployment.

    Source: "family" of RegisterTaskDefinition in the Amazon ECS API reference.

    Raises:
        ConfigurationError: Another length than 1 to 255 characters, or another character than
            letters, digits, ``-`` and ``_``.
    """
    if family is not None and not Token.is_unresolved(family) and not _FAMILY.fullmatch(family):
        raise ConfigurationError(where, expected="1 to 255 letters, digits, '-' or '_'", got=family)
