"""What a trust policy has to be, and who has to be able to assume a role for its use."""

from collections.abc import Iterator, Sequence
from typing import Any

from constructs_lib.iam.records import Document, RoleRecord, UseRecord
from constructs_lib.iam.statement_mistakes import statement_mistakes

_SERVICES = {
    "container-instance role": "ec2.amazonaws.com",
    "task role": "ecs-tasks.amazonaws.com",
    "task execution role": "ecs-tasks.amazonaws.com",
}

_PRINCIPAL = "Principal"
# A trust policy has no resource to hold against the action.
_CHECKED = ("Effect", "Action", "NotAction", "Condition")
# Source: "AWS global condition context keys" in the IAM user guide.
# Each with the separator and the position of the part that names somebody.
_NAMING_KEYS = {
    "aws:principalaccount": ("/", 0),
    "aws:principalarn": (":", 4),
    "aws:principalorgid": ("/", 0),
    "aws:principalorgpaths": ("/", 0),
}
_NAMING_OPERATORS = {"arnequals", "arnlike", "stringequals", "stringlike"}
_NAMING_OPERATORS |= {f"foranyvalue:{operator}" for operator in _NAMING_OPERATORS}


def trust_mistakes(role: RoleRecord) -> Iterator[str]:
    """Say what IAM refuses in a trust policy, what lets everybody in, and what lets nobody in.

    Sources: "Role trust policy syntax error resource" in IAM's policy validation reference;
    "Principal" in the IAM user guide, which warns of a wildcard in an ``Allow``.
    """
    for statement in statements(role.trust):
        yield from (f"{role.where}: trust policy: {one}" for one in _element_mistakes(statement))
        if statement.get("Effect") == "Allow" and not _is_narrowed(statement):
            for kind, principal in principals(statement):
                if isinstance(principal, str) and "*" in principal:
                    yield (
                        f"{role.where}: trust policy: expected named principals (name the service, "
                        "account or role that may assume it, or add a condition on "
                        f"aws:PrincipalOrgID), got {kind} {principal!r}"
                    )
        of_the_action = {key: statement[key] for key in _CHECKED if key in statement}
        for mistake in statement_mistakes(of_the_action):
            yield (f"{role.where}: trust policy: expected {mistake.expected}, got {mistake.got!r}")


def _is_narrowed(statement: dict[str, Any]) -> bool:
    """Whether a condition names those who are let in, as the principal would."""
    condition = statement.get("Condition", {})
    if not isinstance(condition, dict):
        return False
    return any(map(_is_function, condition)) or any(
        operator.lower() in _NAMING_OPERATORS and _names_somebody(tests)
        for operator, tests in condition.items()
    )


def _names_somebody(tests: object) -> bool:
    """Whether every value of some key names an account or an organisation."""
    if not isinstance(tests, dict):
        return False
    return any(map(_is_function, tests)) or any(
        all(_is_named(one, *_NAMING_KEYS[key.lower()]) for one in _as_list(value))
        for key, value in tests.items()
        if key.lower() in _NAMING_KEYS
    )


def _is_named(value: object, separator: str, position: int) -> bool:
    """Whether the part of a value that names somebody is there, and without a wildcard."""
    if not isinstance(value, str):
        return True
    named = value.split(separator)[position : position + 1]
    return bool(named and named[0]) and not {"*", "?"} & set(named[0])


def _is_function(key: str) -> bool:
    return key == "Ref" or key.startswith("Fn::")


def _element_mistakes(statement: dict[str, Any]) -> Iterator[str]:
    """Say which elements and actions IAM refuses in a trust policy.

    Sources: "Role trust policy syntax error resource" in IAM's policy validation reference;
    "NotPrincipal" in the IAM user guide: with ``Allow`` it lets everybody else in.
    """
    for element in ("Resource", "NotResource"):
        if element in statement:
            yield (
                f"expected no {element} (the role is the resource; leave the element out), "
                f"got {statement[element]!r}"
            )
    if "Principal" not in statement:
        yield (
            "expected a Principal (name the service, account or role that may assume it), "
            f"got {statement.get('NotPrincipal', 'none')!r}"
        )
    for action in _as_list(statement.get("Action", [])):
        if isinstance(action, str) and not action.lower().startswith("sts:"):
            yield f"expected an action of sts, as in 'sts:AssumeRole', got {action!r}"


def _as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


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
        or (kind == _PRINCIPAL and not isinstance(principal, str))
        for statement in statements(trust)
        if statement.get("Effect") == "Allow"
        for kind, principal in principals(statement)
    )


def statements(document: Document) -> list[dict[str, Any]]:
    """Return the statements of a policy; there may be one outside a list.

    One that only deployment knows, as in ``Fn::If``, is left out.
    """
    found = document.get("Statement", [])
    listed = found if isinstance(found, list) else [found]
    return [one for one in listed if isinstance(one, dict) and "Effect" in one]


def principals(statement: dict[str, Any]) -> Iterator[tuple[str, object]]:
    """Yield kind and value of each principal of a statement; of ``*``, it is no certain kind."""
    principal = statement.get("Principal", {})
    if not isinstance(principal, dict) or any(
        key == "Ref" or key.startswith("Fn::") for key in principal
    ):
        yield _PRINCIPAL, principal
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
