"""The identity of the application in a container."""

from collections.abc import Sequence

import jsii
from aws_cdk import Stack
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from constructs import Construct

from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.ecs_tasks_principal import ECS_TASKS, ecs_tasks_principal
from constructs_lib.exec_sessions import ExecSessions
from constructs_lib.exec_statements import exec_statements
from constructs_lib.iam.checks import IamChecks
from constructs_lib.iam.existing_arn import existing_arn
from constructs_lib.iam.grant_permissions import grant_permissions
from constructs_lib.iam.managed_policies import ManagedPolicies
from constructs_lib.iam.permission import Permission
from constructs_lib.iam.role_kind import RoleKind
from constructs_lib.iam.role_of import role_of
from constructs_lib.iam.role_shape import RoleShape
from constructs_lib.iam.wildcards import acknowledge_wildcards
from constructs_lib.passed_role import PassedRole
from constructs_lib.task_execution_role import TaskExecutionRole
from constructs_lib.task_family import check_family

_WHY_EXEC = "Each stands for no resource, or for streams and objects named after their sessions."


@jsii.implements(iam.IGrantable)
class TaskRole(Construct):
    """The role that an application assumes, and the task definition that delivers it.

    Add the containers to ``task_definition``. It is itself a grantee:
    ``table.grant_read_data(task_role)`` gives the application that access.

    Attributes:
        role: What the application may do; trusts ECS tasks, for this account and region.
        task_definition: Carries ``role`` as its ``taskRoleArn``.
        execution_role: What the ECS agent does to start the task.
        exec_sessions: How people open sessions in the containers; none if nobody can.
    """

    role: iam.IRole
    task_definition: ecs.TaskDefinition
    execution_role: iam.IRole
    exec_sessions: ExecSessions | None

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        permissions: Sequence[Permission] = (),
        existing_role: str | None = None,
        exec_sessions: ExecSessions | None = None,
        execution_role: iam.IRole | None = None,
        existing_execution_role: str | None = None,
        compatibility: ecs.Compatibility = ecs.Compatibility.EC2,
        family: str | None = None,
        network_mode: ecs.NetworkMode | None = None,
        runtime_platform: ecs.RuntimePlatform | None = None,
        cpu_units: int | None = None,
        memory_mib: int | None = None,
        shape: RoleShape | None = None,
    ) -> None:
        """Define the role, its customer-managed policy and the task definition.

        Args:
            scope: Parent in the construct tree.
            construct_id: Id, unique among siblings.
            permissions: What the application may do; nothing if left out.
            existing_role: Name or ARN of a role from outside, which is used as it is: nothing is
                attached, and what it needs is written beside the template; a role is made if left
                out.
            exec_sessions: Lets people open sessions in the containers (ECS Exec), once the service
                is told to (``enable_exec``); nobody can if left out.
            execution_role: Carried as ``executionRoleArn``; a ``TaskExecutionRole`` of its own,
                under the same permissions boundary and path, if left out.
            existing_execution_role: Name or ARN of a role from outside for the
                ``TaskExecutionRole`` of its own; that makes one if left out.
            compatibility: Where the task can run: EC2, Fargate, external, Managed Instances;
                EC2 if left out.
            family: Name of the task definition; CloudFormation chooses one if left out.
            network_mode: ``bridge`` for EC2 and external tasks, ``awsvpc`` for the others, if
                left out.
            runtime_platform: Operating system and architecture, for Fargate and Managed Instances;
                Linux on x86 if left out. Elsewhere the host says it.
            cpu_units: CPU of the whole task, 1,024 to a vCPU; Fargate requires it.
            memory_mib: Memory of the whole task, in MiB; Fargate requires it.
            shape: Boundary, path, further policies and the like of the task role; none of them
                if left out.

        Raises:
            ConfigurationError: A permission that IAM would refuse, see ``Permission.check``; a
                shape that it would refuse; a family that ECS would refuse; sessions that cannot be
                kept where they should, see ``ExecSessions.check``; no name or ARN of a role, a
                role of another account, or one beside a shape or another role.
        """
        super().__init__(scope, construct_id)
        IamChecks.of(self)
        check_family(f"{self.node.path}.family", family)
        self.exec_sessions = exec_sessions
        if exec_sessions is not None:
            exec_sessions.check(f"{self.node.path}.exec_sessions")

        self.role = role_of(
            self,
            kind=RoleKind.TASK,
            purpose="Task role: what the application in the task may do.",
            assumed_by=ecs_tasks_principal(self),
            shape=shape,
            existing=existing_role,
        )
        self.execution_role = self._execution_role(shape, execution_role, existing_execution_role)
        self.task_definition = ecs.TaskDefinition(
            self,
            "TaskDefinition",
            family=family,
            compatibility=compatibility,
            network_mode=network_mode,
            runtime_platform=runtime_platform,
            cpu=None if cpu_units is None else str(cpu_units),
            memory_mib=None if memory_mib is None else str(memory_mib),
            task_role=self.role,
            execution_role=self.execution_role,
        )
        # No task starts before both of its roles have these permissions. It is the resource that
        # waits, since what the construct holds may be what a permission refers to. For what is
        # granted to the role later, which may refer to the task definition, the service waits.
        waits = self.task_definition.node.find_child("Resource").node
        waits.add_dependency(self.execution_role, self._policies(permissions, exec_sessions))

    @property
    def grant_principal(self) -> iam.IPrincipal:
        """The role, so that grants can be made to this construct itself."""
        return self.role

    @property
    def passed_roles(self) -> tuple[PassedRole, ...]:
        """Both roles, as whoever runs the task hands them to ECS."""
        return tuple(
            PassedRole(role=role, service=ECS_TASKS) for role in (self.role, self.execution_role)
        )

    def _execution_role(
        self, shape: RoleShape | None, given: iam.IRole | None, existing: str | None
    ) -> iam.IRole:
        where = f"{self.node.path}.existing_execution_role"
        if existing is not None:
            stack = Stack.of(self)
            existing_arn(
                where, existing, kind="role", account=stack.account, partition=stack.partition
            )
            if given is not None:
                raise ConfigurationError(
                    where,
                    expected="none beside execution_role (leave one of them out)",
                    got=existing,
                )
            return TaskExecutionRole(self, "ExecutionRole", existing_role=existing).role
        if given is not None:
            return given
        same = shape or RoleShape()
        same = RoleShape(path=same.path, permissions_boundary=same.permissions_boundary)
        return TaskExecutionRole(self, "ExecutionRole", shape=same).role

    def _policies(
        self, permissions: Sequence[Permission], exec_sessions: ExecSessions | None
    ) -> ManagedPolicies:
        policies = ManagedPolicies(
            self,
            "Policy",
            description="What the application in the task may do.",
            role=self.role,
        )
        grant_permissions(self, policies, permissions)
        if exec_sessions is not None:
            stack = Stack.of(self)
            statements = exec_statements(
                exec_sessions,
                partition=stack.partition,
                region=stack.region,
                account=stack.account,
            )
            policies.add(*statements)
            acknowledge_wildcards(policies, statements, reason=_WHY_EXEC)
        return policies
