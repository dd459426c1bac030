"""Makes a role whose trust policy is given, for somebody who takes it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from constructs import Construct

from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.iam.policy_document import principals
from constructs_lib.iam.role_kind import RoleKind
from constructs_lib.iam.role_shape import RoleShape, new_role


def role_with_trust(
    scope: Construct,
    *,
    kind: RoleKind,
    shape: RoleShape | None,
    session_hours: int,
    purpose: str,
    trust: Sequence[Mapping[str, Any]],
) -> iam.Role:
    """Define the role with exactly the statements of its trust policy.

    Args:
        scope: The construct; the role's id in it is ``Role``.
        kind: Who takes it.
        shape: What the user asks for; it leaves the session to the construct.
        session_hours: The longest session.
        purpose: Description of a role that has none of its own.
        trust: The statements, each with principals of kind ``AWS`` or ``Federated``.

    Raises:
        ConfigurationError: A session in the shape too; a shape that IAM would refuse.
    """
    shape = shape or RoleShape()
    if shape.max_session is not None:
        raise ConfigurationError(
            f"{scope.node.path}.shape.max_session",
            expected="none (say it in session_hours)",
            got=shape.max_session.to_human_string(),
        )
    return new_role(
        scope,
        kind=kind,
        shape=replace(shape, max_session=Duration.hours(session_hours)),
        purpose=purpose,
        assumed_by=_Trusted(trust),
    )


class _Trusted(iam.CompositePrincipal):
    """Those whom the statements name, who bring them into the trust policy as they are.

    The CDK would write a statement for each of them, and a policy of many users would soon be too
    long, unless the app has the feature flag ``@aws-cdk/aws-iam:minimizePolicies``.
    """

    def __init__(self, trust: Sequence[Mapping[str, Any]]) -> None:
        whom = (pair for one in trust for pair in principals(dict(one)))
        super().__init__(*(_principal(kind, str(name)) for kind, name in dict.fromkeys(whom)))
        self._trust = trust

    def add_to_assume_role_policy(self, document: iam.PolicyDocument) -> None:
        """Add the statements to the trust policy."""
        document.add_statements(*(iam.PolicyStatement.from_json(one) for one in self._trust))


def _principal(kind: str, name: str) -> iam.PrincipalBase:
    if kind == "Federated":
        return iam.FederatedPrincipal(name, {}, "sts:AssumeRoleWithWebIdentity")
    return iam.ArnPrincipal(name)
