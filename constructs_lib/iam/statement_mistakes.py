"""What is wrong with a statement of a policy, as far as AWS's own tables tell."""

from collections.abc import Mapping
from typing import Any

from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.iam.action_pattern import ActionPattern, parse_action
from constructs_lib.iam.condition_mistakes import condition_mistakes
from constructs_lib.iam.mistake import Mistake
from constructs_lib.iam.resource_mistakes import syntax_mistake, type_mistakes
from constructs_lib.iam.unresolved import as_glob, as_list, has_unknown_parts


def statement_mistakes(statement: Mapping[str, Any], *, is_lenient: bool = False) -> list[Mistake]:
    """Return why parts of a statement can never match a request, or would be refused by IAM.

    Checked: that the actions exist; that each takes one of the resources, and each resource is
    taken; that the condition's operators and keys exist, and the keys apply to the actions. With
    ``NotAction`` or ``NotResource`` only that what is named exists or is an ARN. What is known only
    at deployment passes, and so does ``*``. The source of all facts is the table of
    ``service_authorization.py``.

    Args:
        statement: One statement of a permissions policy, in the form that CDK or CloudFormation
            gives: with tokens or intrinsic functions in it. One with a principal is a resource's
            own policy, which has other rules: it gives no mistake.
        is_lenient: Whether it is enough that one of the actions takes one of the resources, as in
            a grant that serves any kind of reader.
    """
    if "Principal" in statement or "NotPrincipal" in statement:
        return []
    patterns, action_mistakes = _actions(statement)
    resources, resource_mistakes = _resources(statement)
    mistakes = action_mistakes + resource_mistakes
    # What else is wrong cannot be told as long as a mistyped action or resource is among the right.
    if not mistakes and "Resource" in statement:
        mistakes += type_mistakes(patterns, resources, is_lenient=is_lenient)
    condition = statement.get("Condition")
    if isinstance(condition, Mapping):
        mistakes += condition_mistakes(condition, [] if action_mistakes else patterns, resources)
    return list(dict.fromkeys(mistakes))


def check_action(where: str, action: str) -> None:
    """Refuse an action that AWS does not have; ``*`` and ``?`` may stand in its name.

    Raises:
        ConfigurationError: Names the action, and one that resembles a mistyped one.
    """
    parsed = parse_action("Action", action)
    if isinstance(parsed, Mistake):
        raise ConfigurationError(where, expected=parsed.expected, got=action)
    if parsed.is_every_action:
        raise ConfigurationError(
            where, expected="an action with its service prefix, as in 's3:GetObject'", got=action
        )


def _actions(statement: Mapping[str, Any]) -> tuple[list[ActionPattern], list[Mistake]]:
    """Return the actions that the statement applies to, and what is wrong with their names."""
    element = "NotAction" if "NotAction" in statement else "Action"
    parsed = [
        parse_action(element, _written(action)) for action in as_list(statement.get(element, []))
    ]
    mistakes = [mistake for mistake in parsed if isinstance(mistake, Mistake)]
    if element == "NotAction":
        return [], mistakes
    return [pattern for pattern in parsed if isinstance(pattern, ActionPattern)], mistakes


def _written(action: Any) -> str:
    glob = as_glob(action)
    # IAM has no wildcard in the service; an unknown part may be any.
    if has_unknown_parts(action) and "*" in glob.partition(":")[0]:
        return "*"
    return glob


def _resources(statement: Mapping[str, Any]) -> tuple[list[str], list[Mistake]]:
    """Return the resources, with ``*`` for what is unknown, and which of them are no ARNs."""
    element = "NotResource" if "NotResource" in statement else "Resource"
    resources = as_list(statement.get(element, []))
    mistakes = [
        mistake
        for resource in resources
        if (mistake := syntax_mistake(element, resource)) is not None
    ]
    if element == "NotResource":
        return [], mistakes
    return [as_glob(resource) for resource in resources], mistakes
