"""An inventory with one role of every kind, and with what deserves a look."""

from collections.abc import Mapping, Sequence
from typing import Any

from access.records import (
    Attachment,
    Call,
    Contract,
    Inventory,
    Policy,
    Role,
    RoleKind,
)

ACCOUNTS = {"dev": "111111111111", "prod": "333333333333"}
HOSTILE = "<script>alert(1)</script>"
"""A name that IAM would not take; a page must not run it all the same."""


def document(*statements: Mapping[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(
    actions: Sequence[str], resources: Sequence[str] = ("*",), **other: Any
) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": list(resources), **other}


def trust(
    principal: Any, condition: Mapping[str, Any] | None = None, action: str = "sts:AssumeRole"
) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": action, "Principal": principal}
    return document(statement | ({"Condition": dict(condition)} if condition else {}))


def role(id_: str, *, environment: str = "dev", **other: Any) -> Role:
    """A role with the account, name and ARN that go with its id."""
    account = ACCOUNTS[environment]
    name = id_.replace("/", "-")
    given = {
        "kind": RoleKind.OTHER,
        "trust": trust({"Service": "ecs-tasks.amazonaws.com"}),
        "name": name,
        "arn": f"arn:aws:iam::{account}:role/{name}",
        "region": "eu-west-1",
        "stack": id_.partition("/")[0],
        "logical_id": "Role1234",
    }
    return Role(id=id_, account=account, environment=environment, **(given | other))


def policy(*statements: Mapping[str, Any], where: str) -> Policy:
    return Policy(name="Policy", where=where, document=document(*statements))


def sample_inventory() -> Inventory:
    roles = [one for environment in ACCOUNTS for one in _environment(environment)]
    return Inventory(source="a sample", roles=tuple(roles))


def _environment(name: str) -> list[Role]:
    account = ACCOUNTS[name]
    arn = f"arn:aws:ecs:eu-west-1:{account}"
    guard = {"StringEquals": {"aws:SourceAccount": account}}
    tasks = trust({"Service": "ecs-tasks.amazonaws.com"}, guard)
    boundary = Policy(
        name=f"{name}-application",
        where=f"EcsBoundary-{name}/Boundary",
        arn=f"arn:aws:iam::{account}:policy/{name}-application",
        document=document(allow(["*"]), {"Effect": "Deny", "Action": "iam:Put*", "Resource": "*"}),
    )
    service = f"EcsService-{name}-web"
    return [
        role(
            f"EcsCluster-{name}/ContainerInstance/Role",
            environment=name,
            kind=RoleKind.CONTAINER_INSTANCE,
            trust=trust({"Service": "ec2.amazonaws.com"}),
            boundary=boundary,
            cluster=name,
            policies=(
                policy(
                    allow(["ecs:DiscoverPollEndpoint"]),
                    allow(["ecs:Poll"], [f"{arn}:container-instance/{name}/*"]),
                    where=f"EcsCluster-{name}/ContainerInstance/Policy",
                ),
            ),
            attachments=(
                Attachment(
                    carrier="instance profile",
                    name=f"EcsCluster-{name}/ContainerInstance/InstanceProfile",
                    field="Roles",
                ),
            ),
            reasons={
                "Annotation::AwsSolutions-IAM5[Resource::*]": "It stands for no resource.",
                f"Annotation::AwsSolutions-IAM5[Resource::{arn}:container-instance/{name}/*]": (
                    "The cluster gives out the ids."
                ),
            },
        ),
        role(
            f"{service}/TaskRole/Role",
            environment=name,
            kind=RoleKind.TASK,
            trust=tasks,
            boundary=boundary,
            policies=(
                policy(
                    allow(["s3:List*"] if name == "dev" else ["s3:List*", "s3:GetObject"]),
                    allow(["iam:PutRolePolicy"]),
                    where=f"{service}/TaskRole/Policy",
                ),
            ),
            attachments=(
                Attachment(carrier="task definition", name=f"{name}-web", field="taskRoleArn"),
            ),
            contract=Contract(
                must_allow=(Call(action="s3:ListAllMyBuckets"),),
                must_deny=(
                    Call(action="iam:PutRolePolicy", resource=f"arn:aws:iam::{account}:role/x"),
                    Call(action="s3:ListBucket", resource="arn:aws:s3:::secrets"),
                ),
                no_wider_than="dev" if name == "prod" else None,
            ),
        ),
        role(
            f"{service}/ExecutionRole/Role",
            environment=name,
            kind=RoleKind.TASK_EXECUTION,
            trust=tasks,
            policies=(
                Policy(
                    name="AmazonECSTaskExecutionRolePolicy",
                    where="arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
                    arn="arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
                    document=None,
                ),
            ),
            attachments=(
                Attachment(carrier="task definition", name=f"{name}-web", field="executionRoleArn"),
            ),
        ),
        role(
            f"EcsAccess-{name}/Deployers/github/Role",
            environment=name,
            kind=RoleKind.DEPLOYER,
            boundary=boundary,
            trust=trust(
                {"Federated": f"arn:aws:iam::{account}:oidc-provider/token.actions.example.com"},
                {"StringEquals": {"token.actions.example.com:sub": f"repo:o/r:environment:{name}"}},
                "sts:AssumeRoleWithWebIdentity",
            ),
            policies=(
                policy(
                    allow(
                        ["iam:PassRole"],
                        [f"arn:aws:iam::{account}:role/EcsService-{name}-web-TaskRole-Role"],
                        Condition={
                            "StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}
                        },
                    ),
                    where=f"EcsAccess-{name}/Deployers/github/Policy",
                ),
            ),
        ),
        role(
            f"EcsAccess-{name}/Operators/{HOSTILE}/Role",
            environment=name,
            kind=RoleKind.OPERATOR,
            trust=trust("*"),
            policies=(policy(allow(["nosuch:Thing"], ["arn:aws:nosuch:::x"]), where=HOSTILE),),
            is_from_outside=True,
        ),
    ]
