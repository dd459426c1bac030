"""The policies of what the agents on hosts may do."""

from aws_cdk import Acknowledgment, Stack, Validations
from aws_cdk import aws_iam as iam
from constructs import Construct

from constructs_lib.agent.cluster_scope import ClusterScope
from constructs_lib.agent.statements import Statement
from constructs_lib.iam.managed_policies import ManagedPolicies
from constructs_lib.iam.wildcards import acknowledge_wildcards

_WHY_WILDCARDS = "Each stands for ids that are not known before the host runs, or for no resource."
_WHY_CLASSIC = "Whoever turns on classic_permissions asks for the long-standing set on *."


def cluster_scope(scope: Construct, cluster_name: str) -> ClusterScope:
    """Return a cluster in the account and region of a construct."""
    stack = Stack.of(scope)
    return ClusterScope(
        partition=stack.partition,
        region=stack.region,
        account=stack.account,
        cluster_name=cluster_name,
    )


def attach_agent_policies(
    scope: Construct,
    *,
    role: iam.IRole,
    where: str,
    statements: list[Statement],
    is_classic: bool,
) -> ManagedPolicies:
    """Attach the agents' customer-managed policies to their role, and say why they have wildcards.

    Args:
        scope: The construct; the policies' id in it is ``AgentPolicy``.
        role: Of the hosts.
        where: What the hosts are, for the description.
        statements: What the agents do.
        is_classic: Whether these are the long-standing permissions.
    """
    policies = ManagedPolicies(
        scope, "AgentPolicy", description=f"What the ECS agent on {where} may do.", role=role
    )
    policies.add(*statements)
    acknowledge_wildcards(
        policies, statements, reason=_WHY_CLASSIC if is_classic else _WHY_WILDCARDS
    )
    if is_classic:
        # It necessarily breaks this contract of hosts.
        Validations.of(role).acknowledge(
            Acknowledgment(id="ecs-iam-roles::stays-in-its-cluster", reason=_WHY_CLASSIC)
        )
    return policies
