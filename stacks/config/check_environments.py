"""Checks that no environment is in the way of another."""

from collections.abc import Sequence

from constructs_lib import ConfigurationError
from stacks.config.environment import EnvironmentConfig


def check_environments(environments: Sequence[EnvironmentConfig]) -> None:
    """Check each environment, and all of them together.

    Raises:
        ConfigurationError: A wrong value in one of them; the same name twice; the same cluster
            name twice in one account and region.
    """
    names: set[str] = set()
    clusters: dict[tuple[str, str, str], str] = {}
    for environment in environments:
        environment.check()
        if environment.name in names:
            raise ConfigurationError(
                "environments", expected="each environment name once", got=environment.name
            )
        names.add(environment.name)

        cluster = (environment.account, environment.region, environment.cluster_name)
        if cluster in clusters:
            raise ConfigurationError(
                f"{environment.name}.cluster_name",
                expected=f"another name than {clusters[cluster]} has "
                f"in account {environment.account}, {environment.region}",
                got=environment.cluster_name,
            )
        clusters[cluster] = environment.name
