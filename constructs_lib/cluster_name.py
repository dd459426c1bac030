"""What ECS accepts as the name of a cluster."""

import re

from aws_cdk import Token

from constructs_lib.configuration_error import ConfigurationError

_CLUSTER_NAME = re.compile(r"[A-Za-z0-9_-]{1,255}")


def check_cluster_name(where: str, cluster_name: str) -> None:
    """Refuse a name that ECS would refuse; a name known only at deployment passes.

    Source: "clusterName" of CreateCluster in the Amazon ECS API reference.

    Raises:
        ConfigurationError: Another length than 1 to 255 characters, or another character than
            letters, digits, ``-`` and ``_``.
    """
    if not Token.is_unresolved(cluster_name) and not _CLUSTER_NAME.fullmatch(cluster_name):
        raise ConfigurationError(
            where, expected="1 to 255 letters, digits, '-' or '_'", got=cluster_name
        )
