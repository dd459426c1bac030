from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest


@pytest.fixture
def ecs_tasks_trust() -> dict[str, Any]:
    """The whole trust policy of a role for ECS tasks, in the account and region of ``stack``."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "ecs-tasks.amazonaws.com"},
                "Action": "sts:AssumeRole",
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": "123456789012"},
                    "ArnLike": {"aws:SourceArn": "arn:aws:ecs:eu-west-1:123456789012:*"},
                },
            }
        ],
    }


@pytest.fixture(scope="session")
def allows() -> Callable[[Sequence[Mapping[str, Any]], str, str, Mapping[str, str]], bool]:
    """Whether statements allow an action on a resource in a context, as the emulator's IAM says."""
    from ministack.core.iam_evaluator import EvalContext, evaluate, parse_policy_document

    def ask(
        statements: Sequence[Mapping[str, Any]],
        action: str,
        resource: str,
        context: Mapping[str, str],
    ) -> bool:
        request = EvalContext(
            principal_arn="arn:aws:sts::123456789012:assumed-role/host/i-1",
            principal_type="AssumedRole",
            principal_account="123456789012",
            action=action,
            resource_arn=resource,
            region="eu-west-1",
            service_context={key.lower(): value for key, value in context.items()},
        )
        document = {"Version": "2012-10-17", "Statement": list(statements)}
        decision = evaluate(request, [parse_policy_document(document)]).decision
        return bool(decision == "Allow")

    return ask
