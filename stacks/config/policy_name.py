"""What a configuration names a managed policy with."""

import re

from constructs_lib import ConfigurationError

_NAME = re.compile(r"([!-.0-~]+/)*[A-Za-z0-9+=,.@_-]{1,128}")
_ARN = re.compile(r"arn:[a-z-]+:iam::(aws|[0-9]{12}):policy/" + _NAME.pattern)


def check_policy_name(where: str, name: str) -> None:
    """Refuse what is no name of a customer-managed policy.

    Raises:
        ConfigurationError: Names the value.
    """
    if name.startswith("arn:") or not _NAME.fullmatch(name):
        raise ConfigurationError(
            where,
            expected="the name of a customer-managed policy (not its ARN), as in "
            "'boundaries/application'",
            got=name,
        )


def check_policy_arn(where: str, arn: str) -> None:
    """Refuse what is no ARN of a managed policy.

    Raises:
        ConfigurationError: Names the value.
    """
    if not _ARN.fullmatch(arn):
        raise ConfigurationError(
            where,
            expected="the ARN of a managed policy, as in "
            "'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'",
            got=arn,
        )
