"""What a role has to allow or to deny."""

from collections.abc import Sequence
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


def check_expectations(
    where: str, *, must_allow: Sequence[Expectation], must_deny: Sequence[Expectation]
) -> None:
    """Refuse what is not one call, and a call that is expected both ways.

    Raises:
        ConfigurationError: Names the field.
    """
    for field, expectations in (("must_allow", must_allow), ("must_deny", must_deny)):
        for position, expectation in enumerate(expectations):
            expectation.check(f"{where}.{field}[{position}]")
    if both := [one for one in must_allow if one in must_deny]:
        raise ConfigurationError(
            f"{where}.must_deny", expected="nothing that is in must_allow", got=both[0]
        )
