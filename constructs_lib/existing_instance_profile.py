"""An instance profile that somebody else makes."""

from dataclasses import dataclass

from constructs_lib.check_types import check_types
from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.iam.existing_arn import ExistingArn, existing_arn


@dataclass(frozen=True, kw_only=True, slots=True)
class ExistingInstanceProfile:
    """An instance profile from outside, with the role that it holds.

    Each by its name, or by its ARN, which it takes if there is a path.
    """

    profile: str
    """The instance profile; the hosts carry exactly this one."""

    role: str = ""
    """The role in it. It has to be said, for nothing looks it up."""

    def check(self, where: str, *, account: str, partition: str) -> ExistingArn:
        """Return the profile, and refuse what could not be one with its role in the account.

        Raises:
            ConfigurationError: No name or ARN; no role; an ARN of another account, or profile and
                role in two accounts.
        """
        check_types(where, self)
        if not self.role:
            raise ConfigurationError(
                f"{where}.role",
                expected="name or ARN of the role in the instance profile (without it the CDK "
                "drops the profile of an instance, and makes another one)",
                got=self.role,
            )
        profile = existing_arn(
            f"{where}.profile",
            self.profile,
            kind="instance-profile",
            account=account,
            partition=partition,
        )
        role = existing_arn(
            f"{where}.role", self.role, kind="role", account=account, partition=partition
        )
        if None not in (profile.account, role.account) and profile.account != role.account:
            raise ConfigurationError(
                f"{where}.role",
                expected="a role of the same account as the instance profile",
                got=self.role,
            )
        return profile
