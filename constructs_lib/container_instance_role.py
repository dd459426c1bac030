"""The identity of EC2 hosts that join an ECS cluster."""

from collections.abc import Sequence

import jsii
from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from constructs_lib.agent_policy import AgentPolicy, classic_agent_policy, scoped_agent_policy
from constructs_lib.cluster_name import check_cluster_name


@jsii.implements(iam.IGrantable)
class ContainerInstanceRole(Construct):
    """The role that an EC2 host assumes, and the instance profile that delivers it.

    It is itself a grantee: ``bucket.grant_read(instance_role)`` gives the hosts that access.

    Attributes:
        role: Trusts the EC2 service only; carries the ECS agent's permissions.
        instance_profile: Carries exactly this role; hand it to an instance or a launch template.
    """

    role: iam.IRole
    instance_profile: iam.IInstanceProfile

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        cluster_name: str,
        agent_policy: AgentPolicy = AgentPolicy.SCOPED,
        managed_policies: Sequence[iam.IManagedPolicy] = (),
        permissions_boundary: iam.IManagedPolicy | None = None,
    ) -> None:
        """Define the role, the agent's customer-managed policy and the instance profile.

        Args:
            scope: Parent in the construct tree.
            construct_id: Id, unique among siblings.
            cluster_name: The cluster that the hosts join; 1 to 255 characters.
            agent_policy: What the ECS agent may do; only what it needs, in this cluster only,
                if left out.
            managed_policies: Attached on top of the agent's policy; none if left out.
            permissions_boundary: Ceiling on the role; no ceiling if left out.

        Raises:
            ConfigurationError: A cluster name that ECS would refuse.
        """
        super().__init__(scope, construct_id)
        check_cluster_name(f"{self.node.path}.cluster_name", cluster_name)

        policy = iam.ManagedPolicy(
            self,
            "AgentPolicy",
            description="What the ECS agent on a container instance may do.",
            document=iam.PolicyDocument.from_json(self._document(agent_policy, cluster_name)),
        )
        # Attached from the role's side: whatever waits for the role waits for its permissions.
        self.role = iam.Role(
            self,
            "Role",
            description="Container-instance role: what the ECS agent on a host may do.",
            assumed_by=iam.ServicePrincipal("ec2.amazonaws.com"),
            managed_policies=[policy, *managed_policies],
            permissions_boundary=permissions_boundary,
        )
        self.instance_profile = iam.InstanceProfile(self, "InstanceProfile", role=self.role)

    @property
    def grant_principal(self) -> iam.IPrincipal:
        """The role, so that grants can be made to this construct itself."""
        return self.role

    def _document(self, agent_policy: AgentPolicy, cluster_name: str) -> dict[str, object]:
        if agent_policy is AgentPolicy.CLASSIC:
            return classic_agent_policy()
        stack = Stack.of(self)
        return scoped_agent_policy(
            ecs_arn_prefix=f"arn:{stack.partition}:ecs:{stack.region}:{stack.account}",
            cluster_name=cluster_name,
        )
