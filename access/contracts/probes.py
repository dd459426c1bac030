"""Calls with which the rules find out how far a role reaches."""

import json
import re
from collections.abc import Iterator

from access.records import Call, Inventory, Role, RoleKind

NOBODY = "ecs-iam-roles-nobody"
"""Name of a cluster, secret or the like that no app has."""

_OF_PEOPLE = (RoleKind.OPERATOR, RoleKind.DEPLOYER, RoleKind.EXTERNAL_ACCOUNT)
_ON_CLUSTERS = (
    "DeregisterContainerInstance",
    "RegisterContainerInstance",
    "SubmitAttachmentStateChanges",
    "SubmitContainerStateChange",
    "SubmitTaskStateChange",
)
_ON_HOSTS = ("Poll", "PutSystemLogEvents", "StartTelemetrySession", "UpdateContainerInstancesState")
_READERS = {
    "secretsmanager": ("GetSecretValue",),
    "ssm": ("GetParameter", "GetParameters", "GetParameterHistory"),
}
_OF_CLUSTERS = re.compile(
    r"arn:[^:]*:ecs:([^:]*):([^:]*):(?:cluster|container-instance|task)/([^/\"]+)"
)
_HOST = "0" * 32


def in_another_cluster(role: Role, inventory: Inventory) -> Iterator[Call]:
    """Yield what the agent on a host does, in other clusters: one that is not, and all named."""
    for place, name in dict.fromkeys(((_place(role), NOBODY), *_named_clusters(role))):
        cluster = f"{place}:cluster/{name}"
        context = {"ecs:cluster": (cluster,)}
        for action in _ON_CLUSTERS:
            yield Call(action=f"ecs:{action}", resource=cluster, context=context)
        for action in _ON_HOSTS:
            host = f"{place}:container-instance/{name}/{_HOST}"
            yield Call(action=f"ecs:{action}", resource=host, context=context)


def _named_clusters(role: Role) -> Iterator[tuple[str, str]]:
    """Yield the clusters but its own that its policies name, or that their patterns may mean."""
    if role.cluster is None:
        return
    texts = json.dumps([policy.document for policy in role.policies])
    for region, account, name in _OF_CLUSTERS.findall(texts):
        region = role.region if _is_open(region) else region
        account = role.account if _is_open(account) else account
        place = f"arn:{role.arn.split(':')[1]}:ecs:{region}:{account}"
        name = name.replace("*", NOBODY).replace("?", "x")
        if (place, name) != (_place(role), role.cluster):
            yield place, name


def _place(role: Role) -> str:
    return f"arn:{role.arn.split(':')[1]}:ecs:{role.region}:{role.account}"


def _is_open(part: str) -> bool:
    return "*" in part or "?" in part


def take_roles_of_people(role: Role, inventory: Inventory) -> Iterator[Call]:
    """Yield the taking of each role that people and deployers take, and of the CDK's own."""
    for other in inventory.roles:
        if other.kind in _OF_PEOPLE and other.id != role.id:
            yield _take(other.arn)
    partition = role.arn.split(":")[1]
    for name in ("deploy", "cfn-exec"):
        yield _take(
            f"arn:{partition}:iam::{role.account}:role/"
            f"cdk-hnb659fds-{name}-role-{role.account}-{role.region}"
        )


def take_any_role(role: Role, inventory: Inventory) -> Iterator[Call]:
    """Yield the taking of every other role that the app makes."""
    for other in inventory.roles:
        if other.arn != role.arn:
            yield _take(other.arn)
    yield from take_roles_of_people(role, Inventory(source=inventory.source, roles=()))


def read_secrets_of_containers(role: Role, inventory: Inventory) -> Iterator[Call]:
    """Yield the reading of each secret and parameter that containers of the account get."""
    for arn in inventory.secrets.get(role.account, ()):
        service = arn.split(":")[2]
        for action in _READERS.get(service, ()):
            yield Call(action=f"{service}:{action}", resource=arn)
        if service == "ssm":
            # Whoever may read a path reads all below it ("GetParametersByPath").
            for path in _paths(arn):
                yield Call(action="ssm:GetParametersByPath", resource=path)


def read_secrets_of_others(role: Role, inventory: Inventory) -> Iterator[Call]:
    """Yield the reading of what other tasks get, and of what no container gets.

    Of tasks whose role is not known, only the latter.
    """
    own = inventory.secrets_of
    if own is not None:
        mine = {*own.get(role.arn, ()), *own.get(role.name, ())}
        for call in read_secrets_of_containers(role, inventory):
            if call.resource not in mine:
                yield call
    secret = _arn(role, "secretsmanager", f"secret:{NOBODY}-AbCdEf")
    yield Call(action="secretsmanager:GetSecretValue", resource=secret)
    for action in _READERS["ssm"]:
        yield Call(action=f"ssm:{action}", resource=_arn(role, "ssm", f"parameter/{NOBODY}"))


def _paths(parameter: str) -> Iterator[str]:
    start, _, name = parameter.partition(":parameter/")
    parts = name.split("/")
    for length in range(len(parts)):
        yield f"{start}:parameter/{'/'.join(parts[:length])}"


def _take(arn: str) -> Call:
    return Call(action="sts:AssumeRole", resource=arn)


def _arn(role: Role, service: str, resource: str) -> str:
    return f"arn:{role.arn.split(':')[1]}:{service}:{role.region}:{role.account}:{resource}"
