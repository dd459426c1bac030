"""What ECS accepts as the name of a capacity provider."""

import re

from aws_cdk import Names, Stack, Token
from constructs import Construct

from constructs_lib.configuration_error import ConfigurationError

_NAME = re.compile(r"[A-Za-z0-9_-]{1,255}")
_RESERVED = ("aws", "ecs", "fargate")


def check_capacity_provider_name(where: str, name: str) -> None:
    """Refuse a name that ECS would refuse; a name known only at deployment passes.

    Source: "name" of CreateCapacityProvider in the Amazon ECS API reference. It does not say
    whether the reserved words count in capitals, so they do here.

    Raises:
        ConfigurationError: Another length than 1 to 255 characters, another character than
            letters, digits, ``-`` and ``_``, or a beginning that ECS keeps for itself.
    """
    if Token.is_unresolved(name):
        return
    if not _NAME.fullmatch(name):
        raise ConfigurationError(where, expected="1 to 255 letters, digits, '-' or '_'", got=name)
    if name.lower().startswith(_RESERVED):
        raise ConfigurationError(
            where, expected="a name that does not begin with aws, ecs or fargate", got=name
        )


def default_capacity_provider_name(scope: Construct) -> str | None:
    """Return a name for a provider without one; none if CloudFormation can choose it.

    CloudFormation would begin the name with that of the stack, which ECS might refuse.
    """
    stack = Stack.of(scope)
    while stack.nested_stack_parent is not None:
        stack = stack.nested_stack_parent
    if not stack.stack_name.lower().startswith(_RESERVED):
        return None
    return "cp-" + Names.unique_resource_name(scope, max_length=252)
