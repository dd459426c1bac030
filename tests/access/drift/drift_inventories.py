"""Inventories of one role, for the tests of drift."""

from typing import Any

from access.records import Attachment, Inventory, Policy, Role, RoleKind

ACCOUNT = "111111111111"
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/dev-application"
MANAGED = f"arn:aws:iam::{ACCOUNT}:policy/One-Policy-ABC"


def document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(action: str, resource: str = "*") -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource}


TRUST = document(
    {
        "Effect": "Allow",
        "Principal": {"Service": "ecs-tasks.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
    }
)


def managed(statement: dict[str, Any], *, arn: str = MANAGED) -> Policy:
    return Policy(name=arn.rsplit("/", 1)[-1], where=arn, document=document(statement), arn=arn)


def inline(name: str, statement: dict[str, Any]) -> Policy:
    return Policy(name=name, where=name, document=document(statement))


BOUNDARY_POLICY = managed(allow("*"), arn=BOUNDARY)
PROFILE = Attachment(carrier="instance profile", name="One-Profile", field="Roles")


def task_definition(revision: int, family: str = "web") -> Attachment:
    name = f"arn:aws:ecs:eu-west-1:{ACCOUNT}:task-definition/{family}:{revision}"
    return Attachment(carrier="task definition", name=name, field="taskRoleArn")


ROLE = Role(
    id="One/TaskRole/Role",
    name="One-TaskRole",
    arn=f"arn:aws:iam::{ACCOUNT}:role/One-TaskRole",
    account=ACCOUNT,
    region="eu-west-1",
    kind=RoleKind.TASK,
    trust=TRUST,
    policies=(managed(allow("s3:GetObject", "arn:aws:s3:::b/*")), inline("Own", allow("sqs:*"))),
    boundary=BOUNDARY_POLICY,
    attachments=(PROFILE, task_definition(1)),
    environment="dev",
    stack="One",
    logical_id="TaskRole",
)


def inventory(*roles: Role) -> Inventory:
    return Inventory(source="test", roles=roles)
