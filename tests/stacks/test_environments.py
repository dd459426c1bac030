"""What an environment may not say; every refusal names the environment, the field and the fix."""

from dataclasses import replace
from typing import Any

import pytest
from aws_cdk.aws_ecs import NetworkMode

from constructs_lib import (
    AgentFeatures,
    ConfigurationError,
    ExecSessions,
    ExistingInstanceProfile,
    Isolation,
    OperatingSystem,
    Permission,
)
from stacks.config import (
    AccessConfig,
    AutoScalingConfig,
    BoundaryConfig,
    CapacityConfig,
    EnvironmentConfig,
    ExistingBoundary,
    Expectation,
    ExternalInstancesConfig,
    ManagedInstancesConfig,
    NetworkConfig,
    ParameterVariable,
    SecretVariable,
    ServiceConfig,
    SingleInstanceConfig,
)
from stacks.config.check_environments import check_environments
from stacks.config.compared_with_none import compared_with_none
from stacks.environments import DEV, ENVIRONMENTS
from stacks.environments import PROD as DECLARED_PROD

WEB, ORDERS = DEV.services
# By itself: what it is compared with is not there.
PROD = compared_with_none(DECLARED_PROD)
NEW, EXISTING = DEV.network, PROD.network
assert NEW
assert EXISTING
HOST = SingleInstanceConfig(instance_type="t3.small")
HOSTS = AutoScalingConfig(name="hosts", instance_types=("t3.small",), max_hosts=3)
MANAGED = ManagedInstancesConfig(
    name="managed", min_vcpus=2, max_vcpus=4, min_memory_gib=4, max_memory_gib=16
)
OUTSIDE = ExternalInstancesConfig()
ZONES = ("eu-west-1a", "eu-west-1b")


def _with_service(service: ServiceConfig) -> EnvironmentConfig:
    return replace(DEV, services=(service,))


def _with_container(**changes: Any) -> EnvironmentConfig:
    return _with_service(replace(WEB, container=replace(WEB.container, **changes)))


def _with_boundaries(*boundaries: BoundaryConfig | ExistingBoundary) -> EnvironmentConfig:
    return replace(DEV, permissions_boundaries=boundaries)


def test_the_declared_environments_are_accepted() -> None:
    check_environments(ENVIRONMENTS)


