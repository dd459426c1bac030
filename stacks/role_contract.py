"""Writes into the assembly what the configuration says of a role."""

from collections.abc import Mapping, Sequence
from typing import Any

from aws_cdk import aws_iam as iam

from stacks.acknowledge import acknowledge
from stacks.config import EnvironmentConfig, Expectation

CONTRACT_METADATA = "ecs-iam-roles:contract"
"""Type of the metadata entry; whoever reads the assembly knows it by that."""


def declare_contract(
    role: iam.IRole,
    *,
    environment: EnvironmentConfig,
    must_allow: Sequence[Expectation] = (),
    must_deny: Sequence[Expectation] = (),
    wider_because: str | None = None,
    unread_because: str | None = None,
    accepts: Mapping[str, str] | None = None,
) -> None:
    """Say of a role what it must and must not do; nothing if there is nothing to say.

    It is metadata of the construct, so the template stays as it is.

    Args:
        role: Made here, or from outside.
        environment: Says which environment's same role has to be as wide.
        must_allow: Calls that it has to allow.
        must_deny: Calls that it has to deny.
        wider_because: Why it may do more than there.
        unread_because: Why its boundary, whose text is not in the app, leaves what it must allow.
        accepts: Rules that it breaks on purpose, with the reasons.
    """
    contract = {
        "mustAllow": [_call(one) for one in must_allow],
        "mustDeny": [_call(one) for one in must_deny],
        "noWiderThan": environment.no_wider_than,
    }
    if any(contract.values()):
        role.node.add_metadata(CONTRACT_METADATA, contract)
    if wider_because is not None and environment.no_wider_than is not None:
        acknowledge(role, "ecs-iam-roles::no-wider-than", wider_because)
    if unread_because is not None and must_allow:
        acknowledge(role, "ecs-iam-roles::known-boundary", unread_because)
    for rule, reason in (accepts or {}).items():
        acknowledge(role, f"ecs-iam-roles::{rule}", reason)


def _call(expectation: Expectation) -> dict[str, Any]:
    return {
        "action": expectation.action,
        "resource": expectation.resource,
        "context": {
            key: [value] if isinstance(value, str) else list(value)
            for key, value in expectation.context.items()
        },
    }
