"""What operators and deployers call of ECS; each call says whether IAM let it through."""

from sandbox.identity import Identity
from sandbox.report import Check
from sandbox.verification.account import Account
from sandbox.verification.calls import outcome


def describe_service(
    session: Identity, account: Account, cluster: str, service: str, expected: str, *, group: str
) -> Check:
    """Ask for a service, whether it exists or not."""
    return Check(
        what="ecs:DescribeServices",
        expected=expected,
        observed=outcome(
            lambda: session.client("ecs").describe_services(cluster=cluster, services=[service])
        ),
        resource=account.arn("ecs", f"service/{cluster}/{service}"),
        group=group,
    )


def update_service(
    session: Identity, account: Account, cluster: str, service: str, expected: str, *, group: str
) -> Check:
    """Update a service to what it is; one that does not exist is let through by IAM, or is not."""
    return Check(
        what="ecs:UpdateService",
        expected=expected,
        observed=outcome(
            lambda: session.client("ecs").update_service(cluster=cluster, service=service)
        ),
        resource=account.arn("ecs", f"service/{cluster}/{service}"),
        group=group,
    )


def register_task_definition(
    session: Identity,
    account: Account,
    family: str,
    task_role: str,
    expected: str,
    *,
    what: str,
    group: str,
) -> Check:
    """Register a task definition with a role; it is gone afterwards.

    Args:
        session: Who registers it.
        account: Where.
        family: Of the task definition.
        task_role: ARN of the role that is handed to its tasks.
        expected: Whether it has to be allowed or denied.
        what: Which role that is, in words.
        group: What the check belongs to.
    """

    def register() -> None:
        made = session.client("ecs").register_task_definition(
            family=family,
            taskRoleArn=task_role,
            containerDefinitions=[{"name": "sandbox", "image": "sandbox", "memory": 64}],
        )["taskDefinition"]["taskDefinitionArn"]
        ecs = account.root.client("ecs")
        ecs.deregister_task_definition(taskDefinition=made)
        ecs.delete_task_definitions(taskDefinitions=[made])

    return Check(
        what=f"ecs:RegisterTaskDefinition, {what}",
        expected=expected,
        observed=outcome(register),
        resource=account.arn("ecs", f"task-definition/{family}"),
        group=group,
    )
