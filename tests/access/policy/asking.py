"""Short ways to ask the evaluator."""

from collections.abc import Mapping
from typing import Any

from access.policy.compiled_policy import CompiledPolicy, compile_policy, compile_trust
from access.policy.decision import Decision
from access.policy.evaluate import evaluate
from access.policy.request import OtherKeys, Principal, Request

ACCOUNT = "111122223333"
OBJECT = "arn:aws:s3:::b/k"
ALICE = f"arn:aws:iam::{ACCOUNT}:user/alice"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/path/worker"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/worker/s1"


def document(*statements: Mapping[str, Any], version: str = "2012-10-17") -> dict[str, Any]:
    """A policy of statements that allow reading of everything, where they do not say otherwise."""
    return {"Version": version, "Statement": [_statement(one) for one in statements]}


def policy(
    *statements: Mapping[str, Any], where: str = "policy", version: str = "2012-10-17"
) -> CompiledPolicy:
    """The same, ready."""
    return compile_policy(document(*statements, version=version), where=where)


def trust(*statements: Mapping[str, Any]) -> CompiledPolicy:
    """A trust policy of statements that allow ``sts:AssumeRole``."""
    base = {"Effect": "Allow", "Action": "sts:AssumeRole"}
    return compile_trust(
        {"Version": "2012-10-17", "Statement": [{**base, **one} for one in statements]},
        where="trust",
    )


def request(
    action: str = "s3:GetObject",
    resource: str = OBJECT,
    *,
    context: Mapping[str, list[str] | None] | None = None,
    others: OtherKeys = OtherKeys.ABSENT,
    principal: Principal | None = None,
) -> Request:
    """A request to read an object, where it does not say otherwise."""
    return Request(
        action=action,
        resource=resource,
        context=context or {},
        other_keys=others,
        principal=principal,
    )


def answer(condition: Mapping[str, Any], context: Mapping[str, list[str] | None]) -> Decision:
    """What a policy that allows under a condition answers in a context."""
    return evaluate(request(context=context), policies=[policy({"Condition": condition})])


def _statement(statement: Mapping[str, Any]) -> dict[str, Any]:
    base: dict[str, Any] = {"Effect": "Allow"}
    if "NotAction" not in statement:
        base["Action"] = "s3:*"
    if "NotResource" not in statement:
        base["Resource"] = "*"
    return {**base, **statement}
