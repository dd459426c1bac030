from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from constructs_lib.agent.cluster_scope import ClusterScope


@pytest.fixture
def prod() -> ClusterScope:
    """The cluster that the agents of these tests belong to."""
    return ClusterScope(
        partition="aws", region="eu-west-1", account="123456789012", cluster_name="prod"
    )


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
