"""Checks that no role of people is a way into another."""

from collections.abc import Collection, Iterator

from constructs_lib import ConfigurationError
from stacks.config.access.access import AccessConfig


def check_takers(where: str, access: AccessConfig, *, own: Collection[str]) -> None:
    """Refuse a role of the environment's own stack that may take another one of it.

    IAM refuses to trust a role that is not there yet, and who took the first without MFA, or for an
    hour, would have the second. Whom the first trusts, the second can trust as well.

    Args:
        where: Name of the environment's field.
        access: Its roles.
        own: Their ARNs.

    Raises:
        ConfigurationError: Names the field.
    """
    for place, taker in _takers(access):
        # A role is often called by its name alone, as tables show it.
        if taker in own or taker in {one.rpartition("/")[2] for one in own}:
            raise ConfigurationError(
                f"{where}.{place}",
                expected="no role of people of the same environment (name those who take it)",
                got=taker,
            )


def _takers(access: AccessConfig) -> Iterator[tuple[str, str]]:
    for operator in access.operators:
        for position, role in enumerate(operator.operators.roles):
            yield f"operators.{operator.name}.operators.roles[{position}]", role
    for deployer in access.deployers:
        for position, role in enumerate(deployer.trusted_roles):
            yield f"deployers.{deployer.name}.trusted_roles[{position}]", role
