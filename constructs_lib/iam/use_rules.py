"""Who has to be able to assume a role for its use."""

from collections.abc import Iterator, Sequence

from constructs_lib.iam.policy_document import NO_CERTAIN_KIND, principals, statements
from constructs_lib.iam.records import Document, RoleRecord, UseRecord

_SERVICES = {
    "container-instance role": "ec2.amazonaws.com",
    "task role": "ecs-tasks.amazonaws.com",
    "task execution role": "ecs-tasks.amazonaws.com",
    "infrastructure role": "ecs.amazonaws.com",
    "external-instance role": "ssm.amazonaws.com",
}


def use_mistakes(roles: Sequence[RoleRecord], uses: Sequence[UseRecord]) -> Iterator[str]:
    """Say which role cannot be assumed where it is used, or is used as two kinds.

    Source: "IAM roles for Amazon ECS" in the Amazon ECS developer guide.
    """
    by_path = {role.where: role for role in roles}
    first: dict[str, UseRecord] = {}
    for use in uses:
        service = _SERVICES[use.kind]
        role = by_path.get(use.role)
        if role is not None and not lets_in(role.trust, service):
            yield (
                f"{use.role}: use as {use.kind} of {use.carrier}: expected a trust policy for "
                f"{service} (make the role with it), got {_described(role.trust)}"
            )
        other = first.setdefault(use.role, use)
        if other.kind != use.kind:
            yield (
                f"{use.role}: one kind of use: expected a role of its own for each (give "
                f"{use.carrier} another {use.kind}), got the {other.kind} of {other.carrier}"
            )


def lets_in(trust: Document, service: str) -> bool:
    """Whether some statement names the service, or a principal that only deployment knows."""
    return any(
        (kind == "Service" and (not isinstance(principal, str) or _same(principal, service)))
        or (kind == NO_CERTAIN_KIND and not isinstance(principal, str))
        for statement in statements(trust)
        if statement.get("Effect") == "Allow"
        for kind, principal in principals(statement)
    )


def _same(principal: str, service: str) -> bool:
    """Some services of China have a name of their own."""
    return principal.removesuffix(".cn") == service


def _described(trust: Document) -> str:
    named = [str(value) for statement in statements(trust) for _, value in principals(statement)]
    return ", ".join(named) or "nobody"
