"""Turns ECS Exec on for a service."""

from aws_cdk import aws_ecs as ecs

from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.task_role import TaskRole


def enable_exec(service: ecs.BaseService) -> None:
    """Let people open sessions in the containers of a service, and add no permission.

    ``enable_execute_command=True`` of the CDK would add statements of its own to the task role,
    beside those that ``TaskRole(exec_sessions=...)`` has already, and broader:
    ``s3:GetBucketLocation`` on ``*``, every object of the bucket, ``kms:GenerateDataKey``. To the
    key it would add ``kms:*`` for the account.

    Source: ``lib/base/base-service.js`` of aws-cdk-lib 2.275.0.

    Args:
        service: Runs the tasks of a ``TaskRole`` that has ``exec_sessions``; not an imported one.

    Raises:
        ConfigurationError: A service that this app does not make, or one whose ``TaskRole`` has no
            ``exec_sessions``.
    """
    resource = service.node.default_child
    if not isinstance(resource, ecs.CfnService):
        raise ConfigurationError(
            service.node.path,
            expected="a service that is made in this app (turn it on where the service is made)",
            got=type(service).__name__,
        )
    owner = service.task_definition.node.scope
    if isinstance(owner, TaskRole) and owner.exec_sessions is None:
        raise ConfigurationError(
            f"{owner.node.path}.exec_sessions",
            expected="ExecSessions(), without which the task role may open no session",
            got=None,
        )
    resource.enable_execute_command = True
