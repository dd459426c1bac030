"""What a role of people or of another account is granted."""

from collections.abc import Sequence

from constructs_lib import ConfigurationError, Permission
from stacks.config.expectation import Expectation, check_expectations


def check_granted(
    where: str,
    *,
    permissions: Sequence[Permission],
    must_allow: Sequence[Expectation],
    must_deny: Sequence[Expectation],
    partition: str,
) -> None:
    """Refuse permissions that IAM would refuse, or that could never work, and wrong expectations.

    Raises:
        ConfigurationError: Names the field.
    """
    for position, permission in enumerate(permissions):
        permission.check(f"{where}.permissions[{position}]")
        for resource in permission.resources:
            if resource.startswith("arn:") and resource.split(":")[1] != partition:
                raise ConfigurationError(
                    f"{where}.permissions[{position}].resources",
                    expected=f"an ARN of the partition {partition!r}",
                    got=resource,
                )
    check_expectations(where, must_allow=must_allow, must_deny=must_deny)
