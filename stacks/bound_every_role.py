"""The ceiling on the roles of a stack."""

from aws_cdk import Stack
from aws_cdk import aws_iam as iam


def bound_every_role(stack: Stack, policy_name: str | None) -> None:
    """Put a permissions boundary on every role of the stack, also on those that the CDK adds.

    Args:
        stack: Whose roles.
        policy_name: A customer-managed policy of the stack's account, with its path, that is there
            before the stack; no boundary if there is none.
    """
    if policy_name is not None:
        boundary = iam.ManagedPolicy.from_managed_policy_name(
            stack, "PermissionsBoundary", policy_name
        )
        iam.PermissionsBoundary.of(stack).apply(boundary)