def test_one_account_and_region_can_hold_two_environments() -> None:
    check_environments([DEV, replace(DEV, name="test", cluster_name="test", access=AccessConfig())])


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        (replace(DEV, name="Dev 1"), "Dev 1.name: expected 1 to 32 lower-case letters"),
        (replace(DEV, name=""), "environment.name: expected 1 to 32"),
        (replace(DEV, account="1234"), "dev.account: expected 12 digits, got '1234'"),
        (replace(DEV, region=""), "dev.region: expected a region of AWS"),
        (replace(DEV, region="eu-wst-1"), "dev.region: expected a region of AWS"),
        (replace(DEV, cluster_name="my cluster"), "dev.cluster_name: expected 1 to 255 letters"),
        (replace(DEV, cluster_name="a" * 256), "dev.cluster_name: expected 1 to 255 letters"),
        (replace(DEV, services=(WEB, replace(WEB, name="Web"))), "dev.services: expected each"),
        (_with_service(replace(WEB, name="web_1")), "dev.services.web_1.name: expected 1 to 64"),
        (_with_service(replace(WEB, desired_count=-1)), "dev.services.web.desired_count: expected"),
        (_with_service(replace(WEB, desired_count=True)), "desired_count: expected int, got True"),
        (_with_container(name="a b"), "dev.services.web.container.name: expected 1 to 255"),
        (_with_container(image=""), "dev.services.web.container.image: expected an image"),
        (
            _with_container(image="111111111111.dkr.ecr.eu-west-1.amazonaws.com/Orders:1"),
            "dev.services.web.container.image: expected the URI of an image in ECR",
        ),
        (
            _with_container(image="111111111111.dkr-ecr.eu-west-1.on.aws/orders:1"),
            "dev.services.web.container.image: expected the URI of an image in ECR",
        ),
        (
            _with_container(memory_reservation_mib=5),
            "dev.services.web.container.memory_reservation_mib: expected 6 MiB or more, got 5",
        ),
        (
            _with_container(memory_limit_mib=512),
            "dev.services.web.container.memory_limit_mib: expected more than",
        ),
        (
            _with_container(cpu_units=1),
            "dev.services.web.container.cpu_units: expected 2 CPU units or more, got 1",
        ),
        (
            _with_container(secrets=(SecretVariable(name="A-B", secret_name="s"),)),
            "dev.services.web.container.secrets.A-B.name: expected the name of an environment",
        ),
        (
            _with_container(secrets=(SecretVariable(name="A", secret_name="arn:aws:x"),)),
            "dev.services.web.container.secrets.A.secret_name: expected the name of a secret",
        ),
        (
            _with_container(parameters=(ParameterVariable(name="A", parameter_name="/a b"),)),
            "dev.services.web.container.parameters.A.parameter_name: expected the name of a",
        ),
        (
            _with_container(
                secrets=(SecretVariable(name="A", secret_name="s"),),
                parameters=(ParameterVariable(name="A", parameter_name="/s"),),
            ),
            "dev.services.web.container.secrets and .parameters: expected each variable once",
        ),
        (
            _with_service(replace(WEB, permissions=(Permission(actions=(), resources=("*",)),))),
            "dev.services.web.permissions[0].actions: expected at least one",
        ),
        (
            _with_service(replace(WEB, permissions=(Permission(actions=("s3:*",), resources=()),))),
            "dev.services.web.permissions[0].resources: expected at least one",
        ),
        (
            _with_service(
                replace(WEB, permissions=(Permission(actions=("Get",), resources=("*",)),))
            ),
            "dev.services.web.permissions[0].actions: expected an action with its service prefix",
        ),
        (
            _with_service(
                replace(WEB, permissions=(Permission(actions=("s4:Get",), resources=("*",)),))
            ),
            "dev.services.web.permissions[0].actions: expected the prefix of a service",
        ),
        (
            _with_service(
                replace(WEB, permissions=(Permission(actions=("s3:Get*",), resources=("all",)),))
            ),
            "dev.services.web.permissions[0].resources: expected an ARN",
        ),
        (
            _with_service(replace(WEB, must_allow=(Expectation(action="s3:List*"),))),
            "dev.services.web.must_allow[0].action: expected one action, without",
        ),
        (
            _with_service(
                replace(WEB, must_deny=(Expectation(action="s3:GetObject", resource="b"),))
            ),
            "dev.services.web.must_deny[0].resource: expected an ARN",
        ),
        (
            _with_service(
                replace(
                    WEB,
                    must_deny=(Expectation(action="s3:GetObject", resource="arn:aws:s3:::b/*"),),
                )
            ),
            "dev.services.web.must_deny[0].resource: expected one ARN, without",
        ),
        (
            _with_container(parameters=(ParameterVariable(name="A", parameter_name="a/b"),)),
            "dev.services.web.container.parameters.A.parameter_name: expected the name of a",
        ),
        (
            replace(DEV, network=NetworkConfig(availability_zones=())),
            "dev.network.availability_zones: expected at least one zone of eu-west-1",
        ),
        (
            replace(DEV, network=NetworkConfig(cidr="10.0.0.0/16", availability_zones=("us-a",))),
            "dev.network.availability_zones: expected zones of eu-west-1",
        ),
        (
            replace(DEV, network=NetworkConfig(cidr="10.0.0.0/28", availability_zones=ZONES)),
            "dev.network.cidr: expected an IPv4 network from /16 to /24",
        ),
        (
            replace(DEV, network=NetworkConfig(cidr="10.0.0.1/16", availability_zones=ZONES)),
            "dev.network.cidr: expected an IPv4 network from /16 to /24",
        ),
        (
            replace(
                DEV,
                network=NetworkConfig(
                    cidr="10.0.0.0/16", vpc_id="vpc-01234567", availability_zones=ZONES
                ),
            ),
            "dev.network: expected either cidr (a new network) or vpc_id with subnet_ids, not both",
        ),
        (
            replace(
                DEV,
                network=NetworkConfig(
                    cidr="10.0.0.0/16", subnet_ids=("subnet-01234567",), availability_zones=ZONES
                ),
            ),
            "dev.network: expected either cidr (a new network) or vpc_id with subnet_ids, not both",
        ),
        (
            replace(DEV, network=NetworkConfig(availability_zones=ZONES)),
            "dev.network.vpc_id: expected the id of a VPC",
        ),
        (
            replace(PROD, network=replace(EXISTING, subnet_ids=("sn-1", "sn-2", "sn-3"))),
            "prod.network.subnet_ids: expected ids of subnets",
        ),
        (
            replace(PROD, network=replace(EXISTING, subnet_ids=("subnet-01234567",))),
            "prod.network.subnet_ids: expected one subnet for each of the 3 availability_zones",
        ),
        (
            replace(PROD, network=replace(EXISTING, subnet_ids=("subnet-01234567",) * 3)),
            "prod.network.subnet_ids: expected each subnet once",
        ),
        (
            replace(DEV, network=replace(NEW, availability_zones=(*ZONES, ZONES[0]))),
            "dev.network.availability_zones: expected each zone once",
        ),
        (
            _with_container(image="111111111111.dkr.ecr.eu-wst-1.amazonaws.com/orders:1"),
            "dev.services.web.container.image: expected the URI of an image in ECR",
        ),
        (
            _with_container(
                secrets=(SecretVariable(name="A", secret_name="orders", json_key="a:b"),)
            ),
            "secrets.A.json_key: expected a key without ':', got 'a:b'",
        ),
        (
            _with_container(key_arns=("alias/orders",)),
            "dev.services.web.container.key_arns: expected the ARN of a KMS key (not of an alias)",
        ),
        (
            _with_service(replace(WEB, network_mode=NetworkMode.HOST)),
            "dev.services.web.network_mode: expected BRIDGE or AWS_VPC, because a container in the "
            "network of its host can take the host's role (isolation=Isolation.EXCEPT_HOST_NETWORK "
            "accepts that), got 'HOST'",
        ),
        (
            _with_service(replace(WEB, network_mode=NetworkMode.AWS_VPC)),
            "dev.services.web.network_mode: expected BRIDGE, because the environment's own network "
            "has public subnets only",
        ),
        (
            _with_service(replace(WEB, network_mode=NetworkMode.NAT)),
            "dev.services.web.network_mode: expected BRIDGE or AWS_VPC or HOST, got 'NAT'",
        ),
        (
            _with_service(replace(WEB, managed_policies=("AmazonS3ReadOnlyAccess",))),
            "dev.services.web.managed_policies: expected the ARN of a managed policy, as in "
            "'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess', got 'AmazonS3ReadOnlyAccess'",
        ),
        (
            _with_service(replace(WEB, managed_policies=("arn:aws:iam::999999999999:policy/own",))),
            "dev.services.web.managed_policies: expected a policy of AWS, or of the account 1111",
        ),
        (
            _with_service(
                replace(
                    WEB,
                    permissions=(
                        Permission(
                            actions=("s3:GetObject",), resources=("arn:aws-cn:s3:::bucket/*",)
                        ),
                    ),
                )
            ),
            "dev.services.web.permissions[0].resources: expected an ARN of the partition 'aws'",
        ),
        (
            _with_service(
                replace(
                    WEB,
                    permissions=(
                        Permission(
                            actions=("sqs:SendMessage",),
                            resources=("arn:aws:sqs:eu-west-1:1111:orders",),
                        ),
                    ),
                )
            ),
            "dev.services.web.permissions[0].resources: expected an ARN",
        ),
        (
            _with_service(replace(WEB, must_deny=WEB.must_allow)),
            "dev.services.web.must_deny: expected nothing that is in must_allow",
        ),
        (
            _with_container(key_arns=("arn:aws:kms:us-east-1:111111111111:key/1234abcd",)),
            "dev.services.web.container.key_arns: expected a key of eu-west-1",
        ),
        (
            _with_boundaries(ExistingBoundary(name="arn:aws:iam::111111111111:policy/boundary")),
            "dev.permissions_boundaries.arn:aws:iam::111111111111:policy/boundary.name: expected "
            "the name of a customer-managed policy (not its ARN)",
        ),
        (
            _with_boundaries(BoundaryConfig(name="team/application")),
            "dev.permissions_boundaries.team/application.name: expected 1 to 124 letters, digits",
        ),
        (
            _with_boundaries(BoundaryConfig(name="a" * 125)),
            f"dev.permissions_boundaries.{'a' * 125}.name: expected 1 to 124 letters, digits",
        ),
        (
            _with_boundaries(BoundaryConfig(name="")),
            "dev.permissions_boundaries..name: expected 1 to 124 letters, digits",
        ),
        (
            _with_boundaries(BoundaryConfig(name="all"), ExistingBoundary(name="All")),
            "dev.permissions_boundaries: expected each name once, got 'All'",
        ),
        (
            _with_boundaries(BoundaryConfig(name="all", denied_actions=("s3:DropBucket",))),
            "dev.permissions_boundaries.all.denied_actions: expected an action of s3",
        ),
        (
            _with_boundaries(BoundaryConfig(name="all", denied_actions=("*",))),
            "dev.permissions_boundaries.all.denied_actions: expected an action with its service",
        ),
        (
            replace(DEV, permissions_boundaries=("application",)),  # type: ignore[arg-type]
            "dev.permissions_boundaries: expected a tuple of BoundaryConfig or ExistingBoundary",
        ),
        (
            replace(DEV, role_path="ecs"),
            "dev.role_path: expected '/', or up to 512 characters that begin and end with it",
        ),
        (
            _with_service(replace(WEB, permissions_boundary="applicaton")),
            "dev.services.web.permissions_boundary: expected a boundary of its environment "
            "(application; another is added to permissions_boundaries of the environment), "
            "got 'applicaton'",
        ),
        (
            replace(
                DEV,
                permissions_boundaries=(),
                services=(replace(WEB, permissions_boundary="application"),),
            ),
            "dev.services.web.permissions_boundary: expected a boundary of its environment "
            "(it has none; ",
        ),
        (
            replace(DEV, agent=AgentFeatures(logs_without_execution_role=("*",))),
            "dev.agent.logs_without_execution_role: expected the name of a log group",
        ),
        (
            replace(
                DEV,
                agent=AgentFeatures(service_connect=True),
                capacity=(replace(HOST, operating_system=OperatingSystem.BOTTLEROCKET),),
            ),
            "dev.capacity.instance.operating_system: expected AMAZON_LINUX_2023, because Bottl",
        ),
    ],
)
def test_refuses_what_aws_would_refuse(environment: EnvironmentConfig, message: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        check_environments([environment])

    assert message in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("isolation", [Isolation.EXCEPT_HOST_NETWORK, Isolation.OFF])
def test_host_network_is_accepted_in_so_many_words(isolation: Isolation) -> None:
    environment = _with_service(replace(WEB, network_mode=NetworkMode.HOST))

    check_environments([replace(environment, isolation=isolation)])


def test_refuses_the_same_environment_twice() -> None:
    with pytest.raises(ConfigurationError, match=r"^dev: expected names .* got 'EcsBoundary-dev'$"):
        check_environments([DEV, DEV])


def test_refuses_names_that_make_the_same_stack() -> None:
    one = replace(DEV, name="a", cluster_name="a", services=(replace(WEB, name="b-c"),))
    two = replace(DEV, name="a-b", cluster_name="b", services=(replace(WEB, name="c"),))

    with pytest.raises(ConfigurationError, match=r"^a-b: expected .* got 'EcsService-a-b-c'$"):
        check_environments([one, two])


@pytest.mark.parametrize("environments", [(), (DEV, "prod")])
def test_refuses_what_is_no_list_of_environments(environments: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"^environments: expected "):
        check_environments(environments)


def test_refuses_two_clusters_of_one_name_in_one_account_and_region() -> None:
    with pytest.raises(
        ConfigurationError, match=r"^test\.cluster_name: expected another name than"
    ):
        check_environments([DEV, replace(DEV, name="test")])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"account": 111111111111}, "dev.account: expected str, got 111111111111"),
        ({"services": WEB}, "dev.services: expected a tuple of ServiceConfig, as in (a, b) or"),
        ({"services": (WEB, "orders")}, "dev.services: expected a tuple of ServiceConfig"),
        ({"network": "vpc"}, "dev.network: expected NetworkConfig or None, got 'vpc'"),
        ({"agent": "classic"}, "dev.agent: expected AgentFeatures, got 'classic'"),
        (
            {"network": replace(NEW, cidr=10)},  # type: ignore[arg-type]  # on purpose
            "dev.network.cidr: expected str or None, got 10",
        ),
    ],
)
def test_refuses_a_value_of_another_type(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        check_environments([replace(DEV, **changes)])

    assert message in str(refusal.value)


def test_refuses_a_value_of_another_type_at_any_depth() -> None:
    wrong = _with_container(memory_reservation_mib="512")

    with pytest.raises(ConfigurationError, match=r"\.memory_reservation_mib: expected int, got"):
        check_environments([wrong])


@pytest.mark.parametrize(
    ("capacity", "message"),
    [
        ((), "prod.capacity: expected at least one"),
        ((replace(HOST, instance_type="large"),), "instance.instance_type: expected an EC2"),
        ((replace(HOST, instance_type="t3.smal"),), "instance.instance_type: expected an EC2"),
        ((replace(HOST, instance_type="foo9.large"),), "expected an instance family that aws-cdk"),
        ((replace(HOST, volume_gib=8),), "instance.volume_gib: expected 30 GiB or more"),
        (
            (HOST, replace(HOST, name="other")),
            "expected at most one SingleInstanceConfig",
        ),
        ((HOSTS, HOSTS), "capacity: expected each name once, got 'hosts'"),
        ((replace(HOSTS, name="Hosts"),), "capacity.Hosts.name: expected 1 to 32 lower-case"),
        ((replace(HOSTS, min_hosts=4),), "hosts.max_hosts: expected 4 or more (min_hosts is 4)"),
        ((replace(HOSTS, desired_hosts=4),), "hosts.desired_hosts: expected 0 to 3, which are"),
        ((replace(HOSTS, spot_percent=50),), "hosts.spot_percent: expected 0, because the hosts"),
        (
            (replace(HOSTS, instance_types=("t3.small", "t4g.small")),),
            "hosts.instance_types: expected types that run the same image as t3.small (x86",
        ),
        ((replace(HOSTS, target_capacity_percent=0),), "hosts.target_capacity_percent: expected 1"),
        ((replace(MANAGED, min_vcpus=0),), "managed.min_vcpus: expected more than 0"),
        ((replace(MANAGED, max_vcpus=1),), "managed.max_vcpus: expected 2 or more, as min_vcpus"),
        ((replace(MANAGED, max_memory_gib=1),), "managed.max_memory_gib: expected 4 or more"),
        ((replace(MANAGED, instance_types=("x",)),), "managed.instance_types: expected an EC2"),
        ((replace(MANAGED, volume_gib=0),), "managed.volume_gib: expected 1 GiB or more"),
        (
            (replace(OUTSIDE, agent=AgentFeatures(spot_draining=True)),),
            "external.agent.spot_draining: expected it off",
        ),
    ],
)
def test_refuses_capacity_that_there_cannot_be(
    capacity: tuple[CapacityConfig, ...], message: str
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        check_environments([replace(PROD, capacity=capacity)])

    assert str(refusal.value).startswith("prod.capacity")
    assert message in str(refusal.value)


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        (
            replace(PROD, capacity=(HOST, HOSTS)),
            "prod.capacity: expected no SingleInstanceConfig beside AutoScalingConfig",
        ),
        (
            replace(PROD, capacity=(MANAGED,), services=()),
            "prod.agent.session_manager: expected it off, because no host of this environment",
        ),
        (
            replace(
                DEV,
                network=None,
                capacity=(OUTSIDE,),
                agent=AgentFeatures(),
                existing_instance_profile=ExistingInstanceProfile(profile="hosts", role="hosts"),
            ),
            "dev.existing_instance_profile: expected none, because no host carries",
        ),
        (
            replace(
                PROD,
                capacity=(replace(HOSTS, on_demand_base=3, spot_percent=100),),
                agent=AgentFeatures(spot_draining=True),
            ),
            "prod.capacity.hosts.on_demand_base: expected less than max_hosts (3), or there",
        ),
        (
            replace(
                DEV,
                exec_sessions=ExecSessions(
                    key_arn="arn:aws:kms:us-east-1:111111111111:key/1234abcd"
                ),
            ),
            "dev.exec_sessions.key_arn: expected a key of eu-west-1",
        ),
        (
            _with_service(replace(WEB, capacity="spot")),
            "dev.services.web.capacity: expected capacity of its cluster (instance; another is",
        ),
        (replace(DEV, network=None), "dev.network: expected a NetworkConfig, because the hosts"),
        (
            replace(PROD, cluster_name="ecs-1"),
            "prod.cluster_name: expected up to 200 letters",
        ),
        (
            replace(PROD, capacity=(MANAGED,), agent=AgentFeatures(), role_path="/ecs/"),
            "prod.role_path: expected none, because the hosts of 'managed' need a role without",
        ),
        (
            replace(DEV, capacity=(OUTSIDE,), agent=AgentFeatures(), role_path="/ecs/"),
            "dev.role_path: expected none, because the hosts of 'external' need a role without",
        ),
        (
            replace(
                PROD,
                capacity=(MANAGED,),
                agent=AgentFeatures(),
                services=(replace(WEB, network_mode=NetworkMode.BRIDGE),),
            ),
            "prod.services.web.network_mode: expected AWS_VPC, as 'managed' has no other",
        ),
        (
            replace(
                PROD,
                capacity=(OUTSIDE,),
                agent=AgentFeatures(),
                services=(replace(WEB, network_mode=NetworkMode.AWS_VPC),),
            ),
            "prod.services.web.network_mode: expected BRIDGE or HOST, as 'external'",
        ),
        (
            replace(DEV, capacity=(MANAGED,), agent=AgentFeatures(), services=(WEB,)),
            "dev.network: expected an existing network (vpc_id and subnet_ids), because the tasks",
        ),
    ],
)
def test_refuses_what_its_capacity_cannot_carry(
    environment: EnvironmentConfig, message: str
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        check_environments([environment])

    assert str(refusal.value).startswith(message)


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        (
            replace(DEV, existing_instance_profile=ExistingInstanceProfile(profile="hosts")),
            "dev.existing_instance_profile.role: expected name or ARN of the role in the instance",
        ),
        (
            replace(
                DEV, existing_instance_profile=ExistingInstanceProfile(profile="a b", role="hosts")
            ),
            "dev.existing_instance_profile.profile: expected the name of the existing instance",
        ),
        (
            _with_service(
                replace(WEB, existing_task_role="arn:aws:iam::222222222222:role/application")
            ),
            "dev.services.web.existing_task_role: expected one of the account 111111111111",
        ),
        (
            _with_service(replace(WEB, existing_execution_role="arn:aws:iam::111111111111:user/a")),
            "dev.services.web.existing_execution_role: expected the name of the existing role",
        ),
        (
            _with_service(
                replace(
                    WEB,
                    existing_task_role="web",
                    managed_policies=("arn:aws:iam::aws:policy/ReadOnlyAccess",),
                )
            ),
            "dev.services.web.managed_policies: expected none beside existing_task_role",
        ),
        (
            replace(
                PROD,
                capacity=(replace(MANAGED, existing_infrastructure_role="a b"),),
                agent=AgentFeatures(),
            ),
            "prod.capacity.managed.existing_infrastructure_role: expected the name of the existing",
        ),
        (
            replace(
                PROD,
                capacity=(replace(OUTSIDE, existing_role="arn:aws:iam::222222222222:role/a"),),
                agent=AgentFeatures(),
                services=(),
            ),
            "prod.capacity.external.existing_role: expected one of the account 333333333333",
        ),
        (
            replace(DEV, exec_sessions=ExecSessions(bucket="My Bucket")),
            "dev.exec_sessions.bucket: expected the name of a bucket",
        ),
    ],
)
def test_refuses_roles_from_outside_and_sessions_that_there_cannot_be(
    environment: EnvironmentConfig, message: str
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        check_environments([environment])

    assert str(refusal.value).startswith(message)


def test_tasks_in_the_network_of_a_machine_outside_aws_are_accepted() -> None:
    service = replace(WEB, network_mode=NetworkMode.HOST)

    check_environments(
        [
            replace(
                DEV,
                network=None,
                capacity=(OUTSIDE,),
                agent=AgentFeatures(),
                services=(service,),
            )
        ]
    )


@pytest.mark.parametrize(
    "features",
    [
        AgentFeatures(spot_draining=True),
        AgentFeatures(instance_tags=True),
        AgentFeatures(session_manager=True),
        AgentFeatures(cloudwatch_agent=True),
    ],
)
def test_features_that_nothing_on_the_hosts_turns_on_are_refused(features: AgentFeatures) -> None:
    managed = replace(PROD, capacity=(MANAGED,), agent=features, services=())

    with pytest.raises(ConfigurationError, match="because no host of this environment is set up"):
        check_environments([managed])


def test_the_path_that_every_role_has_is_accepted_for_machines_outside_aws() -> None:
    outside = replace(
        DEV, network=None, capacity=(OUTSIDE,), agent=AgentFeatures(), role_path="/", services=()
    )

    check_environments([outside])


def test_capacity_without_a_provider_is_in_no_other_s_way() -> None:
    single = replace(
        PROD, access=AccessConfig(), cluster_name="a", capacity=(replace(HOST, name="b-c"),)
    )
    group = replace(single, name="b", cluster_name="a-b", capacity=(replace(HOSTS, name="c"),))

    check_environments([single, group])
    check_environments([group, single])


@pytest.mark.parametrize("hosts", [HOSTS, HOST])
def test_a_cluster_can_have_capacity_of_several_kinds(hosts: CapacityConfig) -> None:
    check_environments([replace(PROD, capacity=(hosts, MANAGED, OUTSIDE))])


def test_two_clusters_of_an_account_have_capacity_providers_of_their_own() -> None:
    first = replace(PROD, cluster_name="a", capacity=(replace(HOSTS, name="b-c"),))
    second = replace(first, name="b", cluster_name="a-b", capacity=(replace(HOSTS, name="c"),))

    with pytest.raises(
        ConfigurationError,
        match=r"^b\.capacity\.c\.name: expected one that makes another capacity provider",
    ):
        check_environments([first, second])


def test_two_clusters_of_an_account_differ_by_more_than_case() -> None:
    with pytest.raises(ConfigurationError, match=r"^b\.cluster_name: expected another name"):
        check_environments([PROD, replace(PROD, name="b", cluster_name="Prod")])


def test_two_environments_of_an_account_have_boundaries_of_their_own() -> None:
    first = replace(DEV, name="a", permissions_boundaries=(BoundaryConfig(name="b-c"),))
    second = replace(
        DEV,
        name="a-b",
        region="us-east-1",
        cluster_name="b",
        network=NetworkConfig(cidr="10.0.0.0/20", availability_zones=("us-east-1a",)),
        services=(),
        permissions_boundaries=(BoundaryConfig(name="C"),),
    )

    with pytest.raises(
        ConfigurationError,
        match=r"^a-b\.permissions_boundaries\.C\.name: expected one that makes another policy than "
        r"a-b-C, which is the name of a boundary of a in that account, got 'C'$",
    ):
        check_environments([first, second])
    check_environments([first, replace(second, account="222222222222")])


def test_a_boundary_that_is_there_already_is_not_made() -> None:
    made, existing = BoundaryConfig(name="all"), ExistingBoundary(name="team/Dev-All")

    with pytest.raises(
        ConfigurationError, match=r"^dev\.permissions_boundaries\.all\.name: .*the existing team/D"
    ):
        check_environments([_with_boundaries(made, existing)])


def test_environments_of_an_account_share_a_boundary_that_is_there() -> None:
    dev = _with_boundaries(ExistingBoundary(name="team/all"))

    check_environments([dev, replace(dev, name="test", cluster_name="test", access=AccessConfig())])
