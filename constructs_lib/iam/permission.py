"""One statement of a permissions policy, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.iam.statement_mistakes import check_action, statement_mistakes

_FIELDS = {"Action": "actions", "Resource": "resources", "Condition": "conditions"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Permission:
    """Allows actions on resources: one ``Allow`` statement of a permissions policy."""

    actions: tuple[str, ...]
    """IAM actions, ``service:Name``; ``*`` and ``?`` may stand in the name."""

    resources: tuple[str, ...]
    """ARNs, or ``*`` for an action that takes no resource."""

    conditions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Condition operator to key to value; none if left out."""

    wildcards_because: str | None = None
    """Why it needs a ``*``, for cdk-nag and whoever reviews; not acknowledged if left out."""

    unchecked_because: str | None = None
    """Why the table of this library is wrong of it, as in "an action that is new since October".

    Actions, resources and condition keys are then not compared with the table.
    """

    def check(self, where: str) -> None:
        """Refuse what IAM would refuse, or what could never match a request.

        Raises:
            ConfigurationError: No action or no resource; an action that AWS does not have; a
                resource that is neither ``*`` nor the ARN of something that the actions take; a
                condition whose operator or key does not exist, or does not apply to the actions.
        """
        self._check_shape(where)
        if self.unchecked_because is None:
            for action in self.actions:
                check_action(f"{where}.actions", action)
            for mistake in statement_mistakes(self.statement()):
                raise ConfigurationError(
                    f"{where}.{_FIELDS[mistake.element]}",
                    expected=mistake.expected,
                    got=mistake.got,
                )

    def _check_shape(self, where: str) -> None:
        for name, values in (("actions", self.actions), ("resources", self.resources)):
            if isinstance(values, str):
                raise ConfigurationError(
                    f"{where}.{name}",
                    expected=f"a tuple, as in {name}=({values!r},)",
                    got=values,
                )
            if not values:
                raise ConfigurationError(f"{where}.{name}", expected="at least one", got=values)
        for operator, tests in self.conditions.items():
            if not isinstance(tests, Mapping):
                raise ConfigurationError(
                    f"{where}.conditions",
                    expected="operator to key to value, as in "
                    "{'Bool': {'aws:SecureTransport': 'true'}}",
                    got={operator: tests},
                )

    def statement(self) -> dict[str, Any]:
        """Return the statement as IAM reads it."""
        statement: dict[str, Any] = {
            "Effect": "Allow",
            "Action": list(self.actions),
            "Resource": list(self.resources),
        }
        if self.conditions:
            statement["Condition"] = {key: dict(test) for key, test in self.conditions.items()}
        return statement
