"""A statement of a trust policy in one form, whatever way it is written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from access.access_error import AccessError
from access.meaning.actions import Actions
from access.meaning.conditions import Condition, condition_of
from access.meaning.rule import actions_of, effect_of, statements_of
from access.policy.decision import DecidingStatement
from access.policy.read_elements import texts
from access.records import Document

_ACCOUNT = re.compile(r"(?:arn:[^:]*:iam::)?([0-9]{12})(?::root)?")
_OF_ACCOUNT = re.compile(r"arn:[^:]*:(?:iam|sts)::([0-9]{12}):.*")


@dataclass(frozen=True, slots=True, order=True)
class Who:
    """One principal of a statement."""

    kind: str
    """``AWS``, ``Service``, ``Federated`` or ``CanonicalUser``."""

    value: str
    """``*``, an ARN, a name, or twelve digits for an account."""

    @property
    def account(self) -> str | None:
        """The account of an ARN; None for an account itself."""
        found = _OF_ACCOUNT.fullmatch(self.value)
        return found[1] if found else None

    def __str__(self) -> str:
        """Name it as a person would."""
        if self.value == "*":
            return "everybody" if self.kind == "AWS" else f"every {self.kind} principal"
        return f"account {self.value}" if self.value.isdigit() else self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustRule:
    """A statement of a trust policy."""

    allows: bool
    who: frozenset[Who]
    is_complement: bool
    """True for ``NotPrincipal``."""

    actions: Actions
    condition: Condition
    statement: DecidingStatement

    @property
    def meaning(self) -> tuple[bool, frozenset[Who], bool, Actions, Condition]:
        """What is equal for statements that mean the same."""
        return self.allows, self.who, self.is_complement, self.actions, self.condition

    def names(self, one: Who) -> bool:
        """Whether it is about a principal, all of it."""
        if self.is_complement:
            return False
        return one in self.who or Who(one.kind, "*") in self.who

    def meeting(self, one: Who) -> tuple[Who, ...]:
        """Return those of a ``Deny`` that a principal may stand for, or that may stand for it.

        There, an account stands for all its principals, and everybody for services, too (IAM user
        guide, "AWS JSON policy elements: Principal"). Of ``NotPrincipal``, it is the principal.
        """
        if self.is_complement:
            return (one,)
        everybody = Who("AWS", "*")
        return tuple(
            other
            for other in sorted(self.who)
            if other == everybody or (one.kind == other.kind and _meet(one, other))
        )


def _meet(one: Who, other: Who) -> bool:
    if one == other or "*" in (one.value, other.value):
        return True
    if one.account == other.account is not None:
        # The sessions of a role are principals of their own.
        return ":sts:" in one.value + other.value
    return one.account == other.value or other.account == one.value


def trust_rules_of(document: Document, *, where: str) -> tuple[TrustRule, ...]:
    """Return the statements of a trust policy.

    Raises:
        AccessError: A statement lacks ``Effect``, ``Action`` or ``Principal``, or an element has a
            value of another type.
    """
    return tuple(
        TrustRule(
            allows=effect_of(statement, where=place) == "Allow",
            who=_who(statement, place),
            is_complement="NotPrincipal" in statement,
            actions=actions_of(statement, where=place),
            condition=condition_of(statement, where=place),
            statement=DecidingStatement.of(statement, policy=where, index=index),
        )
        for index, place, statement in statements_of(document, where=where)
    )


def _who(statement: Mapping[str, object], where: str) -> frozenset[Who]:
    element = "NotPrincipal" if "NotPrincipal" in statement else "Principal"
    value = statement.get(element)
    kinds = {"AWS": "*"} if value == "*" else value
    if not isinstance(kinds, Mapping) or not kinds:
        raise AccessError(f"{where}.{element}", expected="'*' or kind to principals", got=value)
    return frozenset(
        Who(str(kind), _value(each))
        for kind, values in kinds.items()
        for each in texts(f"{where}.{element}.{kind}", values)
    )


def _value(text: str) -> str:
    found = _ACCOUNT.fullmatch(text)
    return found[1] if found else text
