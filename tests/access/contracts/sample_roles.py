"""Roles of each kind that break nothing, to break one thing of."""

from collections.abc import Mapping, Sequence
from typing import Any

from access.contracts.asked_role import AskedRole
from access.contracts.check import check_contracts
from access.records import Inventory, Policy, Role, RoleKind

ACCOUNT, OTHER, REGION = "111111111111", "444444444444", "eu-west-1"
SECRET = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:orders/database-AbCdEf"
PARAMETER = f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/orders/flags"
USER = f"arn:aws:iam::{ACCOUNT}:user/ada"
PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"

Statement = Mapping[str, Any]

_GUARD = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
_SUB = "token.actions.githubusercontent.com:sub"


def of_service(name: str, condition: Statement | None = None) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": {"Service": name}, "Action": "sts:AssumeRole"}
    return statement | ({"Condition": condition} if condition else {})


def of_aws(arn: str, condition: Statement | None = None) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": {"AWS": arn}, "Action": "sts:AssumeRole"}
    return statement | ({"Condition": condition} if condition else {})


def of_token(condition: Statement | None = None) -> dict[str, Any]:
    action = "sts:AssumeRoleWithWebIdentity"
    statement = {"Effect": "Allow", "Principal": {"Federated": PROVIDER}, "Action": action}
    return statement | ({"Condition": condition} if condition else {})


TRUST: dict[RoleKind, dict[str, Any]] = {
    RoleKind.TASK: of_service("ecs-tasks.amazonaws.com", _GUARD),
    RoleKind.TASK_EXECUTION: of_service("ecs-tasks.amazonaws.com", _GUARD),
    RoleKind.CONTAINER_INSTANCE: of_service("ec2.amazonaws.com"),
    RoleKind.EXTERNAL_INSTANCE: of_service("ssm.amazonaws.com", _GUARD),
    RoleKind.INFRASTRUCTURE: of_service("ecs.amazonaws.com"),
    RoleKind.OPERATOR: of_aws(USER, {"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
    RoleKind.EXTERNAL_ACCOUNT: of_aws(
        f"arn:aws:iam::{OTHER}:root", {"StringEquals": {"sts:ExternalId": "us"}}
    ),
    RoleKind.DEPLOYER: of_token({"StringEquals": {_SUB: "repo:us/app:environment:prod"}}),
    RoleKind.OTHER: of_service("lambda.amazonaws.com"),
}


def document(*statements: Statement) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [dict(one) for one in statements]}


def allow(action: str | Sequence[str], resource: str = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: str, resource: str = "*") -> dict[str, Any]:
    return {"Effect": "Deny", "Action": action, "Resource": resource}


def policy(*statements: Statement, where: str = "Stack/It/Policy") -> Policy:
    return Policy(name="policy", where=where, document=document(*statements))


def role(
    kind: RoleKind, *statements: Statement, name: str = "it", trust: Statement | None = None
) -> Role:
    return Role(
        id=f"Stack/{name}/Role",
        name=name,
        arn=f"arn:aws:iam::{ACCOUNT}:role/{name}",
        account=ACCOUNT,
        region=REGION,
        kind=kind,
        trust=document(trust or TRUST[kind]),
        policies=(policy(*statements),) if statements else (),
    )


def inventory(*roles: Role) -> Inventory:
    return Inventory(source="here", roles=roles, secrets={ACCOUNT: (SECRET, PARAMETER)})


def broken(*roles: Role) -> list[str]:
    """Rules that the roles break, each once."""
    return list(dict.fromkeys(one.rule for one in check_contracts(inventory(*roles))))


def asked(one: Role) -> AskedRole:
    return AskedRole(one)
