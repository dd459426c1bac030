"""A role that an environment has for another account."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from constructs_lib import ConfigurationError, Permission
from constructs_lib.external_account_role import check_external_account
from stacks.config.access.granted import check_granted
from stacks.config.access.role_name import check_role_name
from stacks.config.expectation import Expectation
from stacks.config.reason import check_accepted, check_reason


@dataclass(frozen=True, kw_only=True, slots=True)
class ExternalAccountConfig:
    """A role that identities of other accounts take, with the external id that was agreed."""

    folder: ClassVar[str] = "external-accounts"
    """Of its role, in the path of the environment's roles."""

    name: str
    """Unique in the environment; the role is ``<env>-<name>``, in ``external-accounts/``."""

    accounts: tuple[str, ...]
    """12 digits each: the accounts that may take it."""

    external_id: str
    """2 to 1,224 characters, one for each customer of theirs; not a secret."""

    permissions: tuple[Permission, ...]
    """What it may do."""

    organization_id: str | None = None
    """The organisation that the accounts have to be in, as in ``o-a1b2c3d4e5``; any if left out."""

    session_hours: int = 1
    """The longest session, 1 to 12 hours; 1 if left out."""

    must_allow: tuple[Expectation, ...] = ()
    """Calls that the role has to allow; the sandbox makes them."""

    must_deny: tuple[Expectation, ...] = ()
    """Calls that the role has to deny; the sandbox makes them."""

    accepts: Mapping[str, str] = field(default_factory=dict)
    """Rules of the access contracts that the role breaks on purpose, each with the reason.

    As in ``{"no-iam-writes": "It tags roles."}``; none if left out.
    """

    wider_because: str | None = None
    """Why it may do more than the same role of the environment in ``no_wider_than``.

    It may not if left out, and ``cdk synth`` then refuses it.
    """

    def check(self, where: str, *, account: str, partition: str) -> None:
        """Refuse what IAM would refuse, and a role that does nothing.

        Raises:
            ConfigurationError: Names the field.
        """
        check_role_name(f"{where}.name", self.name)
        check_accepted(f"{where}.accepts", self.accepts)
        check_reason(f"{where}.wider_because", self.wider_because)
        check_external_account(
            where,
            accounts=self.accounts,
            external_id=self.external_id,
            organization_id=self.organization_id,
            session_hours=self.session_hours,
            own_account=account,
        )
        if not self.permissions:
            raise ConfigurationError(f"{where}.permissions", expected="at least one", got="none")
        check_granted(
            where,
            permissions=self.permissions,
            must_allow=self.must_allow,
            must_deny=self.must_deny,
            partition=partition,
        )
