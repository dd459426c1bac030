"""Whether the condition of a statement can ever be met by requests for its actions."""

from collections.abc import Mapping, Sequence
from typing import Any

from constructs_lib.iam.action_pattern import ActionPattern
from constructs_lib.iam.arn_match import fits
from constructs_lib.iam.cdk_grants import is_idle_key_in_a_grant
from constructs_lib.iam.condition_keys import applies, exists, in_every_request, keys_of
from constructs_lib.iam.condition_operators import needs_the_key, operator_mistake
from constructs_lib.iam.mistake import Mistake
from constructs_lib.iam.resource_mistakes import resource_types
from constructs_lib.iam.service_authorization import all_condition_keys
from constructs_lib.iam.unresolved import has_unknown_parts, is_function
from constructs_lib.iam.wording import did_you_mean, few, listed, with_article


def condition_mistakes(
    condition: Mapping[str, Any], patterns: Sequence[ActionPattern], resources: Sequence[str]
) -> list[Mistake]:
    """Return the operators and keys that do not exist, and the keys that do not apply.

    Args:
        condition: Operator to key to value.
        patterns: The actions of the statement; without one, any key applies.
        resources: The resources, with ``*`` for what is unknown.
    """
    mistakes = []
    for operator, tests in condition.items():
        # An intrinsic function in the place of an operator, or of its keys, may become anything.
        if operator.startswith("Fn::") or not isinstance(tests, Mapping) or is_function(tests):
            continue
        if (mistake := operator_mistake(operator)) is not None:
            mistakes.append(mistake)
        needed = needs_the_key(operator)
        for key in tests:
            if not has_unknown_parts(key):
                mistakes += _key_mistakes(key, needed, patterns, resources)
    return mistakes


def _key_mistakes(
    key: str, needed: bool, patterns: Sequence[ActionPattern], resources: Sequence[str]
) -> list[Mistake]:
    if not exists(key):
        near = {known for pattern in patterns for known in _keys(pattern)}
        hint = did_you_mean(key, near, cutoff=0.8) or did_you_mean(key, all_condition_keys())
        table = "the table of AWS's service authorization reference"
        return [Mistake("Condition", f"a condition key in {table}{hint}", key)]
    if in_every_request(key):
        return []
    without = [
        pattern
        for pattern in patterns
        if not _applies(key, pattern) and not is_idle_key_in_a_grant(pattern.written, key)
    ]
    if needed:
        return [_not_applicable(key, [pattern]) for pattern in without] + [
            mistake for pattern in patterns for mistake in _absent(key, pattern, resources)
        ]
    return [_not_applicable(key, without)] if without and len(without) == len(patterns) else []


def _applies(key: str, pattern: ActionPattern) -> bool:
    return pattern.is_every_action or any(applies(key, action) for action in pattern.actions)


def _keys(pattern: ActionPattern) -> frozenset[str]:
    return frozenset({key for action in pattern.actions for key in keys_of(action)})


def _not_applicable(key: str, patterns: Sequence[ActionPattern]) -> Mistake:
    names = sorted({known for pattern in patterns for known in _keys(pattern)})
    hint = did_you_mean(key, names, cutoff=0.8)
    if not hint:
        has = "it has" if len(patterns) == 1 else "they have"
        every = "the keys of every request"
        hint = f" ({has} {listed([*few(names), every], 'and') if names else f'only {every}'})"
    actions = listed(few([pattern.written for pattern in patterns]), "and")
    return Mistake("Condition", f"a condition key that applies to {actions}{hint}", key)


def _absent(key: str, pattern: ActionPattern, resources: Sequence[str]) -> list[Mistake]:
    """Return the types among the resources whose requests lack a key that the action else has."""
    if pattern.has_wildcard:
        return []
    (action,) = pattern.actions
    mistakes = []
    for resource in resources:
        kinds = [kind for kind in resource_types((action,)) if fits(resource, kind.arn_format)]
        without = [kind.name for kind in kinds if key.lower() in action.absent_keys(kind.name)]
        # Another type that the resource can be may have the key.
        if kinds and len(without) == len(kinds):
            of_type = with_article(listed(without, "or"))
            expected = f"no {key!r} for {action.full_name} on {of_type}, where requests lack it"
            mistakes.append(Mistake("Condition", expected, key))
    return mistakes
