"""Reads the name or the ARN of something of IAM that exists already."""

import re
from dataclasses import dataclass
from typing import Literal

from aws_cdk import Fn, Token

from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.iam.limits import PROFILE_NAME_CHARACTERS, ROLE_NAME_CHARACTERS

Kind = Literal["role", "instance-profile"]

_LONGEST = {"role": ROLE_NAME_CHARACTERS, "instance-profile": PROFILE_NAME_CHARACTERS}
_ACCOUNT = re.compile(r"\d{12}")
_NAME = re.compile(r"[A-Za-z0-9+=,.@_-]+")
_PATH = re.compile(r"/(?:[!-~]*/)?")


@dataclass(frozen=True, kw_only=True, slots=True)
class ExistingArn:
    """What a name or an ARN stands for."""

    arn: str
    name: str
    """Without its path."""

    @property
    def account(self) -> str | None:
        """The account; nothing if only deployment knows."""
        account = next(iter(self.arn.split(":")[4:5]), None)
        return None if account is None or Token.is_unresolved(account) else account

    @property
    def path(self) -> str:
        """As in ``/`` and ``/team/``; ``/`` also if only deployment knows."""
        resource = next(iter(self.arn.split(":", 5)[5:]), "")
        return f"/{'/'.join(resource.split('/')[1:-1])}/".replace("//", "/")


def existing_arn(
    where: str, value: str, *, kind: Kind, account: str, partition: str
) -> ExistingArn:
    """Return the ARN and the name of what exists in an account.

    Parts that are known only at deployment pass. A text of which nothing is known is taken for an
    ARN without a path, as the CDK does.

    Sources: "IAM identifiers" and "IAM and AWS STS quotas" in the IAM user guide; a service takes
    no role of another account, see "Grant a user permissions to pass a role to an AWS service"
    there.

    Args:
        where: The construct's path and the prop, for the message.
        value: A name, which has no path, or an ARN.
        kind: What it is the name or the ARN of.
        account: Where it is used; may be a token.
        partition: Of the account; may be a token.

    Raises:
        ConfigurationError: Neither a name nor an ARN of that kind, or an ARN of another account
            or partition.
    """
    if not isinstance(value, str) or not value:
        raise ConfigurationError(where, expected=_in_words(kind), got=value)
    if value.startswith("arn:"):
        return _of_arn(where, value, kind, account, partition)
    if Token.is_unresolved(value):
        return ExistingArn(arn=value, name=Fn.select(1, Fn.split("/", value)))
    if not _is_name(value, kind):
        raise ConfigurationError(where, expected=_in_words(kind), got=value)
    return ExistingArn(arn=f"arn:{partition}:iam::{account}:{kind}/{value}", name=value)


def _of_arn(where: str, arn: str, kind: Kind, own_account: str, own_partition: str) -> ExistingArn:
    elements = [*arn.split(":", 5), *[""] * 5][:6]
    _, partition, service, region, account, resource = elements
    found, _, path_and_name = resource.partition("/")
    path, _, name = f"/{path_and_name}".rpartition("/")
    if (
        (service, region, found) != ("iam", "", kind)
        or not (Token.is_unresolved(account) or _ACCOUNT.fullmatch(account))
        or not (Token.is_unresolved(path) or _PATH.fullmatch(f"{path}/"))
        or not _is_name(name, kind)
    ):
        raise ConfigurationError(where, expected=_in_words(kind), got=arn)
    for what, value, own in (
        ("account", account, own_account),
        ("partition", partition, own_partition),
    ):
        if value != own and not Token.is_unresolved(value) and not Token.is_unresolved(own):
            raise ConfigurationError(
                where, expected=f"one of the {what} {own} (no other can be used here)", got=arn
            )
    return ExistingArn(arn=arn, name=name)


def _is_name(name: str, kind: Kind) -> bool:
    if Token.is_unresolved(name):
        return True
    return len(name) <= _LONGEST[kind] and _NAME.fullmatch(name) is not None


def _in_words(kind: Kind) -> str:
    return (
        f"the name of the existing {kind.replace('-', ' ')}, 1 to {_LONGEST[kind]} letters, digits "
        "or '+=,.@_-', or its ARN, which it takes if there is a path, as in "
        f"'arn:aws:iam::123456789012:{kind}/path/name'"
    )
