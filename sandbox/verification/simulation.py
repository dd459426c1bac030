"""What IAM's policy simulator says, of calls that cannot be made here."""

import json
from collections.abc import Mapping
from typing import Any

from sandbox.report import Check
from sandbox.verification.account import Account
from sandbox.verification.calls import ALLOWED, DENIED
from sandbox.verification.live_role import LiveRole


def simulated(
    account: Account,
    role: LiveRole,
    action: str,
    resource: str,
    expected: str,
    *,
    context: Mapping[str, str] | None = None,
    allowed_as_well: Mapping[str, Any] | None = None,
    group: str | None = None,
) -> Check:
    """Ask whether the role may make a call.

    Args:
        account: Where the role is.
        role: Who would make it.
        action: The call.
        resource: ARN of what it is made on; ``*`` if it takes no resource.
        expected: Whether it has to be allowed or denied.
        context: Condition keys of the call; none if left out.
        allowed_as_well: A policy that the role is taken to have beside its own; none if left out.
        group: What the check belongs to.
    """
    (result,) = account.root.client("iam").simulate_principal_policy(
        PolicySourceArn=role.arn,
        ActionNames=[action],
        ResourceArns=[resource],
        ContextEntries=[
            {"ContextKeyName": key, "ContextKeyValues": [value], "ContextKeyType": "string"}
            for key, value in (context or {}).items()
        ],
        PolicyInputList=[] if allowed_as_well is None else [json.dumps(allowed_as_well)],
    )["EvaluationResults"]
    return Check(
        what=action,
        expected=expected,
        observed=ALLOWED if result["EvalDecision"] == "allowed" else DENIED,
        resource=None if resource == "*" else resource,
        group=group,
    )
