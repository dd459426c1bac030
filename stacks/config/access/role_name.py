"""Names of the roles that people type."""

import re

from constructs_lib import ConfigurationError

# Behind the 32 characters of an environment's name, within the 64 that a role can have.
_NAME = re.compile(r"[a-z][a-z0-9-]{0,29}")


def check_role_name(where: str, name: str) -> None:
    """Refuse a name that makes none of a role.

    Raises:
        ConfigurationError: Names it.
    """
    if not _NAME.fullmatch(name):
        raise ConfigurationError(
            where,
            expected="1 to 30 lower-case letters, digits or '-', starting with a letter",
            got=name,
        )
