"""A permissions boundary that is there already."""

from dataclasses import dataclass

from stacks.config.policy_name import check_policy_name


@dataclass(frozen=True, kw_only=True, slots=True)
class ExistingBoundary:
    """A customer-managed policy of the account, which somebody else makes; nothing is changed."""

    name: str
    """Name of the policy with its path, as in ``boundaries/application``; what services call it."""

    def policy_name(self, environment: str) -> str:
        """Return the name of the policy with its path, whichever environment asks."""
        return self.name

    def check(self, where: str, *, environment: str) -> None:
        """Refuse what is no name of a policy."""
        check_policy_name(f"{where}.name", self.name)
