"""Roles and what belongs to them, as read from an assembly or from an account."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Document = Mapping[str, Any]
"""A policy as IAM has it, without references of CloudFormation."""


class RoleKind(StrEnum):
    """What a role is for; the words of the report."""

    CONTAINER_INSTANCE = "container-instance role"
    EXTERNAL_INSTANCE = "external-instance role"
    TASK = "task role"
    TASK_EXECUTION = "task execution role"
    INFRASTRUCTURE = "infrastructure role"
    OPERATOR = "operator role"
    EXTERNAL_ACCOUNT = "external role"
    DEPLOYER = "deployer role"
    OTHER = "role"


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """A permissions policy, or a permissions boundary."""

    name: str
    """Name in IAM; the construct's id, where CloudFormation will choose one."""

    where: str
    """Path of the construct, or ARN: where a reader finds it."""

    document: Document | None
    """None if nobody here can know it, as for a policy of AWS that is not in the assembly."""

    arn: str | None = None
    """None for an inline policy."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """What delivers a role."""

    carrier: str
    """``instance profile``, ``task definition``, ``capacity provider``, ``service``, ..."""

    name: str
    """Name or ARN of the carrier; the construct's path, where CloudFormation will choose one."""

    field: str
    """Of the carrier, as AWS spells it: ``taskRoleArn``, ``executionRoleArn``, ``Roles``, ..."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One call to AWS, with what is known of its circumstances."""

    action: str
    resource: str = "*"
    context: Mapping[str, Sequence[str] | None] = field(default_factory=dict)
    """Condition keys with their values; None for a key that the request does not have."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Contract:
    """What the configuration says that a role must and must not do."""

    must_allow: tuple[Call, ...] = ()
    must_deny: tuple[Call, ...] = ()
    no_wider_than: str | None = None
    """Name of an environment whose same role may do all that this one may; any if None."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Role:
    """A role with all that decides what it may do."""

    id: str
    """Path of the construct, as in ``EcsService-dev-web/TaskRole/Role``; the ARN if read live."""

    name: str
    """In IAM; made up, well formed and stable, where CloudFormation will choose one."""

    arn: str
    account: str
    region: str
    """Of the stack, or of the session that read it."""

    kind: RoleKind
    trust: Document
    policies: tuple[Policy, ...] = ()
    boundary: Policy | None = None
    attachments: tuple[Attachment, ...] = ()
    environment: str | None = None
    """From the tag ``environment``."""

    cluster: str | None = None
    """Name of the cluster that its hosts join; of a role that carries hosts."""

    stack: str | None = None
    logical_id: str | None = None
    is_from_outside: bool = False
    """Made elsewhere; the assembly says only what it has to be."""

    contract: Contract = Contract()
    reasons: Mapping[str, str] = field(default_factory=dict)
    """What was acknowledged on it or on its policies, with the reason: rule to reason."""

    @property
    def policies_and_boundary(self) -> tuple[Policy, ...]:
        """All that decides what its sessions may do; the boundary last, if it has one."""
        return (*self.policies, self.boundary) if self.boundary else self.policies


@dataclass(frozen=True, kw_only=True, slots=True)
class Inventory:
    """All that was read."""

    source: str
    """The assembly's folder, or ``account 111111111111``."""

    roles: tuple[Role, ...]
    secrets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """ARNs of secrets and parameters that containers get, by the account."""

    secrets_of: Mapping[str, tuple[str, ...]] | None = None
    """Likewise those that start a task which carries a role as its ``executionRoleArn``, by the
    role's ARN or name; None if it is not known which."""

    notes: tuple[str, ...] = ()
    """What could not be read, and what would be needed for it; a line each."""

    carriers: frozenset[str] | None = None
    """The carriers whose attachments were looked at; all if None."""

    task_definitions: frozenset[str] = frozenset()
    """ARNs of those that services use, if it was read live; with a role or without."""

    services: Mapping[str, str] = field(default_factory=dict)
    """ARN of a service of ECS to that of its task definition, where that is known."""
