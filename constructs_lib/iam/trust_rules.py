"""What a trust policy has to be."""

from collections.abc import Iterator
from typing import Any

from constructs_lib.iam.policy_document import principals, statements
from constructs_lib.iam.records import RoleRecord
from constructs_lib.iam.statement_mistakes import statement_mistakes
from constructs_lib.iam.unresolved import as_list, is_function
from constructs_lib.iam.web_identity_rules import web_identity_mistakes

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
        yield from (
            f"{role.where}: trust policy: {one}" for one in web_identity_mistakes(statement)
        )
        of_the_action = {key: statement[key] for key in _CHECKED if key in statement}
        for mistake in statement_mistakes(of_the_action):
            yield f"{role.where}: trust policy: expected {mistake.expected}, got {mistake.got!r}"


def _is_narrowed(statement: dict[str, Any]) -> bool:
    """Whether a condition names those who are let in, as the principal would."""
    condition = statement.get("Condition", {})
    if not isinstance(condition, dict):
        return False
    return is_function(condition) or any(
        operator.lower() in _NAMING_OPERATORS and _names_somebody(tests)
        for operator, tests in condition.items()
    )


def _names_somebody(tests: object) -> bool:
    """Whether every value of some key names an account or an organisation."""
    if not isinstance(tests, dict):
        return False
    return is_function(tests) or any(
        all(_is_named(one, *_NAMING_KEYS[key.lower()]) for one in as_list(value))
        for key, value in tests.items()
        if key.lower() in _NAMING_KEYS
    )


def _is_named(value: object, separator: str, position: int) -> bool:
    """Whether the part of a value that names somebody is there, and without a wildcard."""
    if not isinstance(value, str):
        return True
    named = value.split(separator)[position : position + 1]
    return bool(named and named[0]) and not {"*", "?"} & set(named[0])


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
    for action in as_list(statement.get("Action", [])):
        if isinstance(action, str) and not action.lower().startswith("sts:"):
            yield f"expected an action of sts, as in 'sts:AssumeRole', got {action!r}"
