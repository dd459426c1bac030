"""The identity of EC2 hosts that join an ECS cluster."""

from dataclasses import replace

import jsii
from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from constructs_lib.agent.features import AgentFeatures
from constructs_lib.agent.policy import ecs_agent_statements, other_agents_statements
from constructs_lib.agent.statements import send_system_logs
from constructs_lib.agent_policies import attach_agent_policies, cluster_scope
from constructs_lib.cluster_name import check_cluster_name
from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.ec2_principal import ec2_principal
from constructs_lib.existing_instance_profile import ExistingInstanceProfile
from constructs_lib.iam.checks import IamChecks
from constructs_lib.iam.existing_arn import ExistingArn
from constructs_lib.iam.instance_profile_from_outside import InstanceProfileFromOutside
from constructs_lib.iam.managed_policies import ManagedPolicies
from constructs_lib.iam.role_from_outside import RoleFromOutside
from constructs_lib.iam.role_kind import RoleKind
from constructs_lib.iam.role_of import role_of
from constructs_lib.iam.role_shape import RoleShape
from constructs_lib.managed_instances_name import (
    check_managed_instances_role,
    managed_instances_role_name,
)
from constructs_lib.passed_role import PassedRole


@jsii.implements(iam.IGrantable)
class ContainerInstanceRole(Construct):
    """The role that an EC2 host assumes, and the instance profile that delivers it.

    It is itself a grantee: ``bucket.grant_read(instance_role)`` gives the hosts that access. What
    the CDK would add to the role of a host by itself, through the instance profile, is not added:
    the agent's permissions are complete as they are.

    Attributes:
        role: Trusts the EC2 service only; carries the agents' permissions.
        instance_profile: Carries exactly this role; hand it to an instance or a launch template.
        cluster_name: The cluster that the hosts join.
        features: What the agents on the hosts do; the hosts' settings come from it as well.
        for_managed_instances: Whether ECS Managed Instances may carry it.
    """

    role: iam.IRole
    instance_profile: iam.IInstanceProfile
    cluster_name: str
    features: AgentFeatures
    for_managed_instances: bool

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        cluster_name: str,
        features: AgentFeatures | None = None,
        for_managed_instances: bool = False,
        shape: RoleShape | None = None,
        existing: ExistingInstanceProfile | None = None,
    ) -> None:
        """Define the role, the agents' customer-managed policy and the instance profile.

        Args:
            scope: Parent in the construct tree.
            construct_id: Id, unique among siblings.
            cluster_name: The cluster that the hosts join; 1 to 255 characters.
            features: What the agents on the hosts do; what every ECS agent does if left out.
            for_managed_instances: Whether ECS Managed Instances may carry it, beside hosts of
                one's own: role and profile are then named ``ecsInstanceRole-<cluster>-<region>``,
                and the agent may send the system logs that it collects there; no if left out.
            shape: Boundary, path, further policies and the like; none of them if left out.
            existing: An instance profile from outside, with its role, which are used as they are:
                nothing is made or attached, and what the role needs is written beside the
                template; all of it is made here if left out.

        Raises:
            ConfigurationError: A cluster name, a feature or a shape that AWS would refuse, or that
                Managed Instances would; a profile from outside without its role, of another
                account, or beside a shape.
        """
        super().__init__(scope, construct_id)
        IamChecks.of(self)
        check_cluster_name(f"{self.node.path}.cluster_name", cluster_name)
        self.cluster_name = cluster_name
        self.features = features or AgentFeatures()
        self.features.check(f"{self.node.path}.features")
        self.for_managed_instances = for_managed_instances

        profile = self._checked(existing) if existing is not None else None
        name = None
        if for_managed_instances and existing is None:
            shape = shape or RoleShape()
            name = shape.name or managed_instances_role_name(
                cluster_name=cluster_name, region=Stack.of(self).region
            )
            check_managed_instances_role(f"{self.node.path}.shape", name=name, path=shape.path)
            shape = replace(shape, name=name)
        self.role = role_of(
            self,
            kind=RoleKind.CONTAINER_INSTANCE,
            purpose="Container-instance role: what the ECS agent on a host may do.",
            assumed_by=ec2_principal(self),
            shape=shape,
            existing=existing.role if existing is not None else None,
            existing_prop="existing",
            instance_profile=profile,
        )
        if for_managed_instances and isinstance(self.role, RoleFromOutside):
            check_managed_instances_role(
                f"{self.node.path}.existing.role",
                name=self.role.role_name,
                path=self.role.path,
            )
        self.instance_profile = self._profile(self.role.without_policy_updates(), profile, name)
        # Whatever waits for the profile waits for the permissions.
        self.instance_profile.node.add_dependency(self._policies())

    @property
    def grant_principal(self) -> iam.IPrincipal:
        """The role, so that grants can be made to this construct itself."""
        return self.role

    @property
    def passed_roles(self) -> tuple[PassedRole, ...]:
        """The role, as whoever launches a host hands it to EC2."""
        return (PassedRole(role=self.role, service="ec2.amazonaws.com"),)

    def _checked(self, existing: ExistingInstanceProfile) -> ExistingArn:
        where = f"{self.node.path}.existing"
        if not isinstance(existing, ExistingInstanceProfile):
            raise ConfigurationError(
                where,
                expected="an ExistingInstanceProfile(profile=..., role=...)",
                got=existing,
            )
        stack = Stack.of(self)
        return existing.check(where, account=stack.account, partition=stack.partition)

    def _profile(
        self, role: iam.IRole, existing: ExistingArn | None, name: str | None
    ) -> iam.IInstanceProfile:
        if existing is None:
            return iam.InstanceProfile(
                self, "InstanceProfile", role=role, instance_profile_name=name
            )
        return InstanceProfileFromOutside(self, "InstanceProfile", existing=existing, role=role)

    def _policies(self) -> ManagedPolicies:
        cluster = cluster_scope(self, self.cluster_name)
        return attach_agent_policies(
            self,
            role=self.role,
            where="a container instance",
            statements=[
                *ecs_agent_statements(self.features, cluster),
                *(send_system_logs(cluster) if self.for_managed_instances else ()),
                *other_agents_statements(self.features),
            ],
            is_classic=self.features.classic_permissions,
        )
