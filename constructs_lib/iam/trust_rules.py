"""What a trust policy has to be, and who has to be able to assume a role for its use."""

from collections.abc import Iterator, Sequence
from typing import Any

from constructs_lib.iam.records import Document, RoleRecord, UseRecord

_SERVICES = {
    "container-instance role": "ec2.amazonaws.com",
    "task role": "ecs-tasks.amazonaws.com",
    "task execution role": "ecs-tasks.amazonaws.com",
}


def trust_mistakes(role: RoleRecord) -> Iterator[str]:
    """Say what IAM refuses in a trust policy, or what lets everybody in.

    Sources: "Role trust policy syntax error resource" in IAM's policy validation reference;
    "Principal" in the IAM user guide, which warns of a wildcard in an ``Allow``.
    """
    for statement in statements(role.trust):
        for element in ("Resource", "NotResource"):
            if element in statement:
                yield (
                    f"{role.where}: trust policy: expected no {element} (the role is the resource; "
                    f"leave the element out), got {statement[element]!r}"
                )
        if statement.get("Effect") == "Allow":
            for kind, principal in principals(statement):
                if isinstance(principal, str) and "*" in principal:
                    yield (
                        f"{role.where}: trust policy: expected named principals (name the service, "
                        f"account or role that may assume it), got {kind} {principal!r}"
                    )


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
        not isinstance(principal, str) or (kind == "Service" and _same(principal, service))
        for statement in statements(trust)
        if statement.get("Effect") == "Allow"
        for kind, principal in principals(statement)
    )


def statements(document: Document) -> list[dict[str, Any]]:
    """Return the statements of a policy; there may be one outside a list."""
    found = document.get("Statement", [])
    return found if isinstance(found, list) else [found]


def principals(statement: dict[str, Any]) -> Iterator[tuple[str, object]]:
    """Yield kind and value of each principal of a statement."""
    principal = statement.get("Principal", {})
    if isinstance(principal, str):
        yield "Principal", principal
        return
    for kind, values in principal.items():
        for value in values if isinstance(values, list) else [values]:
            yield kind, value


def _same(principal: str, service: str) -> bool:
    """Some services of China have a name of their own."""
    return principal.removesuffix(".cn") == service


def _described(trust: Document) -> str:
    named = [str(value) for statement in statements(trust) for _, value in principals(statement)]
    return ", ".join(named) or "nobody"
