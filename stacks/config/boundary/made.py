"""A permissions boundary of an environment's own."""

import re
from dataclasses import dataclass

from constructs_lib import ConfigurationError
from constructs_lib.application_boundary import check_denied_action
from constructs_lib.iam.limits import POLICY_NAME_CHARACTERS

_NAME = re.compile(r"[A-Za-z0-9+=,.@_-]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class BoundaryConfig:
    """An ``ApplicationBoundary`` that is made before the roles of the environment."""

    name: str
    """What services call it; the policy is named ``<environment>-<name>``."""

    denied_actions: tuple[str, ...] = ()
    """``service:Name`` to deny beside what every one denies; ``*`` may stand in the name."""

    def policy_name(self, environment: str) -> str:
        """Return the name of the policy, which has no path.

        Args:
            environment: Name of the environment.
        """
        return f"{environment}-{self.name}"

    def check(self, where: str, *, environment: str) -> None:
        """Refuse a policy that IAM would refuse, and actions that AWS does not have."""
        most = POLICY_NAME_CHARACTERS - len(self.policy_name(environment)) + len(self.name)
        if not _NAME.fullmatch(self.name) or len(self.name) > most:
            raise ConfigurationError(
                f"{where}.name",
                expected=f"1 to {most} letters, digits or '+=,.@_-' (the policy is named "
                f"'{self.policy_name(environment)}')",
                got=self.name,
            )
        for action in self.denied_actions:
            check_denied_action(f"{where}.denied_actions", action)
