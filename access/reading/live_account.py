"""Opens an account with the credentials at hand, and reads its roles; it only reads."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from access.access_error import AccessError
from access.reading.account_inventory import account_inventory
from access.reading.aws_account import AwsAccount
from access.reading.aws_calls import call
from access.records import Inventory


def read_account(*, profile: str | None, region: str | None) -> Inventory:
    """Return every role of the account that the credentials are of.

    Args:
        profile: Of ``~/.aws/config``; what boto3 finds if None: variables, profile, role.
        region: For the carriers of ECS; that of ``AWS_REGION`` or of the profile if None.

    Raises:
        AccessError: As ``open_account``; ``iam:GetAccountAuthorizationDetails`` is not allowed.
            Where only calls of ECS are not, ``notes`` says so.
    """
    return account_inventory(open_account(profile=profile, region=region))


def open_account(*, profile: str | None, region: str | None) -> AwsAccount:
    """Return the account that the credentials are of; ``AWS_ENDPOINT_URL`` counts, as in boto3.

    Raises:
        AccessError: No such profile, no region, no credentials or such as are not in force, an
            endpoint that is no URL, or nobody answers.
    """
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError

    @contextmanager
    def usable() -> Iterator[None]:
        try:
            yield
        # The latter for an endpoint that is no URL.
        except (BotoCoreError, ValueError) as error:
            raise _unusable(session_error=error, profile=profile) from error

    with usable():
        # boto3 reads AWS_DEFAULT_REGION only; the CLIs of AWS and of the CDK read this one.
        session = boto3.Session(
            profile_name=profile, region_name=region or os.environ.get("AWS_REGION")
        )
        if session.region_name is None:
            raise AccessError(
                "--region",
                expected="a region, here, in AWS_REGION or in the profile",
                got="none of them",
            )
        number_of = session.client("sts", config=Config(retries={"total_max_attempts": 2}))

    # An account has thousands of roles, and others read it as well: wait rather than give up.
    patient = Config(retries={"mode": "adaptive", "total_max_attempts": 10})

    @lru_cache
    def client(service: str, where: str) -> Any:
        with usable():
            return session.client(service, region_name=where, config=patient)

    who = call(number_of, "get_caller_identity", {})
    return AwsAccount(number=str(who["Account"]), region=session.region_name, client=client)


def _unusable(*, session_error: Exception, profile: str | None) -> AccessError:
    said = " ".join(str(session_error).split())
    if profile is not None:
        return AccessError(
            f"--profile {profile}", expected="a profile of ~/.aws/config that works", got=said
        )
    return AccessError(
        "the configuration of AWS",
        expected="a region, an endpoint and settings that boto3 can use",
        got=said,
    )
