"""Checks that no environment is in the way of another."""

from collections.abc import Sequence

from constructs_lib import ConfigurationError
from stacks.config.boundary import ExistingBoundary
from stacks.config.check_comparisons import check_comparisons
from stacks.config.check_identity_providers import check_identity_providers
from stacks.config.environment import EnvironmentConfig


def check_environments(environments: Sequence[EnvironmentConfig]) -> None:
    """Check each environment, and all of them together.

    Raises:
        ConfigurationError: A wrong value in one of them; names that make the same stack twice; the
            same cluster or capacity provider twice in one account and region; a boundary that
            has the name of another policy in its account; a role of people that has the name of
            another in its account; an identity provider twice in one account; an environment that
            is compared with none that there is.
    """
    if not isinstance(environments, (list, tuple)) or not environments:
        raise ConfigurationError(
            "environments", expected="a tuple of at least one, as in (DEV,)", got=environments
        )
    for environment in environments:
        if not isinstance(environment, EnvironmentConfig):
            raise ConfigurationError(
                "environments", expected="EnvironmentConfig, as in (DEV, PROD)", got=environment
            )
        environment.check()
    _check_stacks(environments)
    _check_clusters(environments)
    _check_providers(environments)
    _check_boundaries(environments)
    _check_access_roles(environments)
    check_identity_providers(environments)
    check_comparisons(environments)


def _check_stacks(environments: Sequence[EnvironmentConfig]) -> None:
    taken: dict[str, str] = {}
    for environment in environments:
        for stack in environment.stack_names:
            if stack in taken:
                raise ConfigurationError(
                    environment.name,
                    expected=f"names that make another stack than one of {taken[stack]}",
                    got=stack,
                )
        taken |= dict.fromkeys(environment.stack_names, environment.name)


def _check_clusters(environments: Sequence[EnvironmentConfig]) -> None:
    taken: dict[tuple[str, str, str], str] = {}
    for environment in environments:
        # A role can be named after it, and IAM tells names apart by more than case.
        cluster = (environment.account, environment.region, environment.cluster_name.lower())
        if cluster in taken:
            raise ConfigurationError(
                f"{environment.name}.cluster_name",
                expected=f"another name than {taken[cluster]} has "
                f"in account {environment.account}, {environment.region}",
                got=environment.cluster_name,
            )
        taken[cluster] = environment.name


def _check_providers(environments: Sequence[EnvironmentConfig]) -> None:
    """Refuse cluster ``a`` with capacity ``b-c`` beside cluster ``a-b`` with capacity ``c``."""
    taken: dict[tuple[str, str, str], str] = {}
    for environment in environments:
        for capacity in (one for one in environment.capacity if one.has_provider):
            name = environment.capacity_provider_name(capacity)
            provider = (environment.account, environment.region, name)
            if provider in taken:
                raise ConfigurationError(
                    f"{environment.name}.capacity.{capacity.name}.name",
                    expected=f"one that makes another capacity provider than {name}, "
                    f"which {taken[provider]} has in that account and region",
                    got=capacity.name,
                )
            taken[provider] = environment.name


def _check_boundaries(environments: Sequence[EnvironmentConfig]) -> None:
    """Refuse ``a`` with boundary ``b-c`` beside ``a-b`` with ``c``, and one that is there already.

    Two policies of an account cannot have the same name, whatever their paths, the case or the
    region ("IAM and AWS STS quotas" in the IAM user guide).
    """
    taken: dict[tuple[str, str], str] = {}
    for environment in environments:
        for boundary in environment.permissions_boundaries:
            if isinstance(boundary, ExistingBoundary):
                name = boundary.name.rpartition("/")[2].lower()
                taken[environment.account, name] = f"the existing {boundary.name}"
    for environment in environments:
        for made in environment.made_boundaries:
            name = made.policy_name(environment.name)
            policy = (environment.account, name.lower())
            if policy in taken:
                raise ConfigurationError(
                    f"{environment.name}.permissions_boundaries.{made.name}.name",
                    expected=f"one that makes another policy than {name}, "
                    f"which is the name of {taken[policy]} in that account",
                    got=made.name,
                )
            taken[policy] = f"a boundary of {environment.name}"


def _check_access_roles(environments: Sequence[EnvironmentConfig]) -> None:
    """Refuse ``a`` with role ``b-c`` beside ``a-b`` with ``c``: IAM knows no regions, and names."""
    taken: dict[tuple[str, str], str] = {}
    for environment in environments:
        for place, role in environment.access.places():
            name = environment.access_role_name(role)
            if (environment.account, name) in taken:
                raise ConfigurationError(
                    f"{environment.name}.access.{place}.name",
                    expected=f"one that makes another role than {name}, "
                    f"which {taken[environment.account, name]} has in that account",
                    got=role.name,
                )
            taken[environment.account, name] = environment.name
