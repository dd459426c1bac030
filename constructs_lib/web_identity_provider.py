"""The trust of an account in a CI system's tokens."""

from collections.abc import Sequence

from aws_cdk import aws_iam as iam
from constructs import Construct

from constructs_lib.check_list import check_list
from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.web_identity import check_audience, check_issuer

_MOST_AUDIENCES = 100


class WebIdentityProvider(Construct):
    """What lets an account's roles be taken with the tokens of one issuer (OpenID Connect).

    An account has one for an issuer, in whatever stack and region it is made: a second one is
    refused by IAM. Roles refer to it by its ARN, which follows from the issuer; they are taken only
    once it is there. It lets nobody in by itself: each role says whom.

    Made by CloudFormation itself (``AWS::IAM::OIDCProvider``), without a function. It has no
    thumbprint: IAM checks the issuer's certificate against its own list of authorities, and keeps
    the thumbprint itself for an issuer that is not on that list.

    Sources: "Create an OpenID Connect (OIDC) identity provider in IAM" in the IAM user guide;
    "AWS::IAM::OIDCProvider" in the CloudFormation reference.

    Attributes:
        provider_arn: Its ARN.
    """

    provider_arn: str

    def __init__(
        self, scope: Construct, construct_id: str, *, issuer: str, audiences: Sequence[str]
    ) -> None:
        """Define the provider.

        Args:
            scope: Parent in the construct tree.
            construct_id: Id, unique among siblings.
            issuer: The ``iss`` of the tokens, as in ``https://gitlab.com``.
            audiences: Every ``aud`` that a role of the account asks for; 1 to 100.

        Raises:
            ConfigurationError: An issuer or an audience that IAM would refuse; none, or too many
                audiences.
        """
        super().__init__(scope, construct_id)
        where = self.node.path
        check_issuer(f"{where}.issuer", issuer)
        check_list(f"{where}.audiences", audiences, str)
        if not 1 <= len(audiences) <= _MOST_AUDIENCES:
            raise ConfigurationError(
                f"{where}.audiences", expected=f"1 to {_MOST_AUDIENCES}", got=list(audiences)
            )
        for position, audience in enumerate(audiences):
            check_audience(f"{where}.audiences[{position}]", audience)
        provider = iam.CfnOIDCProvider(
            self, "Resource", url=issuer, client_id_list=list(dict.fromkeys(audiences))
        )
        self.provider_arn = provider.attr_arn
