"""Gives a role what the user of its construct asks for."""

from collections.abc import Sequence

from constructs import Construct

from constructs_lib.iam.checks import IamChecks
from constructs_lib.iam.managed_policies import ManagedPolicies
from constructs_lib.iam.permission import Permission
from constructs_lib.iam.wildcards import acknowledge_wildcards


def grant_permissions(
    scope: Construct, policies: ManagedPolicies, permissions: Sequence[Permission]
) -> None:
    """Add what the user of a construct asks for, and say why it holds wildcards.

    Raises:
        ConfigurationError: A permission that IAM would refuse.
    """
    for position, permission in enumerate(permissions):
        permission.check(f"{scope.node.path}.permissions[{position}]")
        if permission.unchecked_because is not None:
            IamChecks.of(scope).accept(
                scope, permission.actions, reason=permission.unchecked_because
            )
        policies.add(permission.statement())
        if permission.wildcards_because is not None:
            acknowledge_wildcards(
                policies, [permission.statement()], reason=permission.wildcards_because
            )
