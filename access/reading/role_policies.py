"""The policies of an assembly, and what they are attached to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from access.catalogue.aws_managed_policy import aws_managed_policy
from access.reading.manifest import UNKNOWN_ACCOUNT
from access.reading.place import Place
from access.reading.template_stack import TemplateStack
from access.reading.template_values import TemplateValues
from access.records import Document, Policy

_MANAGED = "AWS::IAM::ManagedPolicy"


@dataclass(frozen=True, kw_only=True, slots=True)
class AttachedPolicy:
    """A policy that names the roles that it is attached to."""

    policy: Policy
    account: str
    roles: tuple[str, ...]
    """Names in IAM."""


class Policies:
    """All policies of an assembly that stand by themselves."""

    def __init__(self, stacks: Sequence[TemplateStack], values: TemplateValues) -> None:
        """Read them.

        Raises:
            AccessError: A document, a name or a role of one cannot be known.
        """
        self._values = values
        self._attached = [one for stack in stacks for one in self._of(stack)]
        self._by_arn = {one.policy.arn: one.policy for one in self._attached if one.policy.arn}

    def attached_to(self, *, account: str, role: str) -> tuple[Policy, ...]:
        """Return those that name a role themselves, in the order of the templates.

        No two roles of an account have names that differ in case alone ("IAM and AWS STS quotas"),
        so the case does not count. A stack that is made for any account may be deployed to that of
        the role.
        """
        name = role.lower()
        return tuple(
            one.policy
            for one in self._attached
            if one.account == account or UNKNOWN_ACCOUNT in (one.account, account)
            if name in map(str.lower, one.roles)
        )

    def by_arn(self, arn: str) -> Policy:
        """Return a managed policy; without a document, if nobody here knows it."""
        if (found := self._by_arn.get(arn)) is not None:
            return found
        return Policy(
            name=arn.rsplit("/", 1)[-1], where=arn, document=aws_managed_policy(arn), arn=arn
        )

    def inline(self, stack: TemplateStack, logical_id: str) -> Iterator[Policy]:
        """Yield the policies that a role has in itself.

        Raises:
            AccessError: A name or a document cannot be known.
        """
        place = Place(stack=stack, logical_id=logical_id)
        for written in self._values.properties(stack, logical_id, "Policies", "*"):
            if not isinstance(written, dict):
                place.refuse(expected="a policy in Policies", got=written)
            name = str(written.get("PolicyName"))
            yield Policy(
                name=name,
                where=f"{stack.path(logical_id)}/{name}",
                document=_document(written.get("PolicyDocument"), place),
            )

    def _of(self, stack: TemplateStack) -> Iterator[AttachedPolicy]:
        types = (_MANAGED, "AWS::IAM::Policy", "AWS::IAM::RolePolicy")
        for logical_id, _ in stack.of_type(*types):
            if not self._values.exists(stack, logical_id):
                continue
            is_managed = stack.resources[logical_id]["Type"] == _MANAGED
            place = Place(stack=stack, logical_id=logical_id)
            where = stack.path(logical_id)
            name = self._texts(place, "ManagedPolicyName" if is_managed else "PolicyName")
            yield AttachedPolicy(
                policy=Policy(
                    name=name[0] if name else where.rsplit("/", 1)[-1],
                    where=where,
                    document=_document(
                        self._values.property_(stack, logical_id, "PolicyDocument"), place
                    ),
                    arn=self._values.resolve({"Ref": logical_id}, place) if is_managed else None,
                ),
                account=stack.account,
                roles=(*self._texts(place, "Roles", "*"), *self._texts(place, "RoleName")),
            )

    def _texts(self, place: Place, *path: str) -> list[str]:
        return self._values.texts(place.stack, place.logical_id, *path)


def _document(written: Any, place: Place) -> Document:
    if not isinstance(written, dict):
        place.refuse(expected="a policy document", got=written)
    return written
