"""Services that ask for a capacity provider, in an app with their cluster."""

from typing import Any

import pytest
from aws_cdk import App, Aws, Environment, Fn, Stack, Stage
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs

from constructs_lib import ClusterCapacityProviders, TaskRole


class _Shop:
    """A cluster with a capacity provider, and services on it."""

    def __init__(
        self,
        context: dict[str, Any],
        *,
        cluster_name: str | None = "shop",
        region: str = "eu-west-1",
        app: App | None = None,
    ) -> None:
        here = Environment(account="123456789012", region=region)
        self.app: Any = app or App(context=context)
        self.stack = Stack(self.app, "Hosts", env=here)
        self.services = Stack(self.app, "Services", env=here)
        self.vpc = ec2.Vpc.from_vpc_attributes(
            self.stack,
            "Vpc",
            vpc_id="vpc-12345678",
            availability_zones=["eu-west-1a"],
            private_subnet_ids=["subnet-12345678"],
            private_subnet_route_table_ids=["rtb-12345678"],
        )
        self.cluster = ecs.Cluster(self.stack, "Cluster", cluster_name=cluster_name, vpc=self.vpc)

    def provide(self, *names: str, default: str | None = None) -> None:
        ClusterCapacityProviders(
            self.stack,
            "Providers",
            cluster_name=self.cluster.cluster_name,
            capacity_provider_names=names,
            default=default,
        )

    def ask(self, name: str, cluster: ecs.ICluster) -> None:
        web = TaskRole(self.services, "Web")
        web.task_definition.add_container(
            "App", image=ecs.ContainerImage.from_registry("nginx"), memory_reservation_mib=64
        )
        ecs.Ec2Service(
            self.services,
            "Service",
            cluster=cluster,
            task_definition=web.task_definition,
            capacity_provider_strategies=[
                ecs.CapacityProviderStrategy(capacity_provider=name, weight=1)
            ],
        )

    def named(self) -> ecs.ICluster:
        return ecs.Cluster.from_cluster_attributes(
            self.services, "Named", cluster_name="shop", vpc=self.vpc
        )


def test_a_provider_that_the_cluster_lacks_is_refused(cdk_context: dict[str, Any]) -> None:
    shop = _Shop(cdk_context)
    shop.provide("shop-hosts")
    shop.ask("shop-spot", shop.named())

    with pytest.raises(
        RuntimeError,
        match=r"Services/Service/Service: .*expected one of its cluster \(shop-hosts; another is "
        r"added to Hosts/Providers\), got 'shop-spot'",
    ):
        shop.app.synth()


def test_a_provider_that_the_cluster_has_is_accepted(cdk_context: dict[str, Any]) -> None:
    shop = _Shop(cdk_context)
    shop.provide("shop-hosts")
    shop.ask("shop-hosts", shop.named())

    assert shop.app.synth()


def test_the_provider_of_managed_instances_belongs_to_its_cluster(
    cdk_context: dict[str, Any],
) -> None:
    shop = _Shop(cdk_context)
    shop.provide("shop-hosts")
    ecs.CfnCapacityProvider(shop.stack, "Managed", name="shop-managed", cluster_name="shop")
    shop.ask("shop-managed", shop.named())

    assert shop.app.synth()


def test_services_of_another_cluster_are_left_alone(cdk_context: dict[str, Any]) -> None:
    shop = _Shop(cdk_context)
    shop.provide("shop-hosts")
    other = ecs.Cluster.from_cluster_attributes(
        shop.services, "Other", cluster_name="other", vpc=shop.vpc
    )
    shop.ask("other-hosts", other)

    assert shop.app.synth()


@pytest.mark.parametrize("in_another", ["region", "stage"])
def test_a_cluster_of_that_name_somewhere_else_is_left_alone(
    cdk_context: dict[str, Any], in_another: str
) -> None:
    here = _Shop(cdk_context)
    here.provide("shop-hosts")
    here.ask("shop-hosts", here.named())
    stage: Any = Stage(here.app, "Other")
    region = "us-east-1" if in_another == "region" else "eu-west-1"
    there = _Shop(cdk_context, app=stage, region=region)
    there.provide("shop-spot")
    there.ask("shop-spot", there.named())

    assert here.app.synth()


def test_providers_that_only_deployment_knows_pass(cdk_context: dict[str, Any]) -> None:
    shop = _Shop(cdk_context)
    shop.provide(Fn.import_value("hosts"))
    shop.ask("shop-hosts", shop.named())

    assert shop.app.synth()


def test_a_cluster_that_only_deployment_knows_passes(cdk_context: dict[str, Any]) -> None:
    shop = _Shop(cdk_context, cluster_name=f"{Aws.STACK_NAME}-shop")
    shop.provide("shop-hosts")
    same_text = ecs.Cluster.from_cluster_attributes(
        shop.services, "Named", cluster_name=f"{Aws.STACK_NAME}-shop", vpc=shop.vpc
    )
    shop.ask("other-hosts", same_text)

    assert shop.app.synth()


def test_a_cluster_without_a_name_is_known_by_what_refers_to_it(
    cdk_context: dict[str, Any],
) -> None:
    shop = _Shop(cdk_context, cluster_name=None)
    shop.services = shop.stack
    shop.provide("shop-hosts")
    shop.ask(
        "shop-spot",
        ecs.Cluster.from_cluster_attributes(
            shop.stack, "Again", cluster_name=shop.cluster.cluster_name, vpc=shop.vpc
        ),
    )

    with pytest.raises(RuntimeError, match="got 'shop-spot'"):
        shop.app.synth()


def test_managed_instances_in_another_stack_than_their_cluster_are_known(
    cdk_context: dict[str, Any],
) -> None:
    shop = _Shop(cdk_context)
    shop.provide("shop-hosts")
    ecs.CfnCapacityProvider(
        shop.services, "Managed", name="shop-managed", cluster_name=shop.cluster.cluster_name
    )
    shop.ask("shop-managed", shop.named())

    assert shop.app.synth()


def test_managed_instances_of_another_cluster_are_refused(cdk_context: dict[str, Any]) -> None:
    shop = _Shop(cdk_context)
    shop.provide("shop-hosts")
    ecs.CfnCapacityProvider(shop.stack, "Managed", name="other-managed", cluster_name="other")
    shop.ask("other-managed", shop.named())

    with pytest.raises(RuntimeError, match="got 'other-managed'"):
        shop.app.synth()


def test_a_default_that_the_cluster_lacks_is_refused(cdk_context: dict[str, Any]) -> None:
    shop = _Shop(cdk_context)
    shop.provide("shop-hosts", default="shop-hsots")

    with pytest.raises(RuntimeError, match=r"Hosts/Providers: default: .*got 'shop-hsots'"):
        shop.app.synth()


def test_fargate_can_be_beside_hosts(cdk_context: dict[str, Any]) -> None:
    shop = _Shop(cdk_context)
    shop.provide("shop-hosts", "FARGATE", default="FARGATE")
    shop.ask("FARGATE", shop.named())

    assert shop.app.synth()
