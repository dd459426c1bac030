"""Checks that no environment is in the way of another."""

from collections.abc import Sequence

from constructs_lib import ConfigurationError
from stacks.config.environment import EnvironmentConfig


def check_environments(environments: Sequence[EnvironmentConfig]) -> None:
    """Check each environment, and all of them together.

    Raises:
        ConfigurationError: A wrong value in one of them; names that make the same stack twice; the
            same cluster name twice in one account and region.
    """
    if not isinstance(environments, (list, tuple)) or not environments:
        raise ConfigurationError(
            "environments", expected="a tuple of at least one, as in (DEV,)", got=environments
        )
    clusters: dict[tuple[str, str, str], str] = {}
    stacks: dict[str, str] = {}
    for environment in environments:
        if not isinstance(environment, EnvironmentConfig):
            raise ConfigurationError(
                "environments", expected="EnvironmentConfig, as in (DEV, PROD)", got=environment
            )
        environment.check()
        for stack in environment.stack_names:
            if stack in stacks:
                raise ConfigurationError(
                    environment.name,
                    expected=f"names that make another stack than one of {stacks[stack]}",
                    got=stack,
                )
        stacks |= dict.fromkeys(environment.stack_names, environment.name)

        cluster = (environment.account, environment.region, environment.cluster_name)
        if cluster in clusters:
            raise ConfigurationError(
                f"{environment.name}.cluster_name",
                expected=f"another name than {clusters[cluster]} has "
                f"in account {environment.account}, {environment.region}",
                got=environment.cluster_name,
            )
        clusters[cluster] = environment.name
