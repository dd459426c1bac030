"""Customer-managed policies, as many as the statements need."""

from collections.abc import Mapping, Sequence
from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.iam.limits import MANAGED_POLICY_CHARACTERS
from constructs_lib.iam.policy_split import split_statements


def new_managed_policies(
    scope: Construct,
    construct_id: str,
    *,
    description: str,
    statements: Sequence[Mapping[str, Any]],
    roles: Sequence[iam.IRole] = (),
) -> list[iam.ManagedPolicy]:
    """Define the policies that hold the statements: one, as long as they fit into it.

    Args:
        scope: Parent of the policies.
        construct_id: Id of the first; the others add the bits of ``split_statements`` to it.
        description: What the policies allow.
        statements: What they hold.
        roles: To attach them to, from the policies' side; none if left out.

    Raises:
        ConfigurationError: A statement that no policy is large enough for.
    """
    try:
        parts = split_statements(Stack.of(scope).resolve(list(statements)))
    except ValueError as error:
        raise ConfigurationError(
            f"{scope.node.path}.{construct_id}",
            expected=f"statements of up to {MANAGED_POLICY_CHARACTERS} characters (divide the "
            "resources of this one over several)",
            got=f"{str(error)[:100]}...",
        ) from None
    policies = {
        key: iam.ManagedPolicy(
            scope,
            f"{construct_id}{key}",
            description=description,
            document=iam.PolicyDocument.from_json(
                {
                    "Version": "2012-10-17",
                    "Statement": [dict(statements[position]) for position in positions],
                }
            ),
            roles=list(roles),
        )
        for key, positions in sorted(parts.items())
    }
    for key, policy in policies.items():
        # A statement that moves to a new policy is there before it leaves the old one.
        origin = policies.get(key[:-1].rstrip("0"))
        if key and origin is not None:
            origin.node.add_dependency(policy)
    return list(policies.values())
