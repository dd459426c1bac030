"""A permissions boundary that is there already."""

from dataclasses import dataclass

from stacks.config.policy_name import check_policy_name
from stacks.config.reason import check_reason


@dataclass(frozen=True, kw_only=True, slots=True)
class ExistingBoundary:
    """A customer-managed policy of the account, which somebody else makes; nothing is changed."""

    name: str
    """Name of the policy with its path, as in ``boundaries/application``; what services call it."""

    unread_because: str | None = None
    """How it is known that it leaves what roles under it must allow: its text is not in the app.

    Of a role with ``must_allow``, ``cdk synth`` refuses it if left out.
    """

    def policy_name(self, environment: str) -> str:
        """Return the name of the policy with its path, whichever environment asks."""
        return self.name

    def check(self, where: str, *, environment: str) -> None:
        """Refuse what is no name of a policy, and a reason that says nothing."""
        check_policy_name(f"{where}.name", self.name)
        check_reason(f"{where}.unread_because", self.unread_because)
