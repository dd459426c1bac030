import pytest

from constructs_lib.agent.cluster_scope import ClusterScope


@pytest.fixture
def prod() -> ClusterScope:
    """The cluster that the agents of these tests belong to."""
    return ClusterScope(
        partition="aws", region="eu-west-1", account="123456789012", cluster_name="prod"
    )
