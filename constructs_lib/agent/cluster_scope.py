"""The one cluster that the hosts of a role join."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class ClusterScope:
    """A cluster, with where it is: all that its agents' permissions are limited to."""

    partition: str
    region: str
    account: str
    cluster_name: str

    def arn(self, service: str, resource: str) -> str:
        """Return the ARN of something in the cluster's account and region."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account}:{resource}"

    @property
    def cluster(self) -> str:
        """ARN of the cluster itself."""
        return self.arn("ecs", f"cluster/{self.cluster_name}")

    def members(self, kind: str) -> str:
        """Return the ARN of all of a kind in the cluster, as in ``task/<cluster>/*``."""
        return self.arn("ecs", f"{kind}/{self.cluster_name}/*")
