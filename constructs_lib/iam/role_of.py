"""The role of a construct: its own, or one from outside."""

from collections.abc import Callable
from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.iam.existing_arn import ExistingArn, existing_arn
from constructs_lib.iam.role_from_outside import RoleFromOutside
from constructs_lib.iam.role_kind import RoleKind
from constructs_lib.iam.role_shape import RoleShape, new_role


def role_of(
    scope: Construct,
    *,
    kind: RoleKind,
    purpose: str,
    assumed_by: iam.IPrincipal,
    shape: RoleShape | None,
    existing: str | None,
    existing_prop: str = "existing_role",
    instance_profile: ExistingArn | None = None,
    role_class: type[iam.Role] = iam.Role,
    narrowed: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
) -> iam.Role | RoleFromOutside:
    """Make the role of a construct, or refer to the one that its user has.

    Here alone it is decided which; ``ManagedPolicies`` and grants serve both.

    Args:
        scope: The construct; the role's id in it is ``Role``.
        kind: What the role is used as.
        purpose: What it is for.
        assumed_by: Who may assume it, or has to be able to.
        shape: How a role that is made looks.
        existing: Name or ARN of a role from outside; a role is made if there is none.
        existing_prop: The prop that it comes from, for the message.
        instance_profile: The existing profile that delivers the existing role.
        role_class: What kind of ``Role`` to make.
        narrowed: Returns what is needed of a statement that is granted to a role from outside.

    Raises:
        ConfigurationError: A shape that IAM would refuse, or one for a role from outside; no name
            or ARN of a role.
    """
    if existing is None:
        return new_role(
            scope,
            kind=kind,
            shape=shape or RoleShape(),
            purpose=purpose,
            assumed_by=assumed_by,
            role_class=role_class,
        )
    if shape is not None:
        raise ConfigurationError(
            f"{scope.node.path}.shape",
            expected=f"none beside {existing_prop} (its owner shapes a role from outside)",
            got=shape,
        )
    where, stack = f"{scope.node.path}.{existing_prop}", Stack.of(scope)
    return RoleFromOutside(
        scope,
        "Role",
        existing=existing_arn(
            where, existing, kind="role", account=stack.account, partition=stack.partition
        ),
        kind=kind.value,
        purpose=purpose,
        assumed_by=assumed_by,
        instance_profile=instance_profile,
        narrowed=narrowed,
    )
