"""Which capacity providers the services of a cluster ask for."""

from collections.abc import Iterator, Sequence
from typing import Any

import jsii
from aws_cdk import CfnElement, Stack
from aws_cdk import aws_ecs as ecs
from constructs import IConstruct, IValidation

_KINDS = (ecs.CfnCluster, ecs.CfnCapacityProvider, ecs.CfnService)


@jsii.implements(IValidation)
class CapacityStrategies:
    """Refuses a service that asks for a capacity provider which its cluster lacks.

    ECS says so minutes into a deployment: a strategy names only providers that are associated with
    the cluster ("capacityProviderStrategy" of CreateService in the Amazon ECS API reference). What
    is known only at deployment passes, and so do services in other apps.
    """

    def __init__(self, association: IConstruct, cluster: str, providers: Sequence[str]) -> None:
        """Hold what a cluster has.

        Args:
            association: The construct that gives them to the cluster; named in the message.
            cluster: Name of the cluster, or a reference to it.
            providers: Names of its providers, or references to them.
        """
        self._association = association
        self._cluster = cluster
        self._providers = providers

    def validate(self) -> list[str]:
        """Return a line for each service that asks for another provider."""
        everything = self._association.node.root.node.find_all()
        nodes = [one for one in everything if isinstance(one, _KINDS)]
        names = _Names(nodes)
        cluster = names.of(self._association, self._cluster)
        known = {str(names.of(self._association, one)) for one in self._providers}
        known |= {
            str(names.own(one))
            for one in nodes
            if isinstance(one, ecs.CfnCapacityProvider)
            and one.cluster_name is not None
            and names.of(one, one.cluster_name) == cluster
        }
        return [
            f"{service.node.path}: capacity provider of the service: expected one of its cluster "
            f"({', '.join(sorted(known)) or 'which has none'}; another is added to "
            f"{self._association.node.path}), got {asked!r}"
            for service in nodes
            if isinstance(service, ecs.CfnService) and names.of(service, service.cluster) == cluster
            for asked in _asked(service)
            if isinstance(asked, str) and asked not in known
        ]


class _Names:
    """The names that templates give to clusters and providers, for what refers to these."""

    def __init__(self, nodes: Sequence[CfnElement]) -> None:
        self._own = {
            (Stack.of(one), Stack.of(one).resolve(one.logical_id)): one
            for one in nodes
            if isinstance(one, (ecs.CfnCluster, ecs.CfnCapacityProvider))
        }

    def of(self, user: IConstruct, value: Any) -> object:
        """Return a name; what refers to one without a name stays a reference, with its stack."""
        resolved = Stack.of(user).resolve(value)
        if isinstance(resolved, dict) and isinstance(resolved.get("Ref"), str):
            return self.own(self._own.get((Stack.of(user), resolved["Ref"]))) or resolved
        return resolved

    @staticmethod
    def own(resource: CfnElement | None) -> object:
        """Return the name that a cluster or provider has in its template, or where it is."""
        if isinstance(resource, ecs.CfnCluster):
            return resource.cluster_name or resource.node.path
        if isinstance(resource, ecs.CfnCapacityProvider):
            return resource.name or resource.node.path
        return None


def _asked(service: ecs.CfnService) -> Iterator[object]:
    strategy = Stack.of(service).resolve(service.capacity_provider_strategy)
    for item in strategy if isinstance(strategy, list) else []:
        yield item.get("capacityProvider")
