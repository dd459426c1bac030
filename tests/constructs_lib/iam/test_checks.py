"""Each rule of IAM for a whole app, tripped by the smallest app that does it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Size, Stack, Stage
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from aws_cdk.assertions import Template

from constructs_lib import (
    ConfigurationError,
    ContainerInstanceRole,
    IamChecks,
    Permission,
    RoleShape,
    TaskRole,
)
from tests.constructs_lib.iam.conftest import (
    EC2,
    ECS,
    ECS_TASKS,
    new_policy,
    new_role,
    new_task_definition,
    raw_role,
)


def _trusts_another_service_in_a_profile(stack: Stack) -> None:
    iam.InstanceProfile(stack, "Profile", role=new_role(stack, ECS_TASKS))


def _trusts_another_service_as_task_role(stack: Stack) -> None:
    new_task_definition(stack, new_role(stack, iam.ServicePrincipal("lambda.amazonaws.com")))


def _trusts_another_service_as_execution_role(stack: Stack) -> None:
    new_task_definition(stack, new_role(stack), new_role(stack, EC2, "Execution"))


def _is_host_role_and_task_role(stack: Stack) -> None:
    role = new_role(stack, iam.CompositePrincipal(EC2, ECS_TASKS))
    iam.InstanceProfile(stack, "Profile", role=role)
    new_task_definition(stack, role)


def _is_task_role_and_execution_role(stack: Stack) -> None:
    role = new_role(stack)
    new_task_definition(stack, role, role)


def _is_used_as_two_kinds_in_two_stacks(stack: Stack) -> None:
    role = new_role(stack, iam.CompositePrincipal(EC2, ECS_TASKS))
    iam.InstanceProfile(stack, "Profile", role=role)
    env = {"account": stack.account, "region": stack.region}
    other = Stack(stack.node.root, "Other", env=env)  # type: ignore[arg-type]  # a root is a Construct
    new_task_definition(other, role)


def _is_used_for_both_by_a_definition_of_another_stack(stack: Stack) -> None:
    role = new_role(stack)
    env = {"account": stack.account, "region": stack.region}
    other = Stack(stack.node.root, "Other", env=env)  # type: ignore[arg-type]  # a root is a Construct
    new_task_definition(other, role, role)


def _is_infrastructure_role_of_a_volume(stack: Stack) -> None:
    role = new_role(stack, ECS_TASKS)
    ecs.CfnService(
        stack,
        "Service",
        volume_configurations=[
            ecs.CfnService.ServiceVolumeConfigurationProperty(
                name="data",
                managed_ebs_volume=ecs.CfnService.ServiceManagedEBSVolumeConfigurationProperty(
                    role_arn=role.role_arn
                ),
            )
        ],
    )


def _is_infrastructure_role_of_a_certificate(stack: Stack) -> None:
    role = new_role(stack, EC2)
    service = ecs.CfnService.ServiceConnectServiceProperty(
        port_name="web",
        tls=ecs.CfnService.ServiceConnectTlsConfigurationProperty(
            issuer_certificate_authority=(
                ecs.CfnService.ServiceConnectTlsCertificateAuthorityProperty()
            ),
            role_arn=role.role_arn,
        ),
    )
    ecs.CfnService(
        stack,
        "Service",
        service_connect_configuration=ecs.CfnService.ServiceConnectConfigurationProperty(
            enabled=True, services=[service]
        ),
    )


def _is_infrastructure_role_of_a_lattice(stack: Stack) -> None:
    ecs.CfnService(
        stack,
        "Service",
        vpc_lattice_configurations=[
            ecs.CfnService.VpcLatticeConfigurationProperty(
                port_name="web",
                role_arn=new_role(stack, EC2).role_arn,
                target_group_arn="arn:aws:vpc-lattice:eu-west-1:123456789012:targetgroup/tg-1",
            )
        ],
    )


def _is_infrastructure_role_of_a_load_balancer(stack: Stack) -> None:
    ecs.CfnService(
        stack,
        "Service",
        load_balancers=[
            ecs.CfnService.LoadBalancerProperty(
                advanced_configuration=ecs.CfnService.AdvancedConfigurationProperty(
                    alternate_target_group_arn="arn:aws:elasticloadbalancing:eu-west-1:1:x",
                    role_arn=new_role(stack, EC2).role_arn,
                )
            )
        ],
    )


def _manages_instances(stack: Stack, infrastructure: iam.IRole, instance: iam.IRole) -> None:
    vpc = ec2.Vpc(stack, "Vpc", nat_gateways=0, restrict_default_security_group=False)
    provider = ecs.ManagedInstancesCapacityProvider(
        stack,
        "Provider",
        infrastructure_role=infrastructure,
        ec2_instance_profile=iam.InstanceProfile(stack, "Profile", role=instance),
        subnets=vpc.public_subnets,
        security_groups=[ec2.SecurityGroup(stack, "Group", vpc=vpc)],
    )
    ecs.Cluster(stack, "Cluster", vpc=vpc).add_managed_instances_capacity_provider(provider)


def _is_host_role_and_infrastructure_role(stack: Stack) -> None:
    role = new_role(stack, iam.CompositePrincipal(EC2, ECS))
    _manages_instances(stack, role, role)


def _trusts_another_service_as_role_of_managed_instances(stack: Stack) -> None:
    _manages_instances(
        stack, new_role(stack, ECS, "Infrastructure"), new_role(stack, ECS_TASKS, "Hosts")
    )


def _is_task_role_and_infrastructure_role(stack: Stack) -> None:
    role = new_role(stack, iam.CompositePrincipal(ECS_TASKS, ECS))
    _has_a_volume(stack, role, stack)


def _is_used_for_a_volume_of_another_stack(stack: Stack) -> None:
    env = {"account": stack.account, "region": stack.region}
    other = Stack(stack.node.root, "Other", env=env)  # type: ignore[arg-type]  # a root is a Construct
    _has_a_volume(other, new_role(stack), stack)


def _has_a_volume(stack: Stack, role: iam.IRole, roles: Stack) -> None:
    """A service with a volume, made with what the CDK has for it."""
    definition = ecs.Ec2TaskDefinition(
        stack,
        "Task",
        task_role=role if stack is roles else None,
        volumes=[ecs.Volume(name="data", configured_at_launch=True)],
    )
    container = definition.add_container(
        "App", image=ecs.ContainerImage.from_registry("nginx"), memory_reservation_mib=64
    )
    volume = ecs.ServiceManagedVolume(
        stack,
        "Volume",
        name="data",
        managed_ebs_volume=ecs.ServiceManagedEBSVolumeConfiguration(
            role=role, size=Size.gibibytes(5)
        ),
    )
    volume.mount_in(container, container_path="/data", read_only=False)
    ecs.Ec2Service(
        stack,
        "Service",
        cluster=ecs.Cluster.from_cluster_attributes(
            stack,
            "Cluster",
            cluster_name="prod",
            vpc=ec2.Vpc.from_vpc_attributes(
                stack, "Vpc", vpc_id="vpc-1", availability_zones=["eu-west-1a"]
            ),
        ),
        task_definition=definition,
        min_healthy_percent=100,
        circuit_breaker=ecs.DeploymentCircuitBreaker(rollback=True),
        volume_configurations=[volume],
    )


def _has_long_inline_policies(stack: Stack) -> None:
    role = new_role(stack)
    for number in range(2):
        iam.Policy(
            stack,
            f"Policy{number}",
            roles=[role],
            statements=[
                iam.PolicyStatement(
                    actions=["s3:GetObject"],
                    resources=[f"arn:aws:s3:::{number}{n:04}-{'x' * 40}/*" for n in range(90)],
                )
            ],
        )


def _has_a_long_managed_policy(stack: Stack) -> None:
    resources = [f"arn:aws:s3:::{number:04}-{'x' * 40}/*" for number in range(100)]
    new_policy(stack, actions=["s3:GetObject"], resources=resources)


def _has_a_long_trust_policy(stack: Stack) -> None:
    accounts = [iam.AccountPrincipal(str(100000000000 + number)) for number in range(60)]
    new_role(stack, iam.CompositePrincipal(*accounts))


def _has_eleven_policies(stack: Stack) -> None:
    role = new_role(stack)
    for number in range(11):
        role.add_managed_policy(iam.ManagedPolicy.from_aws_managed_policy_name(f"Example{number}"))


_CASES: list[tuple[Callable[[Stack], object], str]] = [
    (
        _trusts_another_service_in_a_profile,
        "Test/Role: use as container-instance role of Test/Profile: expected a trust policy for "
        "ec2.amazonaws.com (make the role with it), got ecs-tasks.amazonaws.com",
    ),
    (
        _trusts_another_service_as_task_role,
        "Test/Role: use as task role of Test/Task: expected a trust policy for "
        "ecs-tasks.amazonaws.com (make the role with it), got lambda.amazonaws.com",
    ),
    (
        _trusts_another_service_as_execution_role,
        "Test/Execution: use as task execution role of Test/Task: expected a trust policy for "
        "ecs-tasks.amazonaws.com",
    ),
    (
        _is_host_role_and_task_role,
        "Test/Role: one kind of use: expected a role of its own for each (give Test/Task another "
        "task role), got the container-instance role of Test/Profile",
    ),
    (
        _is_task_role_and_execution_role,
        "Test/Role: one kind of use: expected a role of its own for each (give Test/Task another "
        "task execution role), got the task role of Test/Task",
    ),
    (
        _is_used_as_two_kinds_in_two_stacks,
        "Test/Role: one kind of use: expected a role of its own for each (give Other/Task another",
    ),
    (
        _is_used_for_both_by_a_definition_of_another_stack,
        "Test/Role: one kind of use: expected a role of its own for each (give Other/Task another "
        "task execution role)",
    ),
    (
        _is_infrastructure_role_of_a_volume,
        "Test/Role: use as infrastructure role of Test/Service: expected a trust policy for "
        "ecs.amazonaws.com (make the role with it), got ecs-tasks.amazonaws.com",
    ),
    (
        _is_infrastructure_role_of_a_certificate,
        "Test/Role: use as infrastructure role of Test/Service: expected a trust policy for "
        "ecs.amazonaws.com (make the role with it), got ec2.amazonaws.com",
    ),
    (
        _is_infrastructure_role_of_a_lattice,
        "Test/Role: use as infrastructure role of Test/Service: expected a trust policy for",
    ),
    (
        _is_infrastructure_role_of_a_load_balancer,
        "Test/Role: use as infrastructure role of Test/Service: expected a trust policy for",
    ),
    (
        _is_host_role_and_infrastructure_role,
        "Test/Role: one kind of use: expected a role of its own for each (give Test/Provider "
        "another infrastructure role), got the container-instance role of Test/Profile",
    ),
    (
        _trusts_another_service_as_role_of_managed_instances,
        "Test/Hosts: use as container-instance role of Test/Profile: expected a trust policy for "
        "ec2.amazonaws.com (make the role with it), got ecs-tasks.amazonaws.com",
    ),
    (
        _is_task_role_and_infrastructure_role,
        "Test/Role: one kind of use: expected a role of its own for each (give Test/Service "
        "another infrastructure role), got the task role of Test/Task",
    ),
    (
        _is_used_for_a_volume_of_another_stack,
        "Test/Role: use as infrastructure role of Other/Service: expected a trust policy for "
        "ecs.amazonaws.com",
    ),
    (
        lambda stack: raw_role(stack, Resource="*"),
        "Test/Role: trust policy: expected no Resource (the role is the resource; leave the "
        "element out), got '*'",
    ),
    (
        lambda stack: raw_role(stack, NotResource="*"),
        "Test/Role: trust policy: expected no NotResource",
    ),
    (
        lambda stack: raw_role(stack, Principal="*"),
        "Test/Role: trust policy: expected named principals (name the service, account or role "
        "that may assume it, or add a condition on aws:PrincipalOrgID), got Principal '*'",
    ),
    (
        lambda stack: raw_role(stack, Action="s3:GetObject"),
        "Test/Role: trust policy: expected an action of sts, as in 'sts:AssumeRole', got "
        "'s3:GetObject'",
    ),
    (
        lambda stack: iam.CfnRole(
            stack,
            "Role",
            assume_role_policy_document={
                "Statement": [
                    {
                        "Effect": "Allow",
                        "NotPrincipal": {"AWS": "arn:aws:iam::123456789012:root"},
                        "Action": "sts:AssumeRole",
                    }
                ]
            },
        ),
        "Test/Role: trust policy: expected a Principal (name the service, account or role that "
        "may assume it), got {'AWS': ",
    ),
    (
        lambda stack: raw_role(stack, Action="sts:AssumRole"),
        "Test/Role: trust policy: expected an action of sts (did you mean 'sts:AssumeRole'?)",
    ),
    (
        lambda stack: raw_role(stack, Condition={"StringEquals": {"sts:ExternlId": "x"}}),
        "Test/Role: trust policy: expected a condition key in the table of AWS's service "
        "authorization reference (did you mean 'sts:ExternalId'?), got 'sts:ExternlId'",
    ),
    (
        lambda stack: iam.CfnRolePolicy(
            stack,
            "Inline",
            policy_name="inline",
            role_name=new_role(stack).role_name,
            policy_document={
                "Statement": [{"Effect": "Allow", "Action": "s3:GetObjet", "Resource": "*"}]
            },
        ),
        "Test/Inline: Action of a permissions policy: expected an action of s3",
    ),
    (
        lambda stack: raw_role(stack, Principal={"AWS": "*"}),
        "Test/Role: trust policy: expected named principals",
    ),
    (
        lambda stack: raw_role(stack, Principal={"Service": ["ec2.amazonaws.com", "*"]}),
        "Test/Role: trust policy: expected named principals",
    ),
    (
        _has_a_long_managed_policy,
        "Test/Policy: size of a managed policy: expected up to 6144 characters (divide it over "
        "several), got ",
    ),
    (
        _has_long_inline_policies,
        "Test/Role: size of all inline policies: expected up to 10240 characters (use managed "
        "policies), got ",
    ),
    (
        _has_a_long_trust_policy,
        "Test/Role: size of a trust policy: expected up to 2048 characters (trust fewer "
        "principals, or a role that they share), got ",
    ),
    (
        _has_eleven_policies,
        "Test/Role: attached policies: expected up to 10 (put several into one), got 11",
    ),
    (
        lambda stack: iam.CfnRole(
            stack, "Role", assume_role_policy_document={"Statement": []}, role_name="r" * 65
        ),
        "Test/Role: name of a role: expected up to 64 characters (shorten it), got 'rrr",
    ),
    (
        lambda stack: iam.CfnRole(
            stack, "Role", assume_role_policy_document={"Statement": []}, path=f"/{'p' * 511}/"
        ),
        "Test/Role: path: expected up to 512 characters (shorten it), got '/ppp",
    ),
    (
        lambda stack: iam.InstanceProfile(
            stack, "Profile", role=new_role(stack, EC2), instance_profile_name="p" * 129
        ),
        "Test/Profile: name of an instance profile: expected up to 128 characters (shorten it)",
    ),
    (
        lambda stack: iam.CfnManagedPolicy(
            stack, "Policy", policy_document={"Statement": []}, managed_policy_name="p" * 129
        ),
        "Test/Policy: name of a policy: expected up to 128 characters (shorten it)",
    ),
    (
        lambda stack: iam.CfnInstanceProfile(stack, "Profile", roles=["one", "two"]),
        "Test/Profile: roles in an instance profile: expected exactly 1 (make a profile for each "
        "role), got 2",
    ),
    (
        lambda stack: new_policy(stack, actions=["s3:GetObjet"], resources=["*"]),
        "Test/Policy: Action of a permissions policy: expected an action of s3 (did you mean "
        "'s3:GetObject'?), got 's3:GetObjet'",
    ),
    (
        lambda stack: new_policy(
            stack, actions=["s3:GetObject"], resources=["arn:aws:s3:::my-bucket"]
        ),
        "as in 'arn:aws:s3:::BUCKET_NAME/OBJECT_NAME', for s3:GetObject, got "
        "'arn:aws:s3:::my-bucket'",
    ),
    (
        lambda stack: new_policy(
            stack,
            actions=["ecs:RegisterContainerInstance"],
            resources=["*"],
            conditions={"ArnEquals": {"ecs:cluster": "arn:aws:ecs:eu-west-1:1:cluster/prod"}},
        ),
        "Test/Policy: Condition of a permissions policy: expected a condition key that applies "
        "to ecs:RegisterContainerInstance",
    ),
    (
        lambda stack: new_policy(stack, actions=["newservice:DoIt"], resources=["*"]),
        "Test/Policy: Action of a permissions policy: expected the prefix of a service in the "
        "table of AWS's service authorization reference",
    ),
]


def _refusal(app: App) -> str:
    with pytest.raises(RuntimeError) as refused:
        app.synth()
    return str(refused.value)


def _app_with(mistake: Callable[[Stack], object], context: dict[str, Any]) -> App:
    app = App(context=context)
    env = {"account": "123456789012", "region": "eu-west-1"}
    mistake(Stack(app, "Test", env=env))
    IamChecks.of(app)
    return app


@pytest.mark.parametrize(("mistake", "message"), _CASES)
def test_refuses_what_the_cdk_lets_pass(
    mistake: Callable[[Stack], object], message: str, cdk_context: dict[str, Any]
) -> None:
    assert message in _refusal(_app_with(mistake, cdk_context))


def test_says_all_mistakes_at_once_and_each_once(cdk_context: dict[str, Any]) -> None:
    def two(stack: Stack) -> None:
        raw_role(stack, Resource="*", Principal="*")

    refusal = _refusal(_app_with(two, cdk_context))

    assert len(refusal.splitlines()) == 3


def test_the_constructs_of_this_library_bring_the_checks_with_them(stack: Stack) -> None:
    ContainerInstanceRole(stack, "Host", cluster_name="prod")
    TaskRole(stack, "Web").task_definition.add_container(
        "App", image=ecs.ContainerImage.from_registry("nginx"), memory_reservation_mib=64
    )
    raw_role(stack, Resource="*")

    refusal = _refusal(App.of(stack))  # type: ignore[arg-type]  # a stage that is an app

    assert len(refusal.splitlines()) == 2
    assert "Test/Role: trust policy: expected no Resource" in refusal


def test_nothing_is_written_if_there_is_a_mistake(
    cdk_context: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    outdir = tmp_path_factory.mktemp("assembly")
    app = App(context=cdk_context, outdir=str(outdir))
    raw_role(Stack(app, "Test"), Resource="*")
    IamChecks.of(app)

    _refusal(app)

    assert list(outdir.iterdir()) == []


def test_what_the_table_is_wrong_about_can_be_accepted_for_a_construct(
    cdk_context: dict[str, Any],
) -> None:
    app = App(context=cdk_context)
    stack = Stack(app, "Test")
    new_policy(stack, actions=["newservice:DoIt", "s3:GetObjet"], resources=["*"])
    new_policy(Stack(app, "Other"), actions=["newservice:DoIt"], resources=["*"])

    IamChecks.of(app).accept(stack, ["newservice:DoIt"], reason="New since October.")

    *refused, way_out = _refusal(app).splitlines()[1:]
    assert "IamChecks.of(scope).accept(construct, [action], reason=...)" in way_out
    assert [line.split("got ")[-1] for line in refused] == ["'s3:GetObjet'", "'newservice:DoIt'"]
    assert "Other/Policy" in refused[1]


def test_a_permission_that_the_table_is_wrong_about_says_why(stack: Stack) -> None:
    new = Permission(
        actions=("newservice:DoIt",), resources=("*",), unchecked_because="New since October."
    )

    TaskRole(stack, "Web", permissions=[new], shape=RoleShape(inline_policies={"new": [new]}))

    assert Template.from_stack(stack).find_resources("AWS::IAM::Role")


def test_accepting_needs_a_reason(stack: Stack) -> None:
    with pytest.raises(ConfigurationError, match=r"^Test\.accept\.reason: expected why, got ' '$"):
        IamChecks.of(stack).accept(stack, ["newservice:DoIt"], reason=" ")


def test_a_principal_of_another_kind_that_only_deployment_knows_lets_no_service_in(
    cdk_context: dict[str, Any],
) -> None:
    app = App(context=cdk_context)
    stack = Stack(app, "Test")
    new_task_definition(stack, new_role(stack, iam.AccountRootPrincipal()))
    IamChecks.of(app)

    assert "use as task role of Test/Task" in _refusal(app)


@pytest.mark.parametrize(
    "condition",
    [
        {"StringLike": {"aws:PrincipalOrgID": "o-*"}},
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": ["*"]}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/x"}},
        {"ArnLike": {"aws:PrincipalArn": ["arn:aws:iam::123456789012:role/x", "*"]}},
        {"StringNotEquals": {"aws:PrincipalOrgID": "o-1234567890"}},
    ],
)
def test_a_condition_that_names_nobody_does_not_narrow_a_trust(
    condition: dict[str, Any], cdk_context: dict[str, Any]
) -> None:
    def everybody(stack: Stack) -> None:
        raw_role(stack, Principal={"AWS": "*"}, Condition=condition)

    assert "expected named principals" in _refusal(_app_with(everybody, cdk_context))


@pytest.mark.parametrize(
    "principal",
    [
        iam.OrganizationPrincipal("o-1234567890"),
        iam.StarPrincipal().with_conditions(
            {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/ci-*"}}
        ),
        iam.WebIdentityPrincipal(
            "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
            {
                "StringEquals": {
                    "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                    "token.actions.githubusercontent.com:sub": "repo:o/r:ref:refs/heads/main",
                }
            },
        ),
        iam.AccountPrincipal("123456789012").with_session_tags(),
    ],
)
def test_trust_that_names_who_it_lets_in_is_accepted(
    stack: Stack, principal: iam.IPrincipal
) -> None:
    new_role(stack, principal)
    IamChecks.of(stack)

    assert Template.from_stack(stack).find_resources("AWS::IAM::Role")


def test_a_stage_is_checked_before_it_is_written(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    app = App(context=cdk_context, outdir=str(tmp_path / "assembly"))
    stage = Stage(app, "Prod")
    TaskRole(Stack(stage, "Test"), "Web")
    raw_role(Stack(stage, "Other"), Resource="*")

    with pytest.raises(RuntimeError, match="Prod/Other/Role: trust policy: expected no Resource"):
        app.synth()

    assert list((tmp_path / "assembly").rglob("*.template.json")) == []
