"""Who may take the roles of ECS tasks."""

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

ECS_TASKS = "ecs-tasks.amazonaws.com"
"""The service, as trust policies name it."""


def ecs_tasks_principal(scope: Construct) -> iam.ServicePrincipal:
    """Return the ECS tasks service, acting for this account and region only.

    Without the two conditions, ECS could be made to hand the role to a task of somebody else's
    account (the confused deputy). The ARN cannot name one cluster: AWS supports only the wildcard.

    Source: "Task IAM role" in the Amazon ECS developer guide.
    """
    stack = Stack.of(scope)
    return iam.ServicePrincipal(
        ECS_TASKS,
        conditions={
            "StringEquals": {"aws:SourceAccount": stack.account},
            "ArnLike": {
                "aws:SourceArn": f"arn:{stack.partition}:ecs:{stack.region}:{stack.account}:*"
            },
        },
    )
