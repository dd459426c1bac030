"""Whether a role lets an AWS service assume it."""

import json
from collections.abc import Mapping
from typing import Any


def role_record(role_arn: str) -> dict[str, Any] | None:
    """Return the emulator's record of a role, None if there is none."""
    from ministack.services import iam

    account, name = role_arn.split(":")[4], role_arn.rsplit("/", 1)[-1]
    role: dict[str, Any] | None = iam._roles.get_scoped(account, None, name)
    return role if role is not None and role["Arn"] == role_arn else None


def trusts(role: Mapping[str, Any], service: str, context: Mapping[str, str]) -> bool:
    """Evaluate the role's trust policy for a call of ``sts:AssumeRole`` by the service.

    Args:
        role: As ``role_record`` returns it.
        service: Its principal, such as ``ecs.amazonaws.com``.
        context: The condition keys that the service sends, with their values.
    """
    from ministack.core.iam_evaluator import EvalContext, evaluate_trust_policy

    # For the emulator every service is the account's root: what names another service goes first.
    account = role["Arn"].split(":")[4]
    root = f"arn:aws:iam::{account}:root"
    call = EvalContext(
        principal_arn=root,
        principal_type="Root",
        principal_account=account,
        action="sts:AssumeRole",
        resource_arn=role["Arn"],
        region="",
        service_context={key.lower(): value for key, value in context.items()},
    )
    return bool(evaluate_trust_policy(_for_service(role, service), root, call))


def _for_service(role: Mapping[str, Any], service: str) -> dict[str, Any]:
    """Return the part of the role's trust policy that speaks of the service."""
    from ministack.core.iam_evaluator import _service_principal_matches

    document = role["AssumeRolePolicyDocument"]
    document = json.loads(document) if isinstance(document, str) else document
    statements = document["Statement"]
    return {
        "Statement": [
            statement
            for statement in (statements if isinstance(statements, list) else [statements])
            if statement.get("Principal") in ("*", {"AWS": "*"})
            or _service_principal_matches(statement.get("Principal"), service)
        ]
    }


def trusts_caller(role_arn: str, caller_arn: str, region: str, context: Mapping[str, str]) -> bool:
    """Evaluate the role's trust policy for a call of ``sts:AssumeRole`` that nobody makes.

    Args:
        role_arn: The role; nobody is trusted by one that there is not.
        caller_arn: Whose call it would be.
        region: Where STS would be called.
        context: Its condition keys, with their values.
    """
    from ministack.core.iam_evaluator import EvalContext, evaluate_trust_policy

    role = role_record(role_arn)
    keys = {key.lower(): value for key, value in context.items()}
    call = EvalContext(
        principal_arn=caller_arn,
        principal_type="User" if ":user/" in caller_arn else "AssumedRole",
        principal_account=caller_arn.split(":")[4],
        action="sts:AssumeRole",
        resource_arn=role_arn,
        region=region,
        service_context=keys,
    )
    return role is not None and bool(
        evaluate_trust_policy(role["AssumeRolePolicyDocument"], caller_arn, call)
    )
