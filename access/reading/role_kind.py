"""What a role is for, where its construct does not say so."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from access.listed import listed
from access.meaning.pattern_covers import pattern_covers
from access.records import Attachment, Document, Policy, RoleKind

# Paths in IAM that this project gives to roles which somebody takes.
_PATHS = {
    "/operators/": RoleKind.OPERATOR,
    "/deployers/": RoleKind.DEPLOYER,
    "/external-accounts/": RoleKind.EXTERNAL_ACCOUNT,
}
KIND_BY_FIELD = {
    "taskRoleArn": RoleKind.TASK,
    "executionRoleArn": RoleKind.TASK_EXECUTION,
    "infrastructureRoleArn": RoleKind.INFRASTRUCTURE,
    "managedEBSVolume.roleArn": RoleKind.INFRASTRUCTURE,
    "tls.roleArn": RoleKind.INFRASTRUCTURE,
    "vpcLatticeConfigurations.roleArn": RoleKind.INFRASTRUCTURE,
    "advancedConfiguration.roleArn": RoleKind.INFRASTRUCTURE,
    "ec2InstanceProfileArn": RoleKind.CONTAINER_INSTANCE,
}
"""Field with which something delivers a role to what the role then is for."""

_SERVICES = {"ecs-tasks.amazonaws.com": RoleKind.TASK, "ecs.amazonaws.com": RoleKind.INFRASTRUCTURE}
_HOSTS = {
    "ec2.amazonaws.com": RoleKind.CONTAINER_INSTANCE,
    "ec2.amazonaws.com.cn": RoleKind.CONTAINER_INSTANCE,
    "ssm.amazonaws.com": RoleKind.EXTERNAL_INSTANCE,
}
_OF_THE_AGENT = ("ecs:registercontainerinstance", "ecs:poll")
_AWS_OF_HOSTS = (
    "AmazonEC2ContainerServiceforEC2Role",
    "AmazonECSInstanceRolePolicyForManagedInstances",
)


def role_kind(
    *, arn: str, trust: Document, policies: Sequence[Policy], attachments: Sequence[Attachment]
) -> RoleKind:
    """Return the kind, by what shows it best: what delivers it, its path, who may take it.

    A role of EC2 or of SSM carries hosts of ECS only if it may do what their agent does.

    Args:
        arn: Of the role.
        trust: Its trust policy.
        policies: Its permissions policies.
        attachments: What delivers it.
    """
    for attachment in attachments:
        if (kind := KIND_BY_FIELD.get(attachment.field)) is not None:
            return kind
    path = f"/{arn.split('/', 1)[-1].rpartition('/')[0]}/"
    if (kind := _PATHS.get(path)) is not None:
        return kind
    services = {value for key, value in _principals(trust) if key == "Service"}
    for service in sorted(services):
        if service in _SERVICES:
            return _SERVICES[service]
        if service in _HOSTS and _may_register(policies):
            return _HOSTS[service]
    return RoleKind.OTHER if services else _of_people(arn, trust)


def _of_people(arn: str, trust: Document) -> RoleKind:
    account = arn.split(":")[4]
    for key, value in _principals(trust):
        if key == "Federated":
            is_saml = ":saml-provider/" in value
            return RoleKind.OPERATOR if is_saml else RoleKind.DEPLOYER
        if key == "AWS":
            return RoleKind.OPERATOR if account in _account(value) else RoleKind.EXTERNAL_ACCOUNT
    return RoleKind.OTHER


def _account(principal: str) -> str:
    return principal.split(":")[4] if principal.startswith("arn:") else principal


def _principals(trust: Document) -> Iterator[tuple[str, str]]:
    for statement in listed(trust.get("Statement")):
        principal = statement.get("Principal") if isinstance(statement, Mapping) else None
        if isinstance(principal, Mapping) and statement.get("Effect") == "Allow":
            for key, values in principal.items():
                for value in listed(values):
                    yield key, str(value)


def _may_register(policies: Sequence[Policy]) -> bool:
    return any(policy.name in _AWS_OF_HOSTS for policy in policies) or any(
        _allows_agent(statement)
        for policy in policies
        for statement in listed((policy.document or {}).get("Statement"))
        if isinstance(statement, Mapping) and statement.get("Effect") == "Allow"
    )


def _allows_agent(statement: Mapping[str, Any]) -> bool:
    element = "NotAction" if "NotAction" in statement else "Action"
    patterns = [str(action).lower() for action in listed(statement.get(element))]
    covered = [
        any(pattern_covers(pattern, action) for pattern in patterns) for action in _OF_THE_AGENT
    ]
    return not all(covered) if element == "NotAction" else any(covered)
