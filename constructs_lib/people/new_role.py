"""Makes the role of a person or of another account."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from constructs import Construct

from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.iam.role_shape import RoleShape, new_role
from constructs_lib.iam.unresolved import as_list


def new_role_of_people(
    scope: Construct,
    *,
    shape: RoleShape | None,
    session_hours: int,
    purpose: str,
    trust: Sequence[Mapping[str, Any]],
) -> iam.Role:
    """Define the role with exactly the statements of its trust policy.

    Args:
        scope: The construct; the role's id in it is ``Role``.
        shape: What the user asks for; it leaves the session to the construct.
        session_hours: The longest session.
        purpose: Description of a role that has none of its own.
        trust: The statements, each with principals of kind ``AWS``.

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
        arns = (arn for one in trust for arn in as_list(one["Principal"]["AWS"]))
        super().__init__(*(iam.ArnPrincipal(arn) for arn in dict.fromkeys(arns)))
        self._trust = trust

    def add_to_assume_role_policy(self, document: iam.PolicyDocument) -> None:
        """Add the statements to the trust policy."""
        document.add_statements(*(iam.PolicyStatement.from_json(one) for one in self._trust))
