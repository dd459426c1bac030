"""Checks that environments of one account share its identity providers."""

from collections.abc import Sequence

from constructs_lib import ConfigurationError
from stacks.config.environment import EnvironmentConfig


def check_identity_providers(environments: Sequence[EnvironmentConfig]) -> None:
    """Refuse a second provider of one issuer in one account, and tokens that the first refuses.

    A provider takes only the audiences that it was made with. Source: "Create an OpenID Connect
    (OIDC) identity provider in IAM" in the IAM user guide.

    Raises:
        ConfigurationError: Names the environment that has to give way.
    """
    makers: dict[tuple[str, str], EnvironmentConfig] = {}
    for environment in environments:
        for issuer in environment.access.new_issuers:
            maker = makers.setdefault((environment.account, issuer), environment)
            if maker is not environment:
                raise ConfigurationError(
                    f"{environment.name}.access.existing_identity_providers",
                    expected=f"{issuer!r} among them, because an account has its provider once "
                    f"and {maker.name} makes it",
                    got=environment.access.existing_identity_providers,
                )
    for environment in environments:
        for issuer in environment.access.existing_identity_providers:
            if (environment.account, issuer) in makers:
                _check_audiences(environment, issuer, makers[environment.account, issuer])


def _check_audiences(environment: EnvironmentConfig, issuer: str, maker: EnvironmentConfig) -> None:
    known = maker.access.audiences(issuer)
    for audience in environment.access.audiences(issuer):
        if audience not in known:
            raise ConfigurationError(
                f"{environment.name}.access.deployers",
                expected=f"audiences that the provider of {issuer} takes, which {maker.name} "
                f"makes ({', '.join(known)})",
                got=audience,
            )
