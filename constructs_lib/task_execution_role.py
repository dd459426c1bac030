"""The identity of the ECS agent when it prepares a task."""

from typing import Any

import jsii
from aws_cdk import aws_iam as iam
from constructs import Construct

from constructs_lib.ecs_tasks_principal import ECS_TASKS, ecs_tasks_principal
from constructs_lib.iam.checks import IamChecks
from constructs_lib.iam.managed_policies import ManagedPolicies
from constructs_lib.iam.role_kind import RoleKind
from constructs_lib.iam.role_of import role_of
from constructs_lib.iam.role_shape import RoleShape
from constructs_lib.iam.wildcards import acknowledge_wildcards
from constructs_lib.passed_role import PassedRole

# What the CDK's read grants hold beside the action that the agent calls.
_NEVER_CALLED = {
    "ecr:BatchGetImage": {"ecr:BatchCheckLayerAvailability"},
    "secretsmanager:GetSecretValue": {"secretsmanager:DescribeSecret"},
    "ssm:GetParameters": {
        "ssm:DescribeParameters",
        "ssm:GetParameter",
        "ssm:GetParameterHistory",
    },
}


@jsii.implements(iam.IGrantable)
class TaskExecutionRole(Construct):
    """The role with which the ECS agent pulls a task's images, writes its logs, reads its secrets.

    Its permissions follow the containers. Hand ``role`` to a task definition, add containers to
    that, and the role may pull exactly their ECR repositories, write to exactly their log groups
    and read exactly their secrets and parameters. An image from outside ECR needs no permission,
    and a task without any of these leaves the role with none. What the CDK grants no role by
    itself is granted by hand: the bucket of environment files (``bucket.grant_read(role)``), and
    an imported key of a secret (``key.grant_decrypt(role)``).

    Let the service of a task definition of your own wait for the permissions:
    ``service.node.add_dependency(execution_role)``. The task definition of ``TaskRole`` waits.

    Attributes:
        role: Trusts the ECS tasks service, for this account and region; or the one from outside.
    """

    role: iam.IRole

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        shape: RoleShape | None = None,
        existing_role: str | None = None,
    ) -> None:
        """Define the role; its customer-managed policy comes with the first grant.

        Args:
            scope: Parent in the construct tree.
            construct_id: Id, unique among siblings.
            shape: Boundary, path, further policies and the like; none of them if left out.
            existing_role: Name or ARN of a role from outside, which is used as it is: nothing is
                attached, and what it needs is written beside the template; a role is made if left
                out.

        Raises:
            ConfigurationError: A shape that IAM would refuse; no name or ARN of a role, a role of
                another account, or one beside a shape.
        """
        super().__init__(scope, construct_id)
        IamChecks.of(self)
        self.role = role_of(
            self,
            kind=RoleKind.TASK_EXECUTION,
            purpose="Task execution role: what the ECS agent does to start the task.",
            assumed_by=ecs_tasks_principal(self),
            shape=shape,
            existing=existing_role,
            role_class=_RoleOfTheAgent,
            narrowed=needed_by_the_agent,
        )

    @property
    def grant_principal(self) -> iam.IPrincipal:
        """The role, so that grants can be made to this construct itself."""
        return self.role

    @property
    def passed_roles(self) -> tuple[PassedRole, ...]:
        """The role, as whoever runs a task hands it to ECS."""
        return (PassedRole(role=self.role, service=ECS_TASKS),)


class _RoleOfTheAgent(iam.Role):
    """A role that keeps from each grant what the ECS agent calls.

    The CDK makes the grants when a container is added to the task definition. They name the right
    resources but serve any kind of reader, and they would land in an inline policy.
    """

    _policies: ManagedPolicies | None = None

    def add_to_principal_policy(
        self, statement: iam.PolicyStatement
    ) -> iam.AddToPrincipalPolicyResult:
        """Add what is left of the statement to the role's customer-managed policies."""
        needed = needed_by_the_agent(statement.to_json())
        # A later change of it would not arrive here.
        statement.freeze()
        if self._policies is None:
            self._policies = ManagedPolicies(
                self, "Policy", description="What the ECS agent does to start the task.", role=self
            )
        self._policies.add(needed)
        if needed.get("Action") == "ecr:GetAuthorizationToken":
            acknowledge_wildcards(self._policies, [needed], reason="This action takes no resource.")
        return iam.AddToPrincipalPolicyResult(
            statement_added=True, policy_dependable=self._policies
        )


def needed_by_the_agent(statement: dict[str, Any]) -> dict[str, Any]:
    """Return a statement without what the ECS agent never calls.

    Only grants of the CDK are narrowed, known by the called action and its companions in one
    ``Allow``; what else a user adds stays as it is. Sources: "Task execution IAM role" in the
    Amazon ECS developer guide asks for ``secretsmanager:GetSecretValue``, ``ssm:GetParameters``
    and ``kms:Decrypt``; AWS's managed policy AmazonEC2ContainerRegistryPullOnly (v1) pulls without
    ``ecr:BatchCheckLayerAvailability``.
    """
    actions = statement.get("Action")
    if statement["Effect"] != "Allow" or not isinstance(actions, list):
        return statement
    never = set().union(*(_NEVER_CALLED.get(action, set()) for action in actions))
    return {**statement, "Action": [action for action in actions if action not in never]}
