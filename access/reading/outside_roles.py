"""Roles that somebody else makes: what the contracts beside the templates say of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from access.reading.attachments import Profile
from access.reading.json_file import read_json
from access.reading.place import Place
from access.reading.role_policies import Policies
from access.reading.template_stack import TemplateStack
from access.reading.template_values import TemplateValues
from access.records import Document, Policy, RoleKind


@dataclass(frozen=True, kw_only=True, slots=True)
class OutsideRole:
    """What a role from outside has to be, for the construct that uses it."""

    construct: str
    """Path of the construct that uses it."""

    kind: RoleKind
    name: str
    arn: str
    trust: Document
    policies: tuple[Policy, ...]
    profile: Profile | None


def outside_roles(
    stack: TemplateStack, values: TemplateValues, policies: Policies
) -> Iterator[OutsideRole]:
    """Yield the roles from outside that a stack uses.

    The permissions are those that are asked for: the role may have more.

    Args:
        stack: The stack; what it uses is in ``<template>.roles-from-outside.json``.
        values: Of the templates.
        policies: Of the assembly.

    Raises:
        AccessError: The file is broken, or refers to what cannot be known.
    """
    base = stack.file.name.removesuffix(".template.json")
    file = stack.file.with_name(f"{base}.roles-from-outside.json")
    if not file.exists():
        return
    for written in read_json(file).get("roles") or []:
        construct = written.get("construct") if isinstance(written, dict) else "roles"
        place = Place(stack=stack, logical_id=str(construct))
        yield _role(values.resolve(_needed(written, place), place), policies, place)


def _needed(written: Any, place: Place) -> dict[str, Any]:
    match written:
        case {
            "construct": str(),
            "kind": str(kind),
            "role": {"arn": _, "name": _},
            "trust": dict(),
            "permissions": list(),
        } if kind in set(RoleKind):
            # The rest says what is known at the deployment only.
            return {key: value for key, value in written.items() if key != "knownAtDeployment"}
    place.refuse(expected="a contract of a role from outside (synthesize again)", got=written)


def _role(contract: Mapping[str, Any], policies: Policies, place: Place) -> OutsideRole:
    construct, arn, name = contract["construct"], contract["role"]["arn"], contract["role"]["name"]
    profile = contract.get("instanceProfile")
    asked_for = [
        Policy(
            name=f"{name}-{number}",
            where=f"{construct}/Role, permissions {number + 1} of its contract",
            document=document,
        )
        for number, document in enumerate(contract["permissions"])
    ]
    attached = [policies.by_arn(one) for one in contract.get("managedPolicies") or []]
    return OutsideRole(
        construct=construct,
        kind=RoleKind(contract["kind"]),
        name=name,
        arn=arn,
        trust=contract["trust"],
        policies=(*asked_for, *attached),
        profile=None
        if profile is None
        else Profile(
            name=profile["name"], arn=profile["arn"], role=name, account=place.stack.account
        ),
    )
