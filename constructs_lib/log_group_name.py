"""What CloudWatch Logs accepts as the name of a log group."""

import re

from aws_cdk import Token

from constructs_lib.configuration_error import ConfigurationError

_LOG_GROUP_NAME = re.compile(r"[A-Za-z0-9._/#-]{1,512}")


def check_log_group_name(where: str, name: str) -> None:
    """Refuse what could not be the name of a log group; one known only at deployment passes.

    Source: "logGroupName" of CreateLogGroup in the CloudWatch Logs API reference.

    Raises:
        ConfigurationError: Another length than 1 to 512 characters, or another character than
            letters, digits and ``._/#-``, as in an ARN.
    """
    if not Token.is_unresolved(name) and not _LOG_GROUP_NAME.fullmatch(name):
        raise ConfigurationError(
            where, expected="the name of a log group, as in '/ecs/orders'", got=name
        )
