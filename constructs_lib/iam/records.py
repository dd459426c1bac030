"""Roles and what surrounds them, as plain data: what the rules of IAM are applied to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Document = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleRecord:
    """A role of the app, with all that is attached to it."""

    where: str
    """Path of the construct."""
    name: object
    """Its name; nothing if CloudFormation chooses one."""
    path: object
    trust: Document
    inline_policies: Sequence[Document]
    attached_policies: int
    """How many managed policies are attached."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PolicyRecord:
    """A permissions policy of the app: managed, or inline in a role."""

    where: str
    name: object
    document: Document
    is_managed: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ProfileRecord:
    """An instance profile of the app."""

    where: str
    name: object
    path: object
    roles: int | None
    """How many roles are in it; nothing if only deployment knows."""


@dataclass(frozen=True, kw_only=True, slots=True)
class UseRecord:
    """One role, delivered by one thing."""

    role: str
    """Path of the role's construct."""
    kind: str
    """``container-instance``, ``task``, ``task execution`` or ``infrastructure role``."""
    carrier: str
    """Path of the construct that delivers it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AttachmentRecord:
    """A policy of the app that attaches itself to a role from outside."""

    policy: str
    """Path of the policy's construct."""
    role: str
    """Path of the construct that refers to the role."""


@dataclass(frozen=True, kw_only=True, slots=True)
class IamRecords:
    """All of them in one construct tree.

    Roles from outside are among the roles, with what their contracts say.
    """

    roles: Sequence[RoleRecord]
    policies: Sequence[PolicyRecord]
    profiles: Sequence[ProfileRecord]
    uses: Sequence[UseRecord]
    attached_outside: Sequence[AttachmentRecord]
