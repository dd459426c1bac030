"""The identity of EC2 hosts that join an ECS cluster."""

from dataclasses import replace

import jsii
from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from constructs_lib.agent.cluster_scope import ClusterScope
from constructs_lib.agent.features import AgentFeatures
from constructs_lib.agent.policy import ecs_agent_statements, other_agents_statements
from constructs_lib.agent.statements import send_system_logs
from constructs_lib.cluster_name import check_cluster_name
from constructs_lib.iam.checks import IamChecks
from constructs_lib.iam.managed_policies import ManagedPolicies
from constructs_lib.iam.role_shape import RoleShape, new_role
from constructs_lib.iam.wildcards import acknowledge_wildcards
from constructs_lib.managed_instances_name import (
    check_managed_instances_role,
    managed_instances_role_name,
)

_WHY_WILDCARDS = "Each stands for ids that are not known before the host runs, or for no resource."
_WHY_CLASSIC = "Whoever turns on classic_permissions asks for the long-standing set on *."


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

        Raises:
            ConfigurationError: A cluster name, a feature or a shape that AWS would refuse, or that
                Managed Instances would.
        """
        super().__init__(scope, construct_id)
        IamChecks.of(self)
        check_cluster_name(f"{self.node.path}.cluster_name", cluster_name)
        self.cluster_name = cluster_name
        self.features = features or AgentFeatures()
        self.features.check(f"{self.node.path}.features")
        self.for_managed_instances = for_managed_instances
        shape = shape or RoleShape()
        name = None
        if for_managed_instances:
            name = shape.name or managed_instances_role_name(
                cluster_name=cluster_name, region=Stack.of(self).region
            )
            check_managed_instances_role(f"{self.node.path}.shape", name=name, path=shape.path)
            shape = replace(shape, name=name)

        role = new_role(
            self,
            shape=shape,
            purpose="Container-instance role: what the ECS agent on a host may do.",
            assumed_by=iam.ServicePrincipal("ec2.amazonaws.com"),
        )
        if Stack.of(self).partition == "aws-cn":
            _trust_ec2_of_china(role)
        self.role = role
        self.instance_profile = iam.InstanceProfile(
            self,
            "InstanceProfile",
            role=role.without_policy_updates(),
            instance_profile_name=name,
        )
        # Whatever waits for the profile waits for the permissions.
        self.instance_profile.node.add_dependency(self._policies())

    @property
    def grant_principal(self) -> iam.IPrincipal:
        """The role, so that grants can be made to this construct itself."""
        return self.role

    def _policies(self) -> ManagedPolicies:
        statements = [
            *ecs_agent_statements(self.features, self._cluster),
            *(send_system_logs(self._cluster) if self.for_managed_instances else ()),
            *other_agents_statements(self.features),
        ]
        policies = ManagedPolicies(
            self,
            "AgentPolicy",
            description="What the ECS agent on a container instance may do.",
            role=self.role,
        )
        policies.add(*statements)
        acknowledge_wildcards(
            policies,
            statements,
            reason=_WHY_CLASSIC if self.features.classic_permissions else _WHY_WILDCARDS,
        )
        return policies

    @property
    def _cluster(self) -> ClusterScope:
        stack = Stack.of(self)
        return ClusterScope(
            partition=stack.partition,
            region=stack.region,
            account=stack.account,
            cluster_name=self.cluster_name,
        )


def _trust_ec2_of_china(role: iam.Role) -> None:
    """Name EC2 as the regions of China do, which the CDK's principal rewrites.

    Sources: awslabs/cdk-eks-blueprints issue 558 (EKS refuses a node role without it) and
    hashicorp/terraform-provider-aws pull request 47141. ECS is named there as everywhere.
    """
    resource = role.node.default_child
    if isinstance(resource, iam.CfnRole):
        resource.add_property_override(
            "AssumeRolePolicyDocument.Statement.0.Principal.Service", "ec2.amazonaws.com.cn"
        )
