"""A role of a few statements."""

from typing import Any

import pytest

from access.records import Document, Policy, Role, RoleKind

_TRUST: Document = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "ecs-tasks.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


def role_of(
    *statements: Any,
    trust: Document = _TRUST,
    boundary: list[Any] | None = None,
    policies: tuple[Policy, ...] = (),
    boundary_policy: Policy | None = None,
) -> Role:
    """Return a role of one policy with the statements."""
    own = Policy(name="Policy", where="App/Role/Policy", document=document_of(*statements))
    limit = None
    if boundary is not None:
        limit = Policy(name="Limit", where="App/Limit", document=document_of(*boundary))
    return Role(
        id="App/Role",
        name="app",
        arn="arn:aws:iam::111111111111:role/app",
        account="111111111111",
        region="eu-west-1",
        kind=RoleKind.TASK,
        trust=trust,
        policies=((own,) if statements else ()) + policies,
        boundary=boundary_policy or limit,
    )


def document_of(*statements: Any) -> Document:
    """Return a policy of the statements."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


@pytest.fixture(scope="session")
def make_role() -> Any:
    return role_of
