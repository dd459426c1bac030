"""One service of one environment."""

from aws_cdk import CfnOutput, Stack, Tags
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from constructs_lib import Isolation, PassedRole, RoleShape, TaskRole, enable_exec
from constructs_lib.host.instance_types import common_architecture
from stacks.bound_every_role import bound_every_role
from stacks.config import (
    CapacityConfig,
    ContainerConfig,
    EnvironmentConfig,
    ManagedInstancesConfig,
    ServiceConfig,
)
from stacks.config.ecr_image import parse_ecr_image
from stacks.role_contract import declare_contract
from stacks.service import add_service


class ServiceStack(Stack):
    """The log group, both roles, the task definition and the service.

    The cluster is found by its name, not by a CloudFormation export: an export cannot be changed
    while another stack imports it.

    Attributes:
        passed_roles: Both roles, each with its service.
    """

    passed_roles: tuple[PassedRole, ...]

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        environment: EnvironmentConfig,
        service: ServiceConfig,
        vpc: ec2.IVpc,
    ) -> None:
        """Compose the constructs with the values of the service.

        Args:
            scope: The app.
            construct_id: Name of the stack.
            environment: Where the service runs.
            service: What runs, and what it may do.
            vpc: Of the cluster; the CDK asks for it, the template does not refer to it.
        """
        super().__init__(scope, construct_id, env=environment.cdk_env)

        task_role = TaskRole(
            self,
            "TaskRole",
            family=environment.family(service),
            compatibility=environment.capacity_of(service).compatibility,
            network_mode=environment.network_mode(service),
            runtime_platform=_platform(environment.capacity_of(service)),
            permissions=service.permissions,
            exec_sessions=environment.exec_sessions if service.ecs_exec else None,
            existing_role=service.existing_task_role,
            existing_execution_role=service.existing_execution_role,
            shape=self._shape(environment, service),
        )
        self._add_container(task_role.task_definition, service, environment.isolation)
        for position, arn in enumerate(service.container.key_arns):
            kms.Key.from_key_arn(self, f"Key{position}", arn).grant_decrypt(
                task_role.execution_role
            )
        ecs_service = add_service(
            self,
            environment,
            service,
            task_definition=task_role.task_definition,
            vpc=vpc,
        )
        if service.ecs_exec:
            enable_exec(ecs_service)
        self.passed_roles = task_role.passed_roles
        # No task starts before both roles have all of their permissions.
        ecs_service.node.add_dependency(task_role)

        declare_contract(
            task_role.role,
            environment=environment,
            must_allow=service.must_allow,
            must_deny=service.must_deny,
            wider_because=service.wider_because,
            unread_because=environment.unread_because(service),
            accepts=service.accepts,
        )
        declare_contract(
            task_role.execution_role,
            environment=environment,
            wider_because=service.wider_because,
        )
        for name, role in (
            ("TaskRole", task_role.role),
            ("TaskExecutionRole", task_role.execution_role),
        ):
            CfnOutput(self, f"{name}Arn", value=role.role_arn)
            CfnOutput(self, f"{name}Name", value=role.role_name)
        CfnOutput(self, "TaskDefinitionArn", value=task_role.task_definition.task_definition_arn)
        Tags.of(self).add("environment", environment.name)
        Tags.of(self).add("service", service.name)
        bound_every_role(self, environment.boundary_of(service))

    def _shape(self, environment: EnvironmentConfig, service: ServiceConfig) -> RoleShape | None:
        """Return how a task role looks that is made here."""
        if service.existing_task_role is not None:
            return None
        return RoleShape(
            path=environment.role_path, managed_policies=self._managed_policies(service)
        )

    def _managed_policies(self, service: ServiceConfig) -> list[iam.IManagedPolicy]:
        return [
            iam.ManagedPolicy.from_managed_policy_arn(self, f"ManagedPolicy{position}", arn)
            for position, arn in enumerate(service.managed_policies)
        ]

    def _add_container(
        self, task_definition: ecs.TaskDefinition, service: ServiceConfig, isolation: Isolation
    ) -> None:
        container = service.container
        log_group = logs.LogGroup(self, "LogGroup", retention=logs.RetentionDays.ONE_MONTH)
        task_definition.add_container(
            "Container",
            container_name=container.name,
            image=self._image(container.image),
            cpu=container.cpu_units,
            memory_reservation_mib=container.memory_reservation_mib,
            memory_limit_mib=container.memory_limit_mib,
            logging=ecs.LogDrivers.aws_logs(stream_prefix=container.name, log_group=log_group),
            secrets=self._variables(container),
            linux_parameters=self._linux_parameters(task_definition, service, isolation),
        )

    def _linux_parameters(
        self, task_definition: ecs.TaskDefinition, service: ServiceConfig, isolation: Isolation
    ) -> ecs.LinuxParameters | None:
        has_own_interface = task_definition.network_mode is ecs.NetworkMode.AWS_VPC
        is_isolated = has_own_interface and isolation.is_on
        if not is_isolated and not service.ecs_exec:
            return None
        linux = ecs.LinuxParameters(
            self,
            "LinuxParameters",
            # It clears up after the processes of sessions.
            init_process_enabled=True if service.ecs_exec else None,
        )
        if is_isolated:
            # It could step around ECS_AWSVPC_BLOCK_IMDS, which is a route in the task.
            linux.drop_capabilities(ecs.Capability.NET_RAW)
        return linux

    def _image(self, image: str) -> ecs.ContainerImage:
        in_ecr = parse_ecr_image(image)
        if in_ecr is None:
            return ecs.ContainerImage.from_registry(image)
        repository = ecr.Repository.from_repository_attributes(
            self,
            "Repository",
            repository_name=in_ecr.repository,
            repository_arn=f"arn:{self.partition}:ecr:{in_ecr.region}:{in_ecr.account}"
            f":repository/{in_ecr.repository}",
        )
        return ecs.ContainerImage.from_ecr_repository(repository, in_ecr.tag_or_digest)

    def _variables(self, container: ContainerConfig) -> dict[str, ecs.Secret]:
        variables = {}
        for secret in container.secrets:
            variables[secret.name] = ecs.Secret.from_secrets_manager(
                secretsmanager.Secret.from_secret_name_v2(
                    self, f"Secret{secret.name}", secret.secret_name
                ),
                secret.json_key,
            )
        for parameter in container.parameters:
            variables[parameter.name] = ecs.Secret.from_ssm_parameter(
                ssm.StringParameter.from_secure_string_parameter_attributes(
                    self, f"Parameter{parameter.name}", parameter_name=parameter.parameter_name
                )
            )
        return variables


def _platform(capacity: CapacityConfig) -> ecs.RuntimePlatform | None:
    """Return the architecture of tasks where hosts are launched for them, of types with names."""
    if not isinstance(capacity, ManagedInstancesConfig) or not capacity.instance_types:
        return None
    architecture = common_architecture("instance_types", capacity.instance_types)
    is_arm = architecture is ec2.InstanceArchitecture.ARM_64
    return ecs.RuntimePlatform(
        operating_system_family=ecs.OperatingSystemFamily.LINUX,
        cpu_architecture=ecs.CpuArchitecture.ARM64 if is_arm else ecs.CpuArchitecture.X86_64,
    )
