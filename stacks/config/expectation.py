"""What a role has to allow or to deny."""

from dataclasses import dataclass

from constructs_lib import ConfigurationError
from constructs_lib.iam.statement_mistakes import check_action, statement_mistakes


@dataclass(frozen=True, kw_only=True, slots=True)
class Expectation:
    """One call to AWS: an action on a resource."""

    action: str
    """One action, without ``*`` or ``?``."""

    resource: str = "*"
    """ARN, without ``*`` or ``?``; ``*`` for an action that takes no resource."""

    def check(self, where: str) -> None:
        """Refuse what is not one call."""
        check_action(f"{where}.action", self.action)
        if "*" in self.action or "?" in self.action:
            raise ConfigurationError(
                f"{where}.action", expected="one action, without '*' or '?'", got=self.action
            )
        for mistake in statement_mistakes({"Action": self.action, "Resource": self.resource}):
            raise ConfigurationError(
                f"{where}.{mistake.element.lower()}", expected=mistake.expected, got=mistake.got
            )
        if self.resource != "*" and ("*" in self.resource or "?" in self.resource):
            raise ConfigurationError(
                f"{where}.resource", expected="one ARN, without '*' or '?'", got=self.resource
            )
