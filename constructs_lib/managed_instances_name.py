"""The names that ECS Managed Instances ask for."""

import hashlib

from aws_cdk import Token

from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.iam import limits

PREFIX = "ecsInstanceRole"
"""AWS's policy AmazonECSInfrastructureRolePolicyForManagedInstances (v11) passes only roles
``role/ecsInstanceRole*``, so without a path."""

_DIGEST_CHARACTERS = 8
# No region has more; which it is may be known only at deployment.
_REGION_CHARACTERS = 16


def managed_instances_role_name(*, cluster_name: str, region: str) -> str:
    """Return the name of a cluster's container-instance role for Managed Instances.

    It has the region in it: IAM is one for all regions of an account. A long name of a cluster is
    cut, and told from others by a digest.

    Args:
        cluster_name: May be a token, and is not cut then.
        region: May be a token.
    """
    room = limits.ROLE_NAME_CHARACTERS - len(f"{PREFIX}--") - _REGION_CHARACTERS
    if len(cluster_name) > room and not Token.is_unresolved(cluster_name):
        digest = hashlib.sha256(cluster_name.encode()).hexdigest()[:_DIGEST_CHARACTERS]
        cluster_name = f"{cluster_name[: room - _DIGEST_CHARACTERS - 1]}-{digest}"
    return f"{PREFIX}-{cluster_name}-{region}"


def check_managed_instances_role(where: str, *, name: str | None, path: str | None) -> None:
    """Refuse a role that AWS's infrastructure policy would not pass to Managed Instances.

    The policy of our ``InfrastructureRole`` would; a role that is named otherwise works with no
    other, and ECS says so only when it launches the first instance.

    Source: "Amazon ECS Managed Instances instance profile" in the Amazon ECS developer guide.

    Args:
        where: For the message.
        name: None if CloudFormation chooses it.
        path: None or ``/`` if there is none.

    Raises:
        ConfigurationError: Names what the role must be called.
    """
    if not Token.is_unresolved(name) and not str(name).startswith(PREFIX):
        raise ConfigurationError(
            f"{where}.name",
            expected=f"a name that begins with '{PREFIX}', as Managed Instances ask for "
            "(ContainerInstanceRole(for_managed_instances=True) chooses one)",
            got=name,
        )
    if path not in (None, "/"):
        raise ConfigurationError(
            f"{where}.path", expected="no path, as Managed Instances ask for", got=path
        )
