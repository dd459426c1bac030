"""Policies, read once and ready to be compared with requests."""

from collections.abc import Iterator, Mapping
from typing import Any

from access.access_error import AccessError
from access.policy.decision import DecidingStatement
from access.policy.pattern import Pattern
from access.policy.pattern_set import PatternSet
from access.policy.policy_kind import PolicyKind
from access.policy.principals import Principals
from access.policy.read_conditions import read_conditions
from access.policy.read_elements import actions, check_elements, one_of, resources, unknown_name
from access.policy.read_principals import read_principals
from access.policy.statement import Statement

_VERSIONS = ("2012-10-17", "2008-10-17")
_ELEMENTS = ("Version", "Id", "Statement")
_EFFECTS = ("Allow", "Deny")
_MOST_REMEMBERED = 4096


class CompiledPolicy:
    """A policy's statements, found by action."""

    __slots__ = ("_remembered", "statements", "where")

    def __init__(self, where: str, statements: tuple[Statement, ...]) -> None:
        """Take over statements, in the policy's order."""
        self.where = where
        self.statements = statements
        self._remembered: dict[str, tuple[Statement, ...]] = {}

    def about(self, lower_action: str) -> tuple[Statement, ...]:
        """Return the statements about an action, given in lower case."""
        found = self._remembered.get(lower_action)
        if found is None:
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            found = self._remembered[lower_action] = tuple(self._about(lower_action))
        return found

    def _about(self, lower_action: str) -> Iterator[Statement]:
        service = lower_action.partition(":")[0]
        for statement in self.statements:
            of_service = statement.services is None or service in statement.services
            if of_service and statement.is_about(lower_action):
                yield statement


def compile_policy(document: object, *, where: str) -> CompiledPolicy:
    """Read a permissions policy, a permissions boundary or a session policy.

    Args:
        document: As IAM has it, without references of CloudFormation.
        where: Path or ARN of the policy, for messages.

    Raises:
        AccessError: Something that IAM would refuse, or that could never match: an element,
            operator or version that does not exist, a missing element, a value of a wrong type,
            a resource that is no ARN, a Principal. The message names the statement.
    """
    return _compile(document, where, PolicyKind.PERMISSIONS)


def compile_trust(document: object, *, where: str) -> CompiledPolicy:
    """Read a role's trust policy.

    Raises:
        AccessError: As of ``compile_policy``; also a Resource ("You cannot specify a resource",
            IAM user guide, "IAM policy validation check reference"), or no Principal.
    """
    return _compile(document, where, PolicyKind.TRUST)


def compile_resource_policy(document: object, *, where: str) -> CompiledPolicy:
    """Read the policy of a bucket, a key, a secret and the like.

    Raises:
        AccessError: As of ``compile_policy``; also no Principal.
    """
    return _compile(document, where, PolicyKind.RESOURCE)


def _compile(document: object, where: str, kind: PolicyKind) -> CompiledPolicy:
    if not isinstance(document, Mapping):
        raise AccessError(where, expected=f"a {kind.value} as a mapping", got=document)
    for element in document:
        if element not in _ELEMENTS:
            raise unknown_name(
                f"{where}, {element}", got=element, known=_ELEMENTS, what="an element"
            )
    # The version that holds where none is given (IAM user guide, "Version").
    version = document.get("Version", "2008-10-17")
    if version not in _VERSIONS:
        raise AccessError(f"{where}, Version", expected=" or ".join(_VERSIONS), got=version)
    statements = document.get("Statement")
    listed = [statements] if isinstance(statements, Mapping) else statements
    if not isinstance(listed, (list, tuple)) or not listed:
        raise AccessError(
            f"{where}, Statement", expected="a statement, or a list of them", got=statements
        )
    has_variables = version == "2012-10-17"
    return CompiledPolicy(
        where,
        tuple(
            _statement(one, policy=where, index=index, kind=kind, has_variables=has_variables)
            for index, one in enumerate(listed)
        ),
    )


def _statement(
    statement: object, *, policy: str, index: int, kind: PolicyKind, has_variables: bool
) -> Statement:
    where = f"{policy}, statement {index + 1}"
    if not isinstance(statement, Mapping):
        raise AccessError(where, expected="a mapping", got=statement)
    sid = statement.get("Sid")
    if sid is not None and not isinstance(sid, str):
        raise AccessError(f"{where}, Sid", expected="a text", got=sid)
    where += f" ({sid!r})" if sid else ""
    check_elements(where, statement, kind)
    effect = statement.get("Effect")
    if effect not in _EFFECTS:
        raise AccessError(f"{where}, Effect", expected="'Allow' or 'Deny'", got=effect)
    action_element, excludes_actions = one_of(where, statement, "Action")
    action_texts = actions(f"{where}, {'Not' * excludes_actions}Action", action_element)
    resource_texts, excludes_resources = _resources(where, statement, kind, has_variables)
    named = DecidingStatement.of(statement, policy=policy, index=index)
    return Statement(
        named=named,
        name=str(named),
        allows=effect == "Allow",
        actions=action_texts,
        excludes_actions=excludes_actions,
        resources=resource_texts,
        excludes_resources=excludes_resources,
        conditions=read_conditions(
            where, statement.get("Condition", {}), has_variables=has_variables
        ),
        principals=_principals(where, statement, kind),
        action_patterns=_patterns(where, action_texts, variables=False, ignores_case=True),
        resource_patterns=_patterns(where, resource_texts, variables=has_variables)
        if resource_texts
        else None,
        services=None if excludes_actions else _services(action_texts),
    )


def _resources(
    where: str, statement: Mapping[str, Any], kind: PolicyKind, has_variables: bool
) -> tuple[tuple[str, ...], bool]:
    if kind is PolicyKind.TRUST:
        return (), False
    element, is_excluded = one_of(where, statement, "Resource")
    place = f"{where}, {'Not' * is_excluded}Resource"
    return resources(place, element, has_variables=has_variables), is_excluded


def _principals(where: str, statement: Mapping[str, Any], kind: PolicyKind) -> Principals | None:
    if kind is PolicyKind.PERMISSIONS:
        return None
    element, is_inverted = one_of(where, statement, "Principal")
    place = f"{where}, {'Not' * is_inverted}Principal"
    return read_principals(place, element, is_inverted=is_inverted, kind=kind)


def _patterns(
    where: str, texts: tuple[str, ...], *, variables: bool, ignores_case: bool = False
) -> PatternSet:
    try:
        return PatternSet(
            Pattern(text, wildcards=True, variables=variables, ignores_case=ignores_case)
            for text in texts
        )
    except ValueError as error:
        raise AccessError(f"{where}, Resource", expected=str(error), got=list(texts)) from error


def _services(action_texts: tuple[str, ...]) -> frozenset[str] | None:
    services = {action.partition(":")[0].lower() for action in action_texts}
    return None if any(set(service) & {"*", "?"} for service in services) else frozenset(services)
