"""What of ECS delivers roles in an account: that which its services use now."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from access.reading.aws_calls import call, pages
from access.reading.secret_arns import secret_arns
from access.records import Attachment

CARRIERS = frozenset({"task definition", "service", "capacity provider"})
"""The carriers that are looked at."""

# "DescribeServices" in the ECS API reference.
_AT_ONCE = 10

_Found = Iterator[tuple[str, Attachment]]


@dataclass(frozen=True, kw_only=True, slots=True)
class EcsCarriers:
    """What was found in one region."""

    attachments: Mapping[str, tuple[Attachment, ...]] = field(default_factory=dict)
    """By the role's ARN."""

    secrets: frozenset[str] = frozenset()
    """ARNs of what containers get."""

    task_definitions: frozenset[str] = frozenset()
    """ARNs of those that services use, with a role or without."""

    services: Mapping[str, str] = field(default_factory=dict)
    """ARN of a service to that of its task definition."""


def ecs_carriers(client: Any) -> EcsCarriers:
    """Return which services, current task definitions and capacity providers have which role.

    A task definition that no service uses is left out: any account has thousands of them.

    Raises:
        CallDenied: One of ``ecs:ListClusters``, ``ecs:ListServices``, ``ecs:DescribeServices``,
            ``ecs:DescribeTaskDefinition`` and ``ecs:DescribeCapacityProviders`` is not allowed.
        AccessError: ECS does not answer; the message says why.
    """
    by_role: dict[str, list[Attachment]] = defaultdict(list)
    secrets: set[str] = set()
    used: set[str] = set()
    services: dict[str, str] = {}
    clusters = [arn for page in pages(client, "list_clusters", {}) for arn in page["clusterArns"]]
    for service in _services(client, clusters):
        used |= set(_definitions(service))
        if definition := service.get("taskDefinition"):
            services[service["serviceArn"]] = definition
        for role, attachment in _of_service(service):
            by_role[role].append(attachment)
    for arn in sorted(used):
        answer = call(client, "describe_task_definition", {"taskDefinition": arn})
        told = answer["taskDefinition"]
        for name in ("taskRoleArn", "executionRoleArn"):
            if role := told.get(name):
                by_role[role].append(Attachment(carrier="task definition", name=arn, field=name))
        secrets |= set(_secrets(arn, told))
    for role, attachment in _of_capacity_providers(client, clusters):
        by_role[role].append(attachment)
    return EcsCarriers(
        attachments={role: tuple(dict.fromkeys(found)) for role, found in by_role.items()},
        secrets=frozenset(secrets),
        task_definitions=frozenset(used),
        services=services,
    )


def _services(client: Any, clusters: Sequence[str]) -> Iterator[dict[str, Any]]:
    for cluster in clusters:
        for names in _in_tens(_service_arns(client, cluster)):
            arguments = {"cluster": cluster, "services": names}
            yield from call(client, "describe_services", arguments)["services"]


def _definitions(service: Mapping[str, Any]) -> Iterator[str]:
    """One that others deploy has a task definition in each task set, and may have none itself."""
    for one in (service, *service.get("taskSets", ())):
        if definition := one.get("taskDefinition"):
            yield definition


def _service_arns(client: Any, cluster: str) -> Iterator[str]:
    arguments = {"cluster": cluster, "PaginationConfig": {"PageSize": 100}}
    for page in pages(client, "list_services", arguments):
        yield from page["serviceArns"]


def _in_tens(names: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(names)
    while some := list(islice(rest, _AT_ONCE)):
        yield some


def _of_service(service: Mapping[str, Any]) -> _Found:
    for name, role in _roles_of(service):
        if role:
            yield role, Attachment(carrier="service", name=service["serviceArn"], field=name)


def _roles_of(service: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    """Field to role, spelled as the reader of templates spells it."""
    yield "role", service.get("roleArn")
    for balancer in service.get("loadBalancers", ()):
        advanced = balancer.get("advancedConfiguration", {})
        yield "advancedConfiguration.roleArn", advanced.get("roleArn")
    for deployment in service.get("deployments", ()):
        for volume in deployment.get("volumeConfigurations", ()):
            yield "managedEBSVolume.roleArn", volume.get("managedEBSVolume", {}).get("roleArn")
        for lattice in deployment.get("vpcLatticeConfigurations", ()):
            yield "vpcLatticeConfigurations.roleArn", lattice.get("roleArn")
        connect = deployment.get("serviceConnectConfiguration", {})
        for one in connect.get("services", ()):
            yield "tls.roleArn", one.get("tls", {}).get("roleArn")


def _of_capacity_providers(client: Any, clusters: Sequence[str]) -> _Found:
    # Those of Managed Instances belong to a cluster: "DescribeCapacityProviders" in the ECS API
    # reference promises them to who asks for those of the cluster.
    of_cluster = [{"cluster": cluster.rpartition("/")[2]} for cluster in clusters]
    for asked in ({}, *of_cluster):
        for one in _capacity_providers(client, asked):
            name = "infrastructureRoleArn"
            role = one.get("managedInstancesProvider", {}).get(name)
            # ECS still tells of one that was deleted.
            if role and one.get("status") != "INACTIVE":
                yield role, Attachment(carrier="capacity provider", name=one["name"], field=name)


def _capacity_providers(client: Any, asked: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    following: dict[str, str] = {}
    while True:
        answer = call(client, "describe_capacity_providers", {**asked, **following})
        yield from answer["capacityProviders"]
        if not (token := answer.get("nextToken")):
            return
        following = {"nextToken": token}


def _secrets(arn: str, definition: Mapping[str, Any]) -> Iterator[str]:
    _, partition, _, region, account, _ = arn.split(":", 5)
    for container in definition.get("containerDefinitions", ()):
        options = container.get("logConfiguration", {}).get("secretOptions", ())
        registry = container.get("repositoryCredentials", {}).get("credentialsParameter")
        named = [one.get("valueFrom") for one in (*container.get("secrets", ()), *options)]
        for source in filter(None, (*named, registry)):
            yield from secret_arns(source, partition=partition, region=region, account=account)
