"""Why something is as it is, for whoever asks."""

import re
from collections.abc import Mapping

from constructs_lib import ConfigurationError

_RULE = re.compile(r"[a-z]+(-[a-z]+)*")


def check_reason(where: str, reason: str | None) -> None:
    """Refuse a reason that says nothing; none passes.

    Raises:
        ConfigurationError: Names the field.
    """
    if reason is not None and not reason.strip():
        raise ConfigurationError(where, expected="a reason, or None", got=reason)


def check_accepted(where: str, accepted: Mapping[str, str]) -> None:
    """Refuse what names no rule of the access contracts, or gives no reason.

    Raises:
        ConfigurationError: Names the rule.
    """
    for rule, reason in accepted.items():
        if not isinstance(rule, str) or not _RULE.fullmatch(rule):
            raise ConfigurationError(
                where,
                expected="the name of a rule as the report has it, behind 'ecs-iam-roles::', as in "
                "'passes-no-role'",
                got=rule,
            )
        if not isinstance(reason, str) or not reason.strip():
            raise ConfigurationError(f"{where}[{rule!r}]", expected="a reason", got=reason)
