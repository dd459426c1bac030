"""The role that another account takes."""

import re
from collections.abc import Sequence

import jsii
from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from constructs_lib.check_list import check_list
from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.iam.checks import IamChecks
from constructs_lib.iam.grant_permissions import grant_permissions
from constructs_lib.iam.managed_policies import ManagedPolicies
from constructs_lib.iam.permission import Permission
from constructs_lib.iam.role_kind import RoleKind
from constructs_lib.iam.role_shape import RoleShape
from constructs_lib.iam.role_with_trust import role_with_trust
from constructs_lib.people.trust import trust_external_accounts
from constructs_lib.session_rules import check_session_hours

_ACCOUNT = re.compile(r"[0-9]{12}")
_EXTERNAL_ID = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII)
_ORGANIZATION_ID = re.compile(r"o-[a-z0-9]{10,32}")


@jsii.implements(iam.IGrantable)
class ExternalAccountRole(Construct):
    """A role for identities of other accounts that know the external id.

    Who in the other account may take it is up to that account. The external id is no secret: it
    makes a company that works for many customers say for whom it acts, so that no other customer
    of theirs can have them use this role (the confused deputy). Give each company its own.

    Source: "Access to AWS accounts owned by third parties" in the IAM user guide.

    Attributes:
        role: Trusts the accounts, with the external id.
    """

    role: iam.IRole

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        accounts: Sequence[str],
        external_id: str,
        organization_id: str | None = None,
        session_hours: int = 1,
        permissions: Sequence[Permission] = (),
        shape: RoleShape | None = None,
    ) -> None:
        """Define the role and its customer-managed policy.

        Args:
            scope: Parent in the construct tree.
            construct_id: Id, unique among siblings.
            accounts: 12 digits each: the other accounts.
            external_id: 2 to 1,224 letters, digits or ``_+=,.@:/-``.
            organization_id: The organisation of AWS Organizations that the accounts have to be in;
                any, or none, if left out.
            session_hours: The longest session, 1 to 12 hours. Who comes with a role, as most do,
                has one hour at most.
            permissions: What it may do; what is granted to it if left out.
            shape: Boundary, name, path, further policies and the like; none of them if left out.

        Raises:
            ConfigurationError: No account, its own, or anything but 12 digits; an external id or
                an organisation that AWS would refuse; a session, a permission or a shape likewise.
        """
        super().__init__(scope, construct_id)
        IamChecks.of(self)
        stack = Stack.of(self)
        check_external_account(
            self.node.path,
            accounts=accounts,
            external_id=external_id,
            organization_id=organization_id,
            session_hours=session_hours,
            own_account=stack.account,
        )
        check_list(f"{self.node.path}.permissions", permissions, Permission)
        self.role = role_with_trust(
            self,
            kind=RoleKind.EXTERNAL_ACCOUNT,
            shape=shape,
            session_hours=session_hours,
            purpose="External role: what another account may do.",
            trust=trust_external_accounts(
                accounts,
                external_id=external_id,
                organization_id=organization_id,
                partition=stack.partition,
            ),
        )
        policies = ManagedPolicies(
            self, "Policy", description="What another account may do.", role=self.role
        )
        grant_permissions(self, policies, permissions)

    @property
    def grant_principal(self) -> iam.IPrincipal:
        """The role, so that grants can be made to this construct itself."""
        return self.role


def check_external_account(
    where: str,
    *,
    accounts: Sequence[str],
    external_id: str,
    organization_id: str | None,
    session_hours: int,
    own_account: str,
) -> None:
    """Refuse who is not named, and who could come without the external id.

    Sources: "ExternalId" of AssumeRole in the AWS STS API reference; "Id" of Organization in the
    AWS Organizations API reference.

    Raises:
        ConfigurationError: Names the field.
    """
    if not accounts or not isinstance(accounts, (list, tuple)):
        raise ConfigurationError(
            f"{where}.accounts", expected="a list of at least one account", got=accounts
        )
    for position, account in enumerate(accounts):
        if not isinstance(account, str) or not _ACCOUNT.fullmatch(account):
            raise ConfigurationError(
                f"{where}.accounts[{position}]", expected="12 digits", got=account
            )
        if account == own_account:
            raise ConfigurationError(
                f"{where}.accounts[{position}]",
                expected="another account than its own (an OperatorRole is for people of this one)",
                got=account,
            )
    if not isinstance(external_id, str) or not _EXTERNAL_ID.fullmatch(external_id):
        raise ConfigurationError(
            f"{where}.external_id",
            expected="2 to 1,224 letters, digits or '_+=,.@:/-', which the other account has to "
            "say, or others could have it act for them",
            got=external_id,
        )
    if organization_id is not None and not _is_organization(organization_id):
        raise ConfigurationError(
            f"{where}.organization_id",
            expected="the id of an organisation, as in 'o-a1b2c3d4e5'",
            got=organization_id,
        )
    check_session_hours(f"{where}.session_hours", session_hours)


def _is_organization(value: object) -> bool:
    return isinstance(value, str) and _ORGANIZATION_ID.fullmatch(value) is not None
