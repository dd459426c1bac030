"""Reads what the contracts of roles from outside say, as the rules of IAM need it."""

import json
from collections.abc import Iterator, Sequence

from aws_cdk import CfnResource, Stack, Token
from constructs import IConstruct

from constructs_lib.iam.records import PolicyRecord, RoleRecord, UseRecord
from constructs_lib.iam.role_from_outside import RoleFromOutside


class OutsideRoles:
    """The roles from outside of an app or stage; a role is one role however often it is used."""

    def __init__(self, roles: Sequence[RoleFromOutside]) -> None:
        """Hold what has been found in a construct tree."""
        self._roles = roles
        self._first: dict[tuple[str, str], RoleFromOutside] = {}
        for role in roles:
            for text in (role.role_arn, role.role_name):
                self._first.setdefault(_key(role, Stack.of(role).resolve(text)), role)

    def named(self, resource: CfnResource, reference: object) -> str | None:
        """Return the path of the role that a resolved name or ARN stands for."""
        role = self._first.get(_key(resource, reference))
        return None if role is None else role.node.path

    def roles(self) -> Iterator[RoleRecord]:
        """Yield what each has to be, as if it were made here."""
        for role in self._roles:
            contract = role.contract()
            yield RoleRecord(
                where=role.node.path,
                name=None,
                path=None,
                trust=contract["trust"],
                inline_policies=(),
                attached_policies=len(contract["permissions"]) + len(contract["managedPolicies"]),
            )

    def policies(self) -> Iterator[PolicyRecord]:
        """Yield what each has to allow."""
        for role in self._roles:
            for document in role.permissions():
                yield PolicyRecord(
                    where=role.node.path, name=None, document=document, is_managed=True
                )

    def uses(self) -> Iterator[UseRecord]:
        """Yield what each construct uses its role as."""
        for role in self._roles:
            first = self._first[_key(role, Stack.of(role).resolve(role.role_arn))]
            yield UseRecord(role=first.node.path, kind=role.kind, carrier=role.construct_path)


def place(construct: IConstruct) -> str:
    """Where a name of a role is one role: an account, or a stack that may be in any."""
    stack = Stack.of(construct)
    return stack.node.path if Token.is_unresolved(stack.account) else stack.account


def _key(construct: IConstruct, resolved: object) -> tuple[str, str]:
    return place(construct), json.dumps(resolved, sort_keys=True)
