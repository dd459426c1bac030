from typing import Any

import pytest
from aws_cdk import App, Size, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk.assertions import Template

from constructs_lib import (
    ConfigurationError,
    ContainerInstanceRole,
    InfrastructurePurpose,
    InfrastructureRole,
    ManagedInstancesCapacity,
)

_SMALL = ec2.InstanceRequirementsConfig(
    v_cpu_count_min=1,
    v_cpu_count_max=4,
    memory_min=Size.gibibytes(2),
    memory_max=Size.gibibytes(8),
)


def _role(stack: Stack) -> ContainerInstanceRole:
    return ContainerInstanceRole(stack, "Role", cluster_name="prod", for_managed_instances=True)


def _capacity(
    stack: Stack, instance_role: ContainerInstanceRole, **props: Any
) -> ManagedInstancesCapacity:
    vpc = ec2.Vpc(stack, "Vpc", nat_gateways=0, restrict_default_security_group=False)
    return ManagedInstancesCapacity(
        stack,
        "Managed",
        instance_role=instance_role,
        vpc=vpc,
        vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC),
        **{"instance_requirements": _SMALL, **props},
    )


def _provider(stack: Stack) -> dict[str, Any]:
    (found,) = Template.from_stack(stack).find_resources("AWS::ECS::CapacityProvider").values()
    return dict(found)


def test_carries_the_profile_and_there_is_no_other(stack: Stack) -> None:
    role = _role(stack)
    _capacity(stack, role)

    template = _provider(stack)["Properties"]["ManagedInstancesProvider"]["InstanceLaunchTemplate"]
    profile = stack.resolve(role.instance_profile.instance_profile_arn)
    assert template["Ec2InstanceProfileArn"] == profile
    Template.from_stack(stack).resource_count_is("AWS::IAM::InstanceProfile", 1)


def test_belongs_to_the_cluster_of_its_role(stack: Stack) -> None:
    _capacity(stack, _role(stack))

    assert _provider(stack)["Properties"]["ClusterName"] == "prod"


def test_the_infrastructure_role_may_pass_the_role_of_the_hosts_and_no_other(
    stack: Stack,
) -> None:
    role = _role(stack)
    _capacity(stack, role)

    arn = stack.resolve(role.role.role_arn)
    statements = [
        statement
        for policy in Template.from_stack(stack).find_resources("AWS::IAM::ManagedPolicy").values()
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        if statement["Action"] == "iam:PassRole"
    ]
    assert statements == [
        {
            "Effect": "Allow",
            "Action": "iam:PassRole",
            "Resource": arn,
            "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}},
        },
        {"Effect": "Deny", "Action": "iam:PassRole", "NotResource": arn},
    ]


def test_waits_for_the_permissions_of_both_roles(stack: Stack) -> None:
    _capacity(stack, _role(stack))

    policies = set(Template.from_stack(stack).find_resources("AWS::IAM::ManagedPolicy"))
    assert len(policies) == 2
    assert policies <= set(_provider(stack)["DependsOn"])


def test_an_infrastructure_role_can_be_handed_in(stack: Stack) -> None:
    role = _role(stack)
    own = InfrastructureRole(
        stack,
        "Infrastructure",
        purpose=InfrastructurePurpose.MANAGED_INSTANCES,
        instance_role=role,
    )
    capacity = _capacity(stack, role, infrastructure_role=own)

    assert capacity.infrastructure_role is own.role
    Template.from_stack(stack).resource_count_is("AWS::IAM::Role", 2)


def test_the_security_group_lets_nothing_in(stack: Stack) -> None:
    _capacity(stack, _role(stack))

    (group,) = Template.from_stack(stack).find_resources("AWS::EC2::SecurityGroup").values()
    assert "SecurityGroupIngress" not in group["Properties"]


@pytest.mark.parametrize(("is_spot", "option"), [(True, "SPOT"), (False, None)])
def test_hosts_are_spot_instances_if_that_is_asked_for(
    stack: Stack, is_spot: bool, option: str | None
) -> None:
    _capacity(stack, _role(stack), is_spot=is_spot)

    template = _provider(stack)["Properties"]["ManagedInstancesProvider"]["InstanceLaunchTemplate"]
    assert template.get("CapacityOptionType") == option


def test_a_role_that_ecs_may_not_pass_is_refused(stack: Stack) -> None:
    role = ContainerInstanceRole(stack, "Role", cluster_name="prod")

    with pytest.raises(
        ConfigurationError,
        match=r"^Test/Managed\.instance_role: expected a role made with for_managed_instances=True",
    ):
        _capacity(stack, role)


def test_a_name_that_ecs_refuses_is_refused(stack: Stack) -> None:
    with pytest.raises(ConfigurationError, match="does not begin with aws, ecs or fargate"):
        _capacity(stack, _role(stack), capacity_provider_name="ecs-managed")


@pytest.mark.parametrize(
    ("requirements", "message"),
    [
        (
            ec2.InstanceRequirementsConfig(
                v_cpu_count_min=8, v_cpu_count_max=2, memory_min=Size.gibibytes(2)
            ),
            "max_vcpus: expected 8 or more, as min_vcpus is, got 2",
        ),
        (
            ec2.InstanceRequirementsConfig(
                v_cpu_count_min=1, memory_min=Size.gibibytes(2), memory_max=Size.gibibytes(1)
            ),
            "max_memory_mib: expected 2048 or more",
        ),
        (
            ec2.InstanceRequirementsConfig(v_cpu_count_min=0, memory_min=Size.gibibytes(2)),
            "min_vcpus: expected more than 0",
        ),
    ],
)
def test_requirements_that_no_instance_meets_are_refused(
    stack: Stack, requirements: ec2.InstanceRequirementsConfig, message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message):
        _capacity(stack, _role(stack), instance_requirements=requirements)


def test_an_infrastructure_role_of_another_purpose_is_refused(stack: Stack) -> None:
    volumes = InfrastructureRole(stack, "Volumes", purpose=InfrastructurePurpose.EBS_VOLUMES)

    with pytest.raises(ConfigurationError, match="an InfrastructureRole for MANAGED_INSTANCES"):
        _capacity(stack, _role(stack), infrastructure_role=volumes)


def test_an_infrastructure_role_that_passes_another_role_is_refused(stack: Stack) -> None:
    other = ContainerInstanceRole(
        stack,
        "Other",
        cluster_name="other",
        for_managed_instances=True,
    )
    infrastructure = InfrastructureRole(
        stack,
        "Infrastructure",
        purpose=InfrastructurePurpose.MANAGED_INSTANCES,
        instance_role=other,
    )

    with pytest.raises(ConfigurationError, match="one that may pass Test/Role"):
        _capacity(stack, _role(stack), infrastructure_role=infrastructure)


def test_a_volume_of_nothing_is_refused(stack: Stack) -> None:
    with pytest.raises(ConfigurationError, match="volume_gib: expected 1 GiB or more"):
        _capacity(stack, _role(stack), volume_gib=0)


def test_the_volume_has_the_size_it_is_given(stack: Stack) -> None:
    _capacity(stack, _role(stack), volume_gib=120)

    template = _provider(stack)["Properties"]["ManagedInstancesProvider"]["InstanceLaunchTemplate"]
    assert template["StorageConfiguration"] == {"StorageSizeGiB": 120}


def test_in_a_stack_whose_name_ecs_would_refuse_the_provider_has_another() -> None:
    stack = Stack(App(), "EcsHosts")
    _capacity(stack, _role(stack))

    assert _provider(stack)["Properties"]["Name"].startswith("cp-")
