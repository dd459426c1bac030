"""Who else has a role in an environment, beside its hosts and tasks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from constructs_lib import ConfigurationError
from stacks.config.access.deployer import DeployerConfig
from stacks.config.access.external_account import ExternalAccountConfig
from stacks.config.access.operator import OperatorConfig

_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")

AccessRoleConfig = OperatorConfig | ExternalAccountConfig | DeployerConfig


@dataclass(frozen=True, kw_only=True, slots=True)
class AccessConfig:
    """The roles of operators, other accounts and deployers; none if all is left out."""

    operators: tuple[OperatorConfig, ...] = ()
    external_accounts: tuple[ExternalAccountConfig, ...] = ()
    deployers: tuple[DeployerConfig, ...] = ()

    alarm_emails: tuple[str, ...] = ()
    """Who is told when a role with an alarm is taken; AWS asks each to confirm.

    Others subscribe to the topic of the stack's output ``AlarmTopicArn``.
    """

    existing_identity_providers: tuple[str, ...] = ()
    """Issuers of tokens that the account knows already, as in ``https://gitlab.com``.

    An account has each once; those of the deployers are made if left out.
    """

    def check(self, where: str, *, account: str, partition: str) -> None:
        """Refuse what IAM would refuse, or what would let somebody else in.

        Raises:
            ConfigurationError: Names the field.
        """
        for operator in self.operators:
            operator.check(f"{where}.operators.{operator.name}", partition=partition)
        for external in self.external_accounts:
            external.check(
                f"{where}.external_accounts.{external.name}",
                account=account,
                partition=partition,
            )
        for deployer in self.deployers:
            deployer.check(f"{where}.deployers.{deployer.name}", partition=partition)
        self._check_names(where)
        self._check_alarm(f"{where}.alarm_emails")
        if unused := sorted(set(self.existing_identity_providers) - set(self.issuers)):
            raise ConfigurationError(
                f"{where}.existing_identity_providers",
                expected=f"issuers of its deployers ({', '.join(self.issuers) or 'none'})",
                got=unused[0],
            )

    def _check_alarm(self, where: str) -> None:
        for email in self.alarm_emails:
            if not _EMAIL.fullmatch(email):
                raise ConfigurationError(where, expected="e-mail addresses", got=email)
            if self.alarm_emails.count(email) > 1:
                raise ConfigurationError(where, expected="each address once", got=email)
        if self.alarm_emails and not self.has_alarm:
            raise ConfigurationError(
                where,
                expected="none, because no operator role has alarm=True",
                got=self.alarm_emails,
            )

    def _check_names(self, where: str) -> None:
        # Of all kinds: IAM has a name once, whatever the path. Outputs are named without '-'.
        taken: dict[str, str] = {}
        for place, role in self.places():
            key = role.name.replace("-", "")
            if key in taken:
                raise ConfigurationError(
                    f"{where}.{place}.name",
                    expected=f"another name than {taken[key]} has, by more than '-'",
                    got=role.name,
                )
            taken[key] = f"{where}.{place}"

    def places(self) -> Iterator[tuple[str, AccessRoleConfig]]:
        """Yield every role with its place here, as in ``operators.read-only``."""
        for field in ("operators", "external_accounts", "deployers"):
            for role in getattr(self, field):
                yield f"{field}.{role.name}", role

    def roles(self) -> Iterator[AccessRoleConfig]:
        """Yield every role."""
        for _, role in self.places():
            yield role

    def __bool__(self) -> bool:
        """Whether there is any role."""
        return any(True for _ in self.roles())

    @property
    def has_alarm(self) -> bool:
        """Whether the use of some role is told."""
        return any(operator.alarm for operator in self.operators)

    @property
    def issuers(self) -> tuple[str, ...]:
        """The identity providers whose tokens the deployers show."""
        return tuple(dict.fromkeys(one for each in self.deployers for one in each.issuers))

    def audiences(self, issuer: str) -> tuple[str, ...]:
        """Return for whom the deployers' tokens of an issuer are made."""
        workflows = (one for each in self.deployers for one in each.workflows)
        return tuple(dict.fromkeys(one.audience for one in workflows if one.issuer == issuer))

    @property
    def new_issuers(self) -> tuple[str, ...]:
        """Those of them that the account does not know yet."""
        return tuple(one for one in self.issuers if one not in self.existing_identity_providers)
