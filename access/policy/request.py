"""A request that IAM decides on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum


class OtherKeys(Enum):
    """What holds for condition keys that a request does not name."""

    ABSENT = "absent"
    """The request does not have them."""

    UNKNOWN = "unknown"
    """It may have them, with any value: what hangs on one is undecided."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Principal:
    """Who asks to take a role; exactly one of the fields is set."""

    aws: str | None = None
    """ARN of a user, role or role session, ``arn:aws:iam::<account>:root`` for an account."""

    service: str | None = None
    federated: str | None = None
    """ARN of an identity provider, or ``cognito-identity.amazonaws.com`` and the like."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One action on one resource, in one context."""

    action: str
    resource: str = "*"
    context: Mapping[str, Sequence[str] | None] = field(default_factory=dict)
    """Condition keys, in any case, with their values; None for a key that is certainly absent."""

    other_keys: OtherKeys = OtherKeys.ABSENT
    principal: Principal | None = None
    """For trust and resource policies; the permissions policies do not ask for it."""
