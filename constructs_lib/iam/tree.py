"""Reads roles, policies, profiles and task definitions out of a construct tree."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from aws_cdk import CfnResource, Reference, Stack, Tokenization
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from constructs import Construct, IConstruct

from constructs_lib.iam.records import (
    IamRecords,
    PolicyRecord,
    ProfileRecord,
    RoleRecord,
    UseRecord,
)

_Resource = TypeVar("_Resource", bound=CfnResource)


def read_tree(root: IConstruct) -> IamRecords:
    """Return what is defined under a construct, whichever construct defines it."""
    nodes = root.node.find_all()
    roles, managed = _of(iam.CfnRole, nodes), _of(iam.CfnManagedPolicy, nodes)
    inline, profiles = _of(iam.CfnPolicy, nodes), _of(iam.CfnInstanceProfile, nodes)
    return IamRecords(
        roles=[_role(role, managed, inline) for role in roles],
        policies=[
            *(_policy(one, one.managed_policy_name, is_managed=True) for one in managed),
            *(_policy(one, one.policy_name, is_managed=False) for one in inline),
            *(policy for role in roles for policy in _own_inline(role)),
        ],
        profiles=[
            ProfileRecord(
                where=_where(one),
                name=one.instance_profile_name,
                path=one.path,
                roles=len(_resolved(one, one.roles)),
            )
            for one in profiles
        ],
        uses=list(_uses(roles, profiles, _of(ecs.CfnTaskDefinition, nodes))),
    )


def _of(kind: type[_Resource], nodes: Sequence[IConstruct]) -> list[_Resource]:
    return [node for node in nodes if isinstance(node, kind)]


def _where(resource: Construct) -> str:
    """Path of the construct that a person wrote; the resource itself is a child of it."""
    return resource.node.path.removesuffix("/Resource")


def _resolved(resource: Construct, value: object) -> Any:
    return Stack.of(resource).resolve(value)


def _role(
    role: iam.CfnRole,
    managed: Sequence[iam.CfnManagedPolicy],
    inline: Sequence[iam.CfnPolicy],
) -> RoleRecord:
    attached = [_resolved(one, one.policy_document) for one in inline if _names(one, role)]
    return RoleRecord(
        where=_where(role),
        name=role.role_name,
        path=role.path,
        trust=_resolved(role, role.assume_role_policy_document),
        inline_policies=[*(one.document for one in _own_inline(role)), *attached],
        attached_policies=len(_resolved(role, role.managed_policy_arns) or [])
        + sum(_names(one, role) for one in managed),
    )


def _names(policy: iam.CfnManagedPolicy | iam.CfnPolicy, role: iam.CfnRole) -> bool:
    """Whether the policy attaches itself to the role, which is in the same stack."""
    stack = Stack.of(role)
    reference = {"Ref": stack.resolve(role.logical_id)}
    return Stack.of(policy) is stack and reference in (_resolved(policy, policy.roles) or [])


def _own_inline(role: iam.CfnRole) -> list[PolicyRecord]:
    return [
        PolicyRecord(
            where=_where(role),
            name=policy.get("policyName") or policy.get("PolicyName"),
            document=policy.get("policyDocument") or policy["PolicyDocument"],
            is_managed=False,
        )
        for policy in _resolved(role, role.policies) or []
    ]


def _policy(
    policy: iam.CfnManagedPolicy | iam.CfnPolicy, name: object, *, is_managed: bool
) -> PolicyRecord:
    return PolicyRecord(
        where=_where(policy),
        name=name,
        document=_resolved(policy, policy.policy_document),
        is_managed=is_managed,
    )


def _uses(
    roles: Sequence[iam.CfnRole],
    profiles: Sequence[iam.CfnInstanceProfile],
    definitions: Sequence[ecs.CfnTaskDefinition],
) -> Iterator[UseRecord]:
    """Yield who delivers which role; roles that are not in the app are left out."""
    delivered = [
        *(
            (profile, "container-instance role", reference)
            for profile in profiles
            for reference in profile.roles
        ),
        *((one, "task role", one.task_role_arn) for one in definitions),
        *((one, "task execution role", one.execution_role_arn) for one in definitions),
    ]
    for carrier, kind, reference in delivered:
        if role := _target(carrier, reference, roles):
            yield UseRecord(role=_where(role), kind=kind, carrier=_where(carrier))


def _target(
    carrier: CfnResource, reference: str | None, roles: Sequence[iam.CfnRole]
) -> iam.CfnRole | None:
    """Return the role that a reference leads to, in whichever stack it is."""
    token = Tokenization.reverse_string(reference or "").first_token
    if token is not None and Reference.is_reference(token):
        target = getattr(token, "target", None)
        return target if isinstance(target, iam.CfnRole) else None
    # One that is made up late shows only in what it becomes, which names a role of its own stack.
    stack = Stack.of(carrier)
    resolved = json.dumps(stack.resolve(reference))
    for role in roles:
        if Stack.of(role) is stack and json.dumps(stack.resolve(role.logical_id)) in resolved:
            return role
    return None
