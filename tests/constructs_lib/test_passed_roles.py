"""Which roles of the constructs somebody hands to which service."""

import pytest
from aws_cdk import Size, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam

from constructs_lib import (
    ConfigurationError,
    ContainerInstanceRole,
    ExistingInstanceProfile,
    ExternalInstanceRole,
    InfrastructurePurpose,
    InfrastructureRole,
    ManagedInstancesCapacity,
    PassedRole,
    TaskExecutionRole,
    TaskRole,
)

_TASKS = "ecs-tasks.amazonaws.com"
_ROLES = "arn:aws:iam::123456789012:role"


def test_whoever_runs_a_task_hands_both_its_roles_to_ecs_tasks(stack: Stack) -> None:
    web = TaskRole(stack, "Web")

    assert web.passed_roles == (
        PassedRole(role=web.role, service=_TASKS),
        PassedRole(role=web.execution_role, service=_TASKS),
    )


def test_it_is_the_same_two_for_machines_outside_aws(stack: Stack) -> None:
    till = TaskRole(stack, "Till", compatibility=ecs.Compatibility.EXTERNAL)

    assert [passed.role for passed in till.passed_roles] == [till.role, till.execution_role]


def test_roles_of_a_task_from_outside_are_handed_on_by_their_own_arns(stack: Stack) -> None:
    web = TaskRole(
        stack,
        "Web",
        existing_role=f"{_ROLES}/shop/web",
        existing_execution_role=f"{_ROLES}/shop/web-execution",
    )

    assert [passed.role.role_arn for passed in web.passed_roles] == [
        f"{_ROLES}/shop/web",
        f"{_ROLES}/shop/web-execution",
    ]


def test_an_execution_role_is_handed_to_ecs_tasks(stack: Stack) -> None:
    execution = TaskExecutionRole(stack, "Execution")

    assert execution.passed_roles == (PassedRole(role=execution.role, service=_TASKS),)


def test_the_role_of_a_host_is_handed_to_ec2(stack: Stack) -> None:
    hosts = ContainerInstanceRole(stack, "Hosts", cluster_name="shop")

    assert hosts.passed_roles == (PassedRole(role=hosts.role, service="ec2.amazonaws.com"),)


def test_the_role_of_hosts_from_outside_is_handed_on_by_its_own_arn(stack: Stack) -> None:
    hosts = ContainerInstanceRole(
        stack,
        "Hosts",
        cluster_name="shop",
        existing=ExistingInstanceProfile(profile="shop-hosts", role="shop-hosts"),
    )

    (passed,) = hosts.passed_roles
    assert stack.resolve(passed.role.role_arn) == f"{_ROLES}/shop-hosts"


def test_the_role_of_machines_outside_aws_is_handed_to_systems_manager(stack: Stack) -> None:
    machines = ExternalInstanceRole(stack, "Machines", cluster_name="shop")

    assert machines.passed_roles == (PassedRole(role=machines.role, service="ssm.amazonaws.com"),)


@pytest.mark.parametrize(
    "purpose", [one for one in InfrastructurePurpose if not one.passes_instance_role]
)
def test_a_role_of_ecs_itself_is_handed_to_ecs(
    stack: Stack, purpose: InfrastructurePurpose
) -> None:
    infrastructure = InfrastructureRole(stack, "Ecs", purpose=purpose)

    assert infrastructure.passed_roles == (
        PassedRole(role=infrastructure.role, service="ecs.amazonaws.com"),
    )


def test_managed_instances_hand_on_their_infrastructure_role_only(stack: Stack) -> None:
    hosts = ContainerInstanceRole(stack, "Hosts", cluster_name="shop", for_managed_instances=True)

    managed = ManagedInstancesCapacity(
        stack,
        "Managed",
        instance_role=hosts,
        vpc=ec2.Vpc(stack, "Vpc"),
        instance_requirements=ec2.InstanceRequirementsConfig(
            v_cpu_count_min=2,
            v_cpu_count_max=8,
            memory_min=Size.gibibytes(4),
            memory_max=Size.gibibytes(32),
        ),
    )

    (passed,) = managed.passed_roles
    assert passed.service == "ecs.amazonaws.com"
    assert isinstance(passed.role, iam.Role)
    assert passed.role is not hosts.role


@pytest.mark.parametrize("service", ["*", "ecs-task.amazonaws.com", "lambda.amazonaws.com"])
def test_a_service_that_takes_no_role_of_ecs_is_refused(stack: Stack, service: str) -> None:
    role = TaskRole(stack, "Web").role

    with pytest.raises(ConfigurationError, match=r"^PassedRole\.service: expected one of ec2\.ama"):
        PassedRole(role=role, service=service)
