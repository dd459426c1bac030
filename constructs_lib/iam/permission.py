"""One statement of a permissions policy, as data."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from constructs_lib.check_types import check_types
from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.iam.statement_mistakes import check_action, statement_mistakes

_FIELDS = {"Action": "actions", "Resource": "resources", "Condition": "conditions"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Permission:
    """Allows actions on resources: one ``Allow`` statement of a permissions policy."""

    actions: tuple[str, ...]
    """IAM actions, ``service:Name``; ``*`` may stand in the name."""

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
            ConfigurationError: A value of another type; no action or no resource; an action that
                AWS does not have; a resource that is neither ``*`` nor the ARN of something that
                the actions take; a condition without a value, or whose operator or key does not
                exist or does not apply to the actions.
        """
        check_types(where, self)
        for name, values in (("actions", self.actions), ("resources", self.resources)):
            if not values:
                raise ConfigurationError(f"{where}.{name}", expected="at least one", got=values)
        self._check_conditions(f"{where}.conditions")
        for action in self.actions:
            if "?" in action:
                # The CDK takes it for no action.
                raise ConfigurationError(
                    f"{where}.actions", expected="no '?' ('*' may stand in a name)", got=action
                )
        if self.unchecked_because is None:
            for action in self.actions:
                check_action(f"{where}.actions", action)
            for mistake in statement_mistakes(self.statement()):
                raise ConfigurationError(
                    f"{where}.{_FIELDS[mistake.element]}",
                    expected=mistake.expected,
                    got=mistake.got,
                )

    def _check_conditions(self, where: str) -> None:
        """Refuse what would be left out of the template, and so allow more than is meant."""
        for operator, tests in self.conditions.items():
            if not isinstance(operator, str) or not isinstance(tests, Mapping) or not tests:
                raise ConfigurationError(
                    where,
                    expected="operator to key to value, as in "
                    "{'Bool': {'aws:SecureTransport': 'true'}}",
                    got={operator: tests},
                )
            for key, value in tests.items():
                values = value if isinstance(value, (list, tuple)) else [value]
                if not isinstance(key, str) or not _are_values(values):
                    raise ConfigurationError(
                        where,
                        expected="a text, a number or a truth value, or a list of these",
                        got={key: value},
                    )

    def statement(self) -> dict[str, Any]:
        """Return the statement as IAM reads it."""
        statement: dict[str, Any] = {
            "Effect": "Allow",
            "Action": list(self.actions),
            "Resource": list(self.resources),
        }
        if self.conditions:
            statement["Condition"] = {
                operator: {key: _listed(value) for key, value in tests.items()}
                for operator, tests in self.conditions.items()
            }
        return statement


def _are_values(values: Sequence[object]) -> bool:
    return bool(values) and all(
        isinstance(value, str) or (isinstance(value, (int, float)) and math.isfinite(value))
        for value in values
    )


def _listed(value: object) -> object:
    """A tuple is a list to IAM."""
    return list(value) if isinstance(value, tuple) else value
