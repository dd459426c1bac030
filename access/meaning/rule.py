"""A statement in one form, whatever way it is written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from access.access_error import AccessError
from access.meaning.actions import Actions
from access.meaning.conditions import Condition, condition_of
from access.meaning.region import Region
from access.meaning.variables import hidden
from access.policy.decision import DecidingStatement
from access.policy.read_elements import texts
from access.records import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A statement of a permissions policy."""

    allows: bool
    actions: Actions
    resources: Region
    condition: Condition
    statement: DecidingStatement

    @property
    def meaning(self) -> tuple[Actions, Region, Condition]:
        """What is equal for statements of one effect that mean the same."""
        return self.actions, self.resources, self.condition


def rules_of(document: Document, *, where: str) -> tuple[Rule, ...]:
    """Return the statements of a permissions policy or of a permissions boundary.

    Policy variables are ``hidden``, except in a policy of the Version before 2012-10-17, which has
    none.

    Args:
        document: The policy.
        where: What an error and ``DecidingStatement.policy`` name.

    Raises:
        AccessError: A statement lacks ``Effect``, ``Action`` or ``Resource``, or an element has a
            value of another type.
    """
    return tuple(
        Rule(
            allows=effect_of(statement, where=place) == "Allow",
            actions=actions_of(statement, where=place),
            resources=_resources(
                statement, place, has_variables=document.get("Version") == "2012-10-17"
            ),
            condition=condition_of(statement, where=place),
            statement=DecidingStatement.of(statement, policy=where, index=index),
        )
        for index, place, statement in statements_of(document, where=where)
    )


def statements_of(
    document: Document, *, where: str
) -> Iterator[tuple[int, str, Mapping[str, object]]]:
    """Yield the statements with their position and the place that an error names.

    Raises:
        AccessError: ``Statement`` is neither a mapping nor a list of these.
    """
    listed = document.get("Statement", [])
    for index, statement in enumerate(listed if isinstance(listed, Sequence) else [listed]):
        place = f"{where}, statement {index + 1}"
        if not isinstance(statement, Mapping):
            raise AccessError(place, expected="a mapping", got=statement)
        yield index, place, statement


def effect_of(statement: Mapping[str, object], *, where: str) -> str:
    """Return ``Allow`` or ``Deny``.

    Raises:
        AccessError: It is neither.
    """
    effect = statement.get("Effect")
    if effect not in ("Allow", "Deny"):
        raise AccessError(f"{where}.Effect", expected="'Allow' or 'Deny'", got=effect)
    return str(effect)


def actions_of(statement: Mapping[str, object], *, where: str) -> Actions:
    """Return what the statement is about.

    Raises:
        AccessError: It has neither ``Action`` nor ``NotAction``, or one of another type.
    """
    element = "NotAction" if "NotAction" in statement else "Action"
    patterns = {pattern.lower() for pattern in texts(f"{where}.{element}", statement.get(element))}
    return Actions(tuple(sorted(patterns)), is_complement=element == "NotAction")


def _resources(statement: Mapping[str, object], where: str, *, has_variables: bool) -> Region:
    element = "NotResource" if "NotResource" in statement else "Resource"
    patterns = set(texts(f"{where}.{element}", statement.get(element)))
    if has_variables:
        patterns = {hidden(pattern) for pattern in patterns}
    return Region(tuple(sorted(patterns)), is_complement=element == "NotResource")
