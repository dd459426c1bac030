"""A moment, as a condition on ``aws:CurrentTime`` has it."""

import re

from constructs_lib.configuration_error import ConfigurationError

_MOMENT = re.compile(
    r"(?P<year>20\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])"
    r"T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ",
    re.ASCII,
)
_SHORT_MONTHS = (4, 6, 9, 11)


def check_moment(where: str, text: str | None) -> None:
    """Refuse what is no moment in UTC; none passes.

    IAM would take other forms of ISO 8601 as well. Those of this one are in order as texts, and
    as easy to compare by eye. Source: "Date condition operators" in the IAM user guide.

    Raises:
        ConfigurationError: Another form, or a day that there is not.
    """
    if text is None:
        return
    found = _MOMENT.fullmatch(text)
    if found is None or int(found["day"]) > _days(int(found["year"]), int(found["month"])):
        raise ConfigurationError(
            where, expected="a time in UTC, as in '2026-12-01T08:00:00Z'", got=text
        )


def _days(year: int, month: int) -> int:
    if month == 2:
        # Of the years from 2000 to 2099, every fourth is a leap year.
        return 28 if year % 4 else 29
    return 30 if month in _SHORT_MONTHS else 31
