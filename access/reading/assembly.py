"""Reads the roles of a cloud assembly: what `cdk synth` wrote."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from access.reading.attachments import Carried, carried
from access.reading.container_secrets import container_secrets, secrets_of_roles
from access.reading.host_cluster import host_cluster
from access.reading.manifest import read_stacks
from access.reading.outside_roles import OutsideRole, outside_roles
from access.reading.resource_names import PhysicalIds
from access.reading.role_kind import role_kind
from access.reading.role_metadata import contract_in, kind_in, reasons_in
from access.reading.role_policies import Policies
from access.reading.service_tasks import service_tasks
from access.reading.template_stack import TemplateStack
from access.reading.template_values import TemplateValues
from access.records import Attachment, Inventory, Policy, Role


def read_assembly(folder: Path, *, physical_ids: PhysicalIds | None = None) -> Inventory:
    """Return the roles of all stacks of an assembly, in the order of their templates.

    Names that CloudFormation will choose are made up: well formed, and the same in every run. So
    are account and region of a stack that is made for any. Only what decides access is looked at:
    a function of CloudFormation that is unknown here is no matter elsewhere.

    Args:
        folder: Holds ``manifest.json``; ``cdk.out`` by default of the CDK.
        physical_ids: Of what is deployed, to read documents with its names.

    Raises:
        AccessError: There is no assembly; a file of it is broken; what a role, its policies or its
            attachments are cannot be known before the deployment.
    """
    stacks = read_stacks(folder)
    values = TemplateValues(stacks, physical_ids=physical_ids)
    policies = Policies(stacks, values)
    outside = [(stack, one) for stack in stacks for one in outside_roles(stack, values, policies)]
    profiles = [one.profile for _, one in outside if one.profile is not None]
    reader = _Roles(values, policies, carried(stacks, values, profiles))
    roles: list[Role] = []
    for stack in stacks:
        roles += reader.of(stack)
        roles += [reader.from_outside(stack, one) for owner, one in outside if owner is stack]
    return Inventory(
        source=str(folder),
        roles=tuple(roles),
        secrets=container_secrets(stacks, values),
        secrets_of=secrets_of_roles(stacks, values),
        services=service_tasks(stacks, values),
    )


class _Roles:
    """Puts together what belongs to a role."""

    def __init__(
        self, values: TemplateValues, policies: Policies, carriers: Sequence[Carried]
    ) -> None:
        self._values = values
        self._policies = policies
        self._carriers = carriers

    def of(self, stack: TemplateStack) -> Iterator[Role]:
        for logical_id, _ in stack.of_type("AWS::IAM::Role"):
            if self._values.exists(stack, logical_id):
                yield self._role(stack, logical_id)

    def from_outside(self, stack: TemplateStack, outside: OutsideRole) -> Role:
        path = f"{outside.construct}/Role"
        named = self._policies.attached_to(account=stack.account, role=outside.name)
        policies = (*outside.policies, *named)
        return Role(
            id=path,
            name=outside.name,
            arn=outside.arn,
            account=stack.account,
            region=stack.region,
            kind=kind_in(stack.metadata, path) or outside.kind,
            trust=outside.trust,
            policies=policies,
            attachments=self._attachments(outside.arn, outside.name),
            environment=self._environment_of(stack),
            cluster=host_cluster(outside.kind, stack, self._values, policies),
            stack=stack.name,
            is_from_outside=True,
            contract=contract_in(stack.metadata, path),
            reasons=reasons_in(stack.metadata, [path]),
        )

    def _role(self, stack: TemplateStack, logical_id: str) -> Role:
        place = self._values.place(stack, logical_id)
        path = stack.path(logical_id)
        name = str(self._values.resolve({"Ref": logical_id}, place))
        arn = str(self._values.resolve({"Fn::GetAtt": [logical_id, "Arn"]}, place))
        trust = self._values.property_(stack, logical_id, "AssumeRolePolicyDocument")
        if not isinstance(trust, dict):
            place.refuse(expected="a trust policy in AssumeRolePolicyDocument", got=trust)
        policies = tuple(self._policies_of(stack, logical_id, name))
        attachments = self._attachments(arn, name)
        kind = kind_in(stack.metadata, path) or role_kind(
            arn=arn, trust=trust, policies=policies, attachments=attachments
        )
        boundary = self._values.texts(stack, logical_id, "PermissionsBoundary")
        return Role(
            id=path,
            name=name,
            arn=arn,
            account=stack.account,
            region=stack.region,
            kind=kind,
            trust=trust,
            policies=policies,
            boundary=self._policies.by_arn(boundary[0]) if boundary else None,
            attachments=attachments,
            environment=self._environment(stack, logical_id),
            cluster=host_cluster(kind, stack, self._values, policies),
            stack=stack.name,
            logical_id=logical_id,
            contract=contract_in(stack.metadata, path),
            reasons=reasons_in(stack.metadata, [path, *(policy.where for policy in policies)]),
        )

    def _policies_of(self, stack: TemplateStack, logical_id: str, name: str) -> Iterator[Policy]:
        yield from self._policies.inline(stack, logical_id)
        named = self._policies.attached_to(account=stack.account, role=name)
        yield from named
        arns = {policy.arn for policy in named}
        for arn in self._values.texts(stack, logical_id, "ManagedPolicyArns", "*"):
            if arn not in arns:
                yield self._policies.by_arn(arn)

    def _attachments(self, arn: str, name: str) -> tuple[Attachment, ...]:
        account = arn.split(":")[4]
        found = [
            one.attachment
            for one in self._carriers
            if one.role == arn or (one.role.lower() == name.lower() and one.account == account)
        ]
        return tuple(dict.fromkeys(found))

    def _environment_of(self, stack: TemplateStack) -> str | None:
        """A role from outside shows no tags; those of the stack's resources are of one accord."""
        found = {self._environment(stack, logical_id) for logical_id, _ in stack.of_type(*_TAGGED)}
        found.discard(None)
        return found.pop() if len(found) == 1 else None

    def _environment(self, stack: TemplateStack, logical_id: str) -> str | None:
        tags = (stack.resources[logical_id].get("Properties") or {}).get("Tags")
        for tag in tags if isinstance(tags, list) else []:
            # Of other tags the values do not matter, and may be unknown.
            if isinstance(tag, dict) and tag.get("Key") == "environment":
                place = self._values.place(stack, logical_id)
                return str(self._values.resolve(tag.get("Value"), place))
        return None


_TAGGED = ("AWS::IAM::Role", "AWS::ECS::Cluster", "AWS::ECS::TaskDefinition", "AWS::ECS::Service")
