"""Which capacity providers a cluster has."""

from collections.abc import Sequence

from aws_cdk import aws_ecs as ecs
from constructs import Construct

from constructs_lib.capacity_provider_name import check_capacity_provider_name
from constructs_lib.capacity_strategies import CapacityStrategies
from constructs_lib.cluster_name import check_cluster_name
from constructs_lib.configuration_error import ConfigurationError

_OF_AWS = {"FARGATE", "FARGATE_SPOT"}


class ClusterCapacityProviders(Construct):
    """The association of a cluster with its capacity providers; a cluster has one.

    It is what ``Cluster.add_asg_capacity_provider`` of the CDK does for a cluster, without what
    that adds to the user data and the roles of the hosts. A service of the cluster, in the same
    app, that asks for a provider which the cluster lacks is refused at synthesis.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        cluster_name: str,
        capacity_provider_names: Sequence[str] = (),
        default: str | None = None,
    ) -> None:
        """Define the association.

        Args:
            scope: Parent in the construct tree.
            construct_id: Id, unique among siblings.
            cluster_name: Hand in ``cluster.cluster_name``, so that the cluster is there first.
            capacity_provider_names: Of ``AutoScalingCapacity``, and ``FARGATE`` or
                ``FARGATE_SPOT``. The provider of ``ManagedInstancesCapacity`` belongs to its
                cluster as it is.
            default: Where tasks run that name no strategy of their own: one of the providers, or
                that of ``ManagedInstancesCapacity``; none of them if left out.

        Raises:
            ConfigurationError: A provider twice, or a cluster name that ECS would refuse.
        """
        super().__init__(scope, construct_id)
        check_cluster_name(f"{self.node.path}.cluster_name", cluster_name)
        if isinstance(capacity_provider_names, str):
            raise ConfigurationError(
                f"{self.node.path}.capacity_provider_names",
                expected="a list of names, as in [hosts.capacity_provider_name]",
                got=capacity_provider_names,
            )
        for name in set(capacity_provider_names) - _OF_AWS:
            check_capacity_provider_name(f"{self.node.path}.capacity_provider_names", name)
        if len(set(capacity_provider_names)) != len(capacity_provider_names):
            raise ConfigurationError(
                f"{self.node.path}.capacity_provider_names",
                expected="each provider once",
                got=tuple(capacity_provider_names),
            )
        self.node.add_validation(
            CapacityStrategies(self, cluster_name, capacity_provider_names, default)
        )
        strategy = ecs.CfnClusterCapacityProviderAssociations.CapacityProviderStrategyProperty
        ecs.CfnClusterCapacityProviderAssociations(
            self,
            "Resource",
            cluster=cluster_name,
            capacity_providers=list(capacity_provider_names),
            default_capacity_provider_strategy=(
                [] if default is None else [strategy(capacity_provider=default, weight=1)]
            ),
        )
