"""Reads roles, policies, profiles and what roles are used for out of a construct tree.

What is known only at deployment, a parameter or an ``Fn::If`` for one, is left out.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from aws_cdk import CfnElement, CfnOutput, CfnResource, Reference, Stack, Stage, Tokenization
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from constructs import IConstruct

from constructs_lib.iam.infrastructure_references import infrastructure_references
from constructs_lib.iam.outside_roles import OutsideRoles, place
from constructs_lib.iam.records import (
    AttachmentRecord,
    Document,
    IamRecords,
    PolicyRecord,
    ProfileRecord,
    RoleRecord,
    UseRecord,
)
from constructs_lib.iam.role_from_outside import RoleFromOutside

_Resource = TypeVar("_Resource", bound=CfnResource)
_Attaching = iam.CfnManagedPolicy | iam.CfnPolicy | iam.CfnRolePolicy


def read_tree(root: IConstruct) -> IamRecords:
    """Return what is defined under an app or stage, whichever construct defines it.

    A stage in an app is left out: it is synthesized, and read, by itself.
    """
    return _Tree(root).read()


class _Tree:
    def __init__(self, root: IConstruct) -> None:
        here = [node for node in root.node.find_all() if Stage.of(node) in (root, None)]
        elements = [node for node in here if isinstance(node, CfnElement)]
        self._nodes = [node for node in elements if isinstance(node, CfnResource)]
        self._outside = OutsideRoles([node for node in here if isinstance(node, RoleFromOutside)])
        self._roles = self._of(iam.CfnRole)
        self._by_reference = {
            (Stack.of(role), _resolved(role, role.logical_id)): role for role in self._roles
        }
        self._by_name = {
            (place(role), name): role
            for role in self._roles
            if isinstance(name := role.role_name, str)
        }
        # What other stacks refer to, by the name that it has for them.
        self._by_output: dict[object, iam.CfnRole] = {}
        for output in elements:
            if isinstance(output, CfnOutput):
                role = self._named(output, _resolved(output, output.value))
                self._by_output |= {name: role for name in _names(output) if role is not None}

    def read(self) -> IamRecords:
        managed = self._of(iam.CfnManagedPolicy)
        inline: list[iam.CfnPolicy | iam.CfnRolePolicy] = [
            *self._of(iam.CfnPolicy),
            *self._of(iam.CfnRolePolicy),
        ]
        attached = self._attached([*managed, *inline])
        roles = [self._role(role, attached[role]) for role in self._roles]
        return IamRecords(
            roles=[*roles, *self._outside.roles()],
            policies=[
                *(_policy(one, one.managed_policy_name, is_managed=True) for one in managed),
                *(_policy(one, one.policy_name, is_managed=False) for one in inline),
                *(policy for role in self._roles for policy in _own_inline(role)),
                *self._outside.policies(),
            ],
            profiles=[self._profile(one) for one in self._of(iam.CfnInstanceProfile)],
            uses=[*self._outside.uses(), *self._uses()],
            attached_outside=list(self._attached_outside([*managed, *inline])),
        )

    def _of(self, kind: type[_Resource]) -> list[_Resource]:
        return [node for node in self._nodes if isinstance(node, kind)]

    def _attached(self, policies: Sequence[_Attaching]) -> dict[iam.CfnRole, list[_Attaching]]:
        """Return the policies that attach themselves to a role, by the role."""
        attached: dict[iam.CfnRole, list[_Attaching]] = defaultdict(list)
        for policy in policies:
            for reference in _roles_of(policy):
                if (role := self._named(policy, reference)) is not None:
                    attached[role].append(policy)
        return attached

    def _attached_outside(self, policies: Sequence[_Attaching]) -> Iterator[AttachmentRecord]:
        for policy in policies:
            for reference in _roles_of(policy):
                role = self._outside.named(policy, reference)
                if role is not None and self._named(policy, reference) is None:
                    yield AttachmentRecord(policy=_where(policy), role=role)

    def _named(self, element: CfnElement, reference: object) -> iam.CfnRole | None:
        """Return the role that a reference of CloudFormation, or a name, stands for."""
        match reference:
            case {"Ref": str() as logical_id} | {"Fn::GetAtt": [str() as logical_id, "Arn"]}:
                return self._by_reference.get((Stack.of(element), logical_id))
            case {"Fn::GetStackOutput": {"StackName": str() as stack, "OutputName": str() as name}}:
                return self._by_output.get((stack, name))
            case {"Fn::ImportValue": str() as name}:
                return self._by_output.get(name)
            case str():
                return self._by_name.get((place(element), reference))
        return None

    @staticmethod
    def _role(role: iam.CfnRole, attached: Sequence[_Attaching]) -> RoleRecord:
        managed = [one for one in attached if isinstance(one, iam.CfnManagedPolicy)]
        return RoleRecord(
            where=_where(role),
            name=role.role_name,
            path=role.path,
            trust=_document(_resolved(role, role.assume_role_policy_document)),
            inline_policies=[
                *(one.document for one in _own_inline(role)),
                *(
                    _document(_resolved(one, one.policy_document))
                    for one in attached
                    if not isinstance(one, iam.CfnManagedPolicy)
                ),
            ],
            attached_policies=len(_list(_resolved(role, _list_of(role, "managed_policy_arns"))))
            + len(managed),
        )

    @staticmethod
    def _profile(profile: iam.CfnInstanceProfile) -> ProfileRecord:
        roles = _resolved(profile, _list_of(profile, "roles"))
        return ProfileRecord(
            where=_where(profile),
            name=profile.instance_profile_name,
            path=profile.path,
            roles=len(roles) if isinstance(roles, list) else None,
        )

    def _uses(self) -> Iterator[UseRecord]:
        """Yield who delivers which role; roles that the app does not know are left out."""
        definitions = self._of(ecs.CfnTaskDefinition)
        delivered: list[tuple[CfnResource, str, object]] = [
            *(
                (profile, "container-instance role", reference)
                for profile in self._of(iam.CfnInstanceProfile)
                for reference in _list(_list_of(profile, "roles"))
            ),
            *((one, "task role", one.task_role_arn) for one in definitions),
            *((one, "task execution role", self._execution_role(one)) for one in definitions),
        ]
        for carrier, kind, reference in delivered:
            if (role := self._delivered(carrier, reference)) is not None:
                yield UseRecord(role=role, kind=kind, carrier=_where(carrier))
        for carrier in self._nodes:
            for reference in infrastructure_references(carrier):
                if (role := self._path_of(carrier, reference)) is not None:
                    yield UseRecord(role=role, kind="infrastructure role", carrier=_where(carrier))

    def _delivered(self, carrier: CfnResource, reference: object) -> str | None:
        """Return the path of the role that a carrier refers to, in whichever stack it is."""
        # A list that only deployment knows is one token of another kind.
        if not isinstance(reference, str) or reference.startswith("#{"):
            return None
        token = Tokenization.reverse_string(reference).first_token if reference else None
        if token is not None and Reference.is_reference(token):
            target = getattr(token, "target", None)
            return _where(target) if isinstance(target, iam.CfnRole) else None
        return self._path_of(carrier, _resolved(carrier, reference))

    def _path_of(self, carrier: CfnResource, resolved: object) -> str | None:
        role = self._named(carrier, resolved)
        return self._outside.named(carrier, resolved) if role is None else _where(role)

    @staticmethod
    def _execution_role(definition: ecs.CfnTaskDefinition) -> object:
        """Return a reference to it; the CDK makes one up so late that only its stack shows it."""
        construct = definition.node.scope
        if isinstance(construct, ecs.TaskDefinition) and construct.execution_role is not None:
            return construct.execution_role.role_arn
        return definition.execution_role_arn


def _roles_of(policy: _Attaching) -> list[Any]:
    """Return the names of the roles that a policy attaches itself to."""
    if isinstance(policy, iam.CfnRolePolicy):
        return [_resolved(policy, policy.role_name)]
    return _list(_resolved(policy, _list_of(policy, "roles")))


def _list_of(resource: CfnResource, name: str) -> Any:
    """Return a list; nothing if CfnInclude has a function there, which jsii cannot hand over."""
    try:
        return getattr(resource, name)
    except RuntimeError:
        return None


def _names(output: CfnOutput) -> list[object]:
    """What stands for an output in another stack: that of its stack and its own, or an export."""
    return [(Stack.of(output).stack_name, _resolved(output, output.logical_id)), output.export_name]


def _where(resource: CfnResource) -> str:
    """Path of the construct that a person wrote; the resource itself is a child of it."""
    path = resource.node.path
    if path.endswith("/Resource"):
        return path.removesuffix("/Resource")
    # Some constructs of ECS have it under a name of its own.
    scope = resource.node.scope
    default = scope.node.default_child if scope is not None else None
    return scope.node.path if scope and default and default.node.path == path else path


def _resolved(element: CfnElement, value: object) -> Any:
    return Stack.of(element).resolve(value)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _document(value: object) -> Document:
    return value if isinstance(value, dict) else {}


def _own_inline(role: iam.CfnRole) -> list[PolicyRecord]:
    return [
        PolicyRecord(
            where=_where(role),
            name=policy.get("policyName", policy.get("PolicyName")),
            document=_document(policy.get("policyDocument", policy.get("PolicyDocument"))),
            is_managed=False,
        )
        for policy in _list(_resolved(role, _list_of(role, "policies")))
        if isinstance(policy, dict)
    ]


def _policy(policy: _Attaching, name: object, *, is_managed: bool) -> PolicyRecord:
    return PolicyRecord(
        where=_where(policy),
        name=name,
        document=_document(_resolved(policy, policy.policy_document)),
        is_managed=is_managed,
    )
