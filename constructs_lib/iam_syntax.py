"""What IAM accepts as an action and as a resource."""

import re
from difflib import get_close_matches

from aws_cdk import Token

from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.service_prefixes import SERVICE_PREFIXES

_ACTION = re.compile(r"(?P<service>[^:]*):[A-Za-z0-9*?]+")
_ARN = re.compile(r"arn:[^:]+:[^:]+:[^:]*:[^:]*:.+")


def check_action(where: str, action: str) -> None:
    """Refuse an action without a service prefix, or with one that AWS does not have.

    Raises:
        ConfigurationError: Names the action, and a prefix that resembles a mistyped one.
    """
    match = _ACTION.fullmatch(action)
    if match is None:
        raise ConfigurationError(
            where, expected="an action with its service prefix, as in 's3:GetObject'", got=action
        )
    service = match["service"].lower()
    if service not in SERVICE_PREFIXES:
        similar = get_close_matches(service, sorted(SERVICE_PREFIXES), n=5, cutoff=0.5)
        # Of equally similar ones, a typing mistake seldom hits the first letter.
        similar.sort(key=lambda prefix: prefix[0] != service[:1])
        hint = f" (did you mean {similar[0]!r}?)" if similar else ""
        raise ConfigurationError(
            where, expected=f"the prefix of a service that AWS has{hint}", got=action
        )


def check_resource(where: str, resource: str) -> None:
    """Refuse what is neither an ARN nor ``*``; an ARN known only at deployment passes.

    Raises:
        ConfigurationError: Names the resource.
    """
    if resource != "*" and not Token.is_unresolved(resource) and not _ARN.fullmatch(resource):
        raise ConfigurationError(
            where, expected="an ARN, as in 'arn:aws:s3:::my-bucket/*', or '*'", got=resource
        )
