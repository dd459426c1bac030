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
        trust: The statements; the last may be for what comes along with a session.

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
    assumes = [one for one in trust if one["Action"] == "sts:AssumeRole"]
    role = new_role(
        scope,
        shape=replace(shape, max_session=Duration.hours(session_hours)),
        purpose=purpose,
        assumed_by=iam.CompositePrincipal(
            *(
                iam.ArnPrincipal(arn).with_conditions(one.get("Condition", {}))
                for one in assumes
                for arn in as_list(one["Principal"]["AWS"])
            )
        ),
    )
    document = role.assume_role_policy
    assert document is not None
    for statement in trust:
        if statement not in assumes:
            document.add_statements(iam.PolicyStatement.from_json(statement))
    return role
