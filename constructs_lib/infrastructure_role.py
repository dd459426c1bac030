"""The identity of Amazon ECS itself when it manages infrastructure for a cluster or a service."""

from typing import Any

from aws_cdk import Acknowledgment, Stack, Validations
from aws_cdk import aws_iam as iam
from constructs import Construct

from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.container_instance_role import ContainerInstanceRole
from constructs_lib.iam.checks import IamChecks
from constructs_lib.iam.managed_policies import ManagedPolicies
from constructs_lib.iam.pass_role import pass_role_statement
from constructs_lib.iam.role_kind import RoleKind
from constructs_lib.iam.role_of import role_of
from constructs_lib.iam.role_shape import RoleShape
from constructs_lib.infrastructure_purpose import InfrastructurePurpose
from constructs_lib.passed_role import PassedRole

_EC2, _ECS = "ec2.amazonaws.com", "ecs.amazonaws.com"
_WHY_AWS_MANAGED = "ECS keeps adding to what it needs; a copy of AWS's policy would soon lack some."


class InfrastructureRole(Construct):
    """The role that ECS assumes for one purpose: managed instances, volumes and the like.

    Its permissions are those of AWS's managed policy for the purpose, which AWS keeps in step with
    what ECS does. What that leaves open is closed beside it: AWS's policy for managed instances
    passes every role named ``ecsInstanceRole*`` to EC2; this role passes the one container-instance
    role that it is given, whatever its name, and is denied every other.

    The trust policy has no condition. AWS documents ``aws:SourceAccount`` and ``aws:SourceArn`` for
    the roles that ``ecs-tasks.amazonaws.com`` assumes; every trust policy that it shows for
    ``ecs.amazonaws.com`` is without them ("Amazon ECS infrastructure IAM role", the same "for load
    balancers", and "Permissions required for Lambda functions in Amazon ECS blue/green deployments"
    in the Amazon ECS developer guide), so ECS may not send them. What keeps others out is
    ``iam:PassRole``: ECS takes the role from nobody who may not pass it (``grant_pass``), and
    nobody can pass a role of another account.

    Hand ``role`` to a capacity provider or a service, and let that wait for the permissions, so
    that ECS has them from the first launch to the last clean-up:
    ``provider.node.add_dependency(infrastructure_role)``. What a purpose needs beyond AWS's policy,
    as the key of encrypted volumes, is granted to ``role``.

    Attributes:
        role: Trusts ECS only.
        purpose: What ECS does with it.
        instance_role: The one role that it may pass; none for the other purposes.
    """

    role: iam.IRole
    purpose: InfrastructurePurpose
    instance_role: iam.IRole | None

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        purpose: InfrastructurePurpose,
        instance_role: iam.IRole | ContainerInstanceRole | None = None,
        shape: RoleShape | None = None,
        existing_role: str | None = None,
    ) -> None:
        """Define the role, with AWS's managed policy and what narrows it.

        Args:
            scope: Parent in the construct tree.
            construct_id: Id, unique among siblings.
            purpose: What ECS does with the role.
            instance_role: The role of the instances that ECS launches, which it passes to EC2;
                needed for ``MANAGED_INSTANCES``, and for nothing else.
            shape: Boundary, path, further policies and the like; none of them if left out.
            existing_role: Name or ARN of a role from outside, which is used as it is: nothing is
                attached, and what it needs is written beside the template; a role is made if left
                out.

        Raises:
            ConfigurationError: An instance role that is missing or has no use; a shape that IAM
                would refuse; no name or ARN of a role, or one beside a shape.
        """
        super().__init__(scope, construct_id)
        IamChecks.of(self)
        self.purpose = purpose
        _check_instance_role(f"{self.node.path}.instance_role", purpose, instance_role)
        role = role_of(
            self,
            kind=RoleKind.INFRASTRUCTURE,
            purpose=f"Infrastructure role: what ECS itself does for {purpose.value}.",
            assumed_by=iam.ServicePrincipal(_ECS),
            shape=shape,
            existing=existing_role,
        )
        role.add_managed_policy(
            iam.ManagedPolicy.from_aws_managed_policy_name(purpose.managed_policy)
        )
        self.role = role
        self.instance_role = None if instance_role is None else _as_role(instance_role)
        # As cdk-nag names it, whatever the partition is.
        policy = f"arn:<AWS::Partition>:iam::aws:policy/{purpose.managed_policy}"
        Validations.of(role).acknowledge(
            Acknowledgment(id=f"AwsSolutions-IAM4[Policy::{policy}]", reason=_WHY_AWS_MANAGED)
        )
        if self.instance_role is not None:
            policies = ManagedPolicies(
                self,
                "PassRolePolicy",
                description="Which role ECS may pass to the instances that it launches.",
                role=role,
            )
            policies.add(*_pass_only(self, self.instance_role.role_arn))

    @property
    def passed_roles(self) -> tuple[PassedRole, ...]:
        """The role, as whoever makes a capacity provider or service hands it to ECS."""
        return (PassedRole(role=self.role, service=_ECS),)

    def grant_pass(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let whoever deploys hand this role, and no other, to ECS and to no other service.

        It is needed beside ``ecs:CreateCapacityProvider``, ``ecs:CreateService`` and the like.

        Args:
            grantee: Who deploys.
        """
        statement = pass_role_statement(
            self.role.role_arn, _ECS, partition=Stack.of(self).partition
        )
        return iam.Grant.add_to_principal(
            grantee=grantee,
            actions=[statement["Action"]],
            resource_arns=[statement["Resource"]],
            conditions=statement["Condition"],
        )


def _check_instance_role(
    where: str,
    purpose: InfrastructurePurpose,
    instance_role: iam.IRole | ContainerInstanceRole | None,
) -> None:
    if purpose.passes_instance_role and instance_role is None:
        raise ConfigurationError(
            where, expected="the container-instance role that the instances run with", got=None
        )
    if instance_role is not None and not purpose.passes_instance_role:
        raise ConfigurationError(
            where,
            expected=f"none for {purpose.name}, where ECS passes no role (leave it out)",
            got=instance_role.node.path,
        )


def _as_role(instance_role: iam.IRole | ContainerInstanceRole) -> iam.IRole:
    return instance_role.role if isinstance(instance_role, ContainerInstanceRole) else instance_role


def _pass_only(scope: Construct, role_arn: str) -> list[dict[str, Any]]:
    """Return what lets ECS pass one role to EC2, and denies it every other.

    Source: the managed policies AmazonECSInfrastructureRolePolicyForManagedInstances (v11), whose
    condition is ``ec2.*``, and AmazonECS_FullAccess, which names the two that this stands for.
    """
    return [
        pass_role_statement(role_arn, _EC2, partition=Stack.of(scope).partition),
        {"Effect": "Deny", "Action": "iam:PassRole", "NotResource": role_arn},
    ]
