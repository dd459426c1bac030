"""What a role has to allow or to deny."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from constructs_lib import ConfigurationError
from constructs_lib.iam.statement_mistakes import check_action, statement_mistakes

_FIELDS = {"Action": "action", "Resource": "resource", "Condition": "context"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Expectation:
    """One call to AWS: an action on a resource."""

    action: str
    """One action, without ``*`` or ``?``."""

    resource: str = "*"
    """ARN, without ``*`` or ``?``; ``*`` for an action that takes no resource."""

    context: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    """Condition keys of the call with their values, as in ``{"s3:prefix": "reports/"}``.

    What hangs on a key that is not here cannot be decided, which is a mistake. The sandbox makes no
    call that has a context, since nobody can choose that of a real one.
    """

    def check(self, where: str) -> None:
        """Refuse what is not one call.

        Raises:
            ConfigurationError: Names the field.
        """
        self._check_context(f"{where}.context")
        check_action(f"{where}.action", self.action)
        if "*" in self.action or "?" in self.action:
            raise ConfigurationError(
                f"{where}.action", expected="one action, without '*' or '?'", got=self.action
            )
        statement = {
            "Action": self.action,
            "Resource": self.resource,
            "Condition": {"StringEquals": dict(self.context)},
        }
        for mistake in statement_mistakes(statement):
            raise ConfigurationError(
                f"{where}.{_FIELDS[mistake.element]}", expected=mistake.expected, got=mistake.got
            )
        if self.resource != "*" and ("*" in self.resource or "?" in self.resource):
            raise ConfigurationError(
                f"{where}.resource", expected="one ARN, without '*' or '?'", got=self.resource
            )

    def _check_context(self, where: str) -> None:
        for key, value in self.context.items():
            values = [value] if isinstance(value, str) else value
            is_list = isinstance(values, (list, tuple)) and bool(values)
            if not isinstance(key, str) or not is_list or not all(map(_is_text, values)):
                raise ConfigurationError(
                    where,
                    expected="a condition key and its value, or a tuple of values, as in "
                    "{'s3:prefix': 'reports/'}",
                    got={key: value},
                )


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def check_expectations(
    where: str, *, must_allow: Sequence[Expectation], must_deny: Sequence[Expectation]
) -> None:
    """Refuse what is not one call, and a call that is expected both ways.

    Raises:
        ConfigurationError: Names the field.
    """
    for name, expectations in (("must_allow", must_allow), ("must_deny", must_deny)):
        for position, expectation in enumerate(expectations):
            expectation.check(f"{where}.{name}[{position}]")
    if both := [one for one in must_allow if one in must_deny]:
        raise ConfigurationError(
            f"{where}.must_deny", expected="nothing that is in must_allow", got=both[0]
        )
