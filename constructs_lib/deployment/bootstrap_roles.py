"""The roles that ``cdk bootstrap`` makes, and that the CDK CLI takes."""

import re
from typing import Any

from aws_cdk import Token

from constructs_lib.configuration_error import ConfigurationError

DEFAULT_QUALIFIER = "hnb659fds"
_QUALIFIER = re.compile(r"[A-Za-z0-9_-]{1,10}")
_TO_DIFF = ("lookup",)
_TO_DEPLOY = ("deploy", "file-publishing", "image-publishing", "lookup")


def take_bootstrap_roles(
    *, partition: str, account: str, region: str, qualifier: str, only_diff: bool
) -> list[dict[str, Any]]:
    """Let the CDK CLI take the bootstrap roles of one account and region.

    The role that CloudFormation itself works with (``cfn-exec-role``) is not among them: it trusts
    only CloudFormation, and it is the CDK's own deploy role that passes it. The lookup role reads,
    and is all that ``cdk diff --method=template`` takes.

    Source: ``lib/api/bootstrap/bootstrap-template.yaml`` of aws-cdk 2.1148.1 (version 33 of it).

    Args:
        partition: Of the account.
        account: Where is deployed to.
        region: Where is deployed to.
        qualifier: The ``--qualifier`` that the account was bootstrapped with.
        only_diff: Whether only the lookup role is needed.
    """
    prefix, suffix = f"arn:{partition}:iam::{account}:role/cdk-{qualifier}", f"{account}-{region}"
    return [
        {
            "Sid": "TakeBootstrapRoles",
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Resource": [
                f"{prefix}-{purpose}-role-{suffix}"
                for purpose in (_TO_DIFF if only_diff else _TO_DEPLOY)
            ],
        }
    ]


def check_qualifier(where: str, qualifier: str) -> None:
    """Refuse a qualifier that ``cdk bootstrap`` would refuse.

    Raises:
        ConfigurationError: Another length than 1 to 10 characters, or other characters.
    """
    if not Token.is_unresolved(qualifier) and not _QUALIFIER.fullmatch(qualifier):
        raise ConfigurationError(
            where, expected="1 to 10 letters, digits, '-' or '_'", got=qualifier
        )
