"""Which cluster the hosts of a role join."""

import re
from collections.abc import Sequence

from access.reading.template_stack import TemplateStack
from access.reading.template_values import TemplateValues
from access.records import Policy, RoleKind

_HOSTS = (RoleKind.CONTAINER_INSTANCE, RoleKind.EXTERNAL_INSTANCE)
_CLUSTER = re.compile(r":cluster/([A-Za-z0-9_-]+)(?=[\"'])")


def host_cluster(
    kind: RoleKind, stack: TemplateStack, values: TemplateValues, policies: Sequence[Policy]
) -> str | None:
    """Return the name of the cluster; None for a role that carries no hosts, and if unclear.

    It is the only cluster of the role's stack, or else the only one that the policies name.

    Args:
        kind: What the role is for.
        stack: The stack that makes, or uses, the role.
        values: Of the templates.
        policies: Of the role.

    Raises:
        AccessError: The cluster's name cannot be known.
    """
    if kind not in _HOSTS:
        return None
    made = [
        str(values.property_(stack, logical_id, "ClusterName"))
        for logical_id, properties in stack.of_type("AWS::ECS::Cluster")
        if "ClusterName" in properties
    ]
    if len(made) == 1:
        return made[0]
    documents = repr([policy.document for policy in policies])
    named = set(_CLUSTER.findall(documents))
    return named.pop() if len(named) == 1 else None
