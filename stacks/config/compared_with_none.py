"""An environment by itself, without the one that it is compared with."""

from dataclasses import replace

from stacks.config.environment import EnvironmentConfig


def compared_with_none(environment: EnvironmentConfig) -> EnvironmentConfig:
    """Return an environment without ``no_wider_than``, and without the reasons to be wider."""
    access = environment.access
    return replace(
        environment,
        no_wider_than=None,
        hosts_wider_because=None,
        services=tuple(replace(one, wider_because=None) for one in environment.services),
        access=replace(
            access,
            operators=tuple(replace(one, wider_because=None) for one in access.operators),
            external_accounts=tuple(
                replace(one, wider_because=None) for one in access.external_accounts
            ),
            deployers=tuple(replace(one, wider_because=None) for one in access.deployers),
        ),
    )
