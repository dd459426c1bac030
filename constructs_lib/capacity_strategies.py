"""Which capacity providers the services of a cluster ask for."""

from collections.abc import Iterator, Sequence
from typing import Any

import jsii
from aws_cdk import CfnElement, Stack, Stage
from aws_cdk import aws_ecs as ecs
from constructs import IConstruct, IValidation

_KINDS = (ecs.CfnCluster, ecs.CfnCapacityProvider, ecs.CfnService)


@jsii.implements(IValidation)
class CapacityStrategies:
    """Refuses a service that asks for a capacity provider which its cluster lacks.

    ECS says so minutes into a deployment: a strategy names only providers that are associated with
    the cluster ("capacityProviderStrategy" of CreateService in the Amazon ECS API reference). It
    looks at the account and region of the association, in its app or stage. What is known only at
    deployment passes, and so does what another app makes.
    """

    def __init__(
        self,
        association: IConstruct,
        cluster: str,
        providers: Sequence[str],
        default: str | None,
    ) -> None:
        """Hold what a cluster has.

        Args:
            association: The construct that gives them to the cluster; named in the message.
            cluster: Name of the cluster, or a reference to it.
            providers: Names of its providers, or references to them.
            default: The provider for tasks that name none.
        """
        self._association = association
        self._cluster = cluster
        self._providers = providers
        self._default = default

    def validate(self) -> list[str]:
        """Return a line for the default and each service that names another provider."""
        nodes = self._nodes()
        names = _Names(nodes)
        cluster = names.of(self._association, self._cluster)
        known = [names.of(self._association, one) for one in self._providers]
        if not all(isinstance(one, str) for one in (cluster, *known)):
            return []
        known += [
            names.own(one)
            for one in nodes
            if isinstance(one, ecs.CfnCapacityProvider) and _may_be_of(names, one, cluster)
        ]
        asked = [
            (service.node.path, "capacity provider of the service", provider)
            for service in nodes
            if isinstance(service, ecs.CfnService) and names.of(service, service.cluster) == cluster
            for provider in _asked(service)
        ]
        default = names.of(self._association, self._default)
        asked.append((self._association.node.path, "default", default))
        return [
            f"{where}: {what}: expected one of its cluster ({_listed(known)}; another is added to "
            f"{self._association.node.path}), got {provider!r}"
            for where, what, provider in asked
            if isinstance(provider, str) and provider not in known
        ]

    def _nodes(self) -> list[IConstruct]:
        """Return clusters, providers and services where a name of one is the one."""
        here = Stage.of(self._association)
        place = Stack.of(self._association).environment
        return [
            one
            for one in (here or self._association).node.find_all()
            if isinstance(one, _KINDS)
            and Stage.of(one) is here
            and Stack.of(one).environment == place
        ]


def _may_be_of(names: "_Names", provider: ecs.CfnCapacityProvider, cluster: object) -> bool:
    """Whether the provider belongs to the cluster, or to one that only deployment knows."""
    if provider.cluster_name is None:
        return False
    name = names.of(provider, provider.cluster_name)
    return name == cluster or not isinstance(name, str)


def _listed(known: Sequence[object]) -> str:
    return ", ".join(sorted(str(one) for one in known)) or "which has none"


class _Names:
    """The names that templates give to clusters and providers, for what refers to these."""

    def __init__(self, nodes: Sequence[IConstruct]) -> None:
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
