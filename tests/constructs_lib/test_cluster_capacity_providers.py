import pytest
from aws_cdk import Stack
from aws_cdk.assertions import Template

from constructs_lib import ClusterCapacityProviders, ConfigurationError


def test_associates_the_providers_with_the_cluster(stack: Stack) -> None:
    ClusterCapacityProviders(
        stack, "Providers", cluster_name="prod", capacity_provider_names=["a", "b"], default="b"
    )

    Template.from_stack(stack).has_resource_properties(
        "AWS::ECS::ClusterCapacityProviderAssociations",
        {
            "Cluster": "prod",
            "CapacityProviders": ["a", "b"],
            "DefaultCapacityProviderStrategy": [{"CapacityProvider": "b", "Weight": 1}],
        },
    )


def test_there_is_no_default_if_nothing_is_said(stack: Stack) -> None:
    ClusterCapacityProviders(stack, "Providers", cluster_name="prod", capacity_provider_names=["a"])

    Template.from_stack(stack).has_resource_properties(
        "AWS::ECS::ClusterCapacityProviderAssociations", {"DefaultCapacityProviderStrategy": []}
    )


@pytest.mark.parametrize(
    ("names", "message"),
    [("hosts", "expected a list of names"), (["ecs-hosts"], "does not begin with"), ([""], "1 to")],
)
def test_what_is_no_list_of_names_is_refused(
    stack: Stack, names: list[str] | str, message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message):
        ClusterCapacityProviders(
            stack, "Providers", cluster_name="prod", capacity_provider_names=names
        )


def test_a_provider_twice_is_refused(stack: Stack) -> None:
    with pytest.raises(ConfigurationError, match="each provider once"):
        ClusterCapacityProviders(
            stack, "Providers", cluster_name="prod", capacity_provider_names=["a", "a"]
        )


def test_a_cluster_name_that_ecs_refuses_is_refused(stack: Stack) -> None:
    with pytest.raises(ConfigurationError, match=r"Test/Providers\.cluster_name"):
        ClusterCapacityProviders(stack, "Providers", cluster_name="a b")
