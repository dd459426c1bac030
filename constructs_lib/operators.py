"""Who may take an operator role."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from aws_cdk import Token

from constructs_lib.check_types import check_types
from constructs_lib.configuration_error import ConfigurationError

_LETTERS = "[A-Za-z0-9+=,.@_-]"
_PATH = r"(?:[!-~]+/)?"
_ARN = r"arn:aws[a-z-]*:iam::[0-9]{12}"
_PATTERNS = {
    # STS takes no source identity and no session name of one character.
    "users": re.compile(rf"(?:{_ARN}:user/{_PATH})?{_LETTERS}{{2,64}}"),
    "roles": re.compile(rf"(?:{_ARN}:role/{_PATH})?{_LETTERS}{{1,64}}"),
    # Source: "Name" of CreatePermissionSet in the IAM Identity Center API reference.
    "permission_sets": re.compile(rf"{_LETTERS}{{1,32}}"),
    "accounts": re.compile(r"[0-9]{12}"),
}
_IN_WORDS = {
    "users": "the name of one IAM user of the account, 2 to 64 characters, or the whole ARN of one",
    "roles": "the name of one role of the account, or the whole ARN of one",
    "permission_sets": "the name of one permission set of IAM Identity Center",
    "accounts": "the 12 digits of one account",
}
_ROOT = re.compile(r".*:root")


@dataclass(frozen=True, kw_only=True, slots=True)
class Operators:
    """Who may take an operator role, each by name.

    AWS tells a trust policy about MFA only if an IAM user takes the role. Who comes with a role (as
    from IAM Identity Center) has no MFA context, and a policy that asks for it lets nobody in; MFA
    is then required where they sign in.

    Sources: "Configuring MFA-protected API access" in the IAM user guide; "Referencing permission
    sets in resource policies" in the IAM Identity Center user guide.
    """

    users: tuple[str, ...] = ()
    """IAM users: names, without a path, of the account's own, or ARNs. They have to exist.

    A name has 2 characters or more, because the session is named after it.
    """

    roles: tuple[str, ...] = ()
    """Roles: names, without a path, of the account's own, or ARNs. They have to exist."""

    permission_sets: tuple[str, ...] = ()
    """Permission sets of IAM Identity Center that are assigned in the account."""

    accounts: tuple[str, ...] = ()
    """12 digits each: whoever in these accounts carries ``principal_tags``."""

    principal_tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Tag of the user or role to the values that let in, for ``accounts``."""

    mfa_elsewhere_because: str | None = None
    """Where those sign in with MFA who come with a role, as "Identity Center requires it"."""

    @property
    def are_users_only(self) -> bool:
        """Whether AWS tells of each whether they used MFA, and what their name is."""
        return not (self.roles or self.permission_sets or self.accounts)

    def check(self, where: str, *, partition: str) -> None:
        """Refuse nobody, everybody, and who is not named.

        Args:
            where: Name of the operators, for the message.
            partition: Of the role, since IAM trusts nobody of another; may be a token.

        Raises:
            ConfigurationError: Names the field.
        """
        check_types(where, self)
        if self.are_users_only and not self.users:
            raise ConfigurationError(
                f"{where}.users",
                expected="at least one user here, or one of roles, permission_sets or accounts",
                got=self.users,
            )
        for name in _PATTERNS:
            for position, value in enumerate(getattr(self, name)):
                _check_name(f"{where}.{name}[{position}]", name, value)
                _check_partition(f"{where}.{name}[{position}]", value, partition)
        if self.accounts and not self.principal_tags:
            raise ConfigurationError(
                f"{where}.principal_tags",
                expected="the tags of those who are let in, or everybody in the accounts is",
                got=dict(self.principal_tags),
            )
        if self.principal_tags and not self.accounts:
            raise ConfigurationError(
                f"{where}.principal_tags",
                expected="none without accounts (the others are named)",
                got=dict(self.principal_tags),
            )
        check_tags(f"{where}.principal_tags", self.principal_tags, any_value=False)
        if self.mfa_elsewhere_because is not None and self.are_users_only:
            raise ConfigurationError(
                f"{where}.mfa_elsewhere_because",
                expected="none for users, whose MFA the role asks for itself",
                got=self.mfa_elsewhere_because,
            )


def _check_name(where: str, kind: str, value: str) -> None:
    if Token.is_unresolved(value):
        return
    if kind == "roles" and "AWSReservedSSO_" in value:
        raise ConfigurationError(
            where,
            expected="no role of a permission set, whose name ends otherwise whenever it is made "
            "anew (name the set in permission_sets)",
            got=value,
        )
    if not _PATTERNS[kind].fullmatch(value) or set("*?$") & set(value):
        hint = " (an account goes into accounts, with principal_tags)" if _ROOT.match(value) else ""
        raise ConfigurationError(where, expected=f"{_IN_WORDS[kind]}{hint}", got=value)


def _check_partition(where: str, value: str, partition: str) -> None:
    is_known = not Token.is_unresolved(value) and not Token.is_unresolved(partition)
    if is_known and value.startswith("arn:") and value.split(":")[1] != partition:
        raise ConfigurationError(
            where, expected=f"an ARN of the partition {partition!r}", got=value
        )


def check_tags(where: str, tags: Mapping[str, tuple[str, ...]], *, any_value: bool) -> None:
    """Refuse tags that IAM does not have, and tags that say nothing.

    Source: "Rules for tagging in IAM and AWS STS" in the IAM user guide.

    Args:
        where: Name of the tags, for the message.
        tags: Key to values.
        any_value: Whether ``*`` may stand for any value.

    Raises:
        ConfigurationError: A key of another length than 1 to 128 characters, or one of AWS's own;
            no value, an empty one, one of more than 256 characters, or one with a wildcard.
    """
    _check_each_key_is_another(where, tags)
    for key, values in tags.items():
        if not isinstance(key, str) or not re.fullmatch(r"[\w .:/=+@-]{1,128}", key):
            raise ConfigurationError(
                where, expected="keys of 1 to 128 letters, digits, spaces or '_.:/=+-@'", got=key
            )
        if key.lower().startswith("aws:"):
            raise ConfigurationError(
                where, expected="keys without 'aws:', which are for AWS itself", got=key
            )
        if not isinstance(values, tuple) or not values:
            raise ConfigurationError(
                f"{where}[{key!r}]", expected="a tuple of at least one value", got=values
            )
        for value in values:
            if any_value and value == "*":
                continue
            if not isinstance(value, str) or not re.fullmatch(r"[\w .:/=+@-]{1,256}", value):
                raise ConfigurationError(
                    f"{where}[{key!r}]",
                    expected="values of 1 to 256 letters, digits, spaces or '_.:/=+-@'"
                    + (", or '*' for any" if any_value else ""),
                    got=value,
                )


def _check_each_key_is_another(where: str, tags: Mapping[str, object]) -> None:
    taken: set[str] = set()
    for key in map(str, tags):
        if key.lower() in taken:
            raise ConfigurationError(where, expected="each key once, whatever its case", got=key)
        taken.add(key.lower())
