"""A role that somebody else makes, and what it has to be."""

from collections.abc import Callable, Mapping
from typing import Any

import jsii
from aws_cdk import Annotations, Resource, Stack
from aws_cdk import aws_iam as iam
from aws_cdk.interfaces.aws_iam import RoleReference
from constructs import Construct

from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.iam.contract_files import Contract, ContractFiles, contract_file
from constructs_lib.iam.deployment_values import deployment_values, name_references_to_others
from constructs_lib.iam.divided_statements import DividedStatements
from constructs_lib.iam.existing_arn import ExistingArn

Statement = Mapping[str, Any]


@jsii.implements(iam.IRole)
class RoleFromOutside(Resource):
    """A role that is used as it is, with a contract: what it has to trust and to allow.

    Nothing is attached to it. What would be, by a construct, by the CDK or by a grant, becomes
    part of the contract, which is written beside the template as ``contract_file`` says. A role
    that is used in several places has to fulfil the contracts of all of them.

    Attributes:
        kind: What the role is used as, as in ``task role``.
    """

    kind: str

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        existing: ExistingArn,
        kind: str,
        purpose: str,
        assumed_by: iam.IPrincipal,
        instance_profile: ExistingArn | None = None,
        narrowed: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
    ) -> None:
        """Refer to the role, and begin its contract.

        Args:
            scope: The construct that uses the role.
            construct_id: Id, unique among siblings.
            existing: The role.
            kind: What it is used as.
            purpose: What it is for, for the team that owns it.
            assumed_by: Who has to be able to assume it.
            instance_profile: What delivers it to a host; nothing if left out.
            narrowed: Returns what is needed of a statement that is granted; all of it if left out.
        """
        super().__init__(scope, construct_id, environment_from_arn=existing.arn)
        self.kind = kind
        self._existing = existing
        self._purpose = purpose
        self._assumed_by = assumed_by
        self._instance_profile = instance_profile
        self._narrowed = narrowed
        self._imported = iam.Role.from_role_arn(self, "Imported", existing.arn, mutable=False)
        self._statements = DividedStatements(self)
        self._managed_policies: list[str] = []
        stack = Stack.of(self)
        ContractFiles.of(self).add(stack, self.contract)
        Annotations.of(self).add_info_v2(
            "ecs-iam-roles:roleFromOutside",
            f"This {kind} is from outside, so nothing is attached to it, whatever is granted. What "
            f"it has to trust and to allow is written to {contract_file(stack)}.",
        )

    def require(self, *statements: Statement) -> None:
        """Add statements to the contract.

        Raises:
            ConfigurationError: A statement that no policy is large enough for.
        """
        self._statements.add(*statements)

    def contract(self) -> Contract:
        """Return what the role has to be, with functions of CloudFormation for what is not known.

        The policies are those that a role made here would have: each fits into a managed policy.
        """
        trust, permissions = self.trust(), self.permissions()
        contract = {
            "construct": self.construct_path,
            "kind": self.kind,
            "purpose": self._purpose,
            "role": self._named(self._existing),
            "trust": trust,
            "permissions": permissions,
            "managedPolicies": [self._attached(arn) for arn in self._managed_policies],
        }
        if self._instance_profile is not None:
            contract["instanceProfile"] = self._named(self._instance_profile)
        return contract | {"knownAtDeployment": deployment_values(contract)}

    @property
    def construct_path(self) -> str:
        """Path of the construct that uses the role."""
        scope = self.node.scope
        return self.node.path if scope is None else scope.node.path

    def trust(self) -> dict[str, Any]:
        """Return the trust policy that the role has to have."""
        statement = iam.PolicyStatement(
            actions=[self._assumed_by.assume_role_action], principals=[self._assumed_by]
        )
        return self._resolved(iam.PolicyDocument(statements=[statement]))

    def permissions(self) -> list[dict[str, Any]]:
        """Return the documents of the policies that the role has to have."""
        stack = Stack.of(self)
        return [
            self._resolved(iam.PolicyDocument.from_json(name_references_to_others(document, stack)))
            for document in self._statements.documents().values()
        ]

    def without_policy_updates(self) -> iam.IRole:
        """Return the same role, such that what is granted to it is no part of the contract."""
        return self._imported

    def _named(self, existing: ExistingArn) -> dict[str, Any]:
        named: dict[str, Any] = Stack.of(self).resolve({"arn": existing.arn, "name": existing.name})
        return named

    def _attached(self, arn: str) -> Any:
        """Return the ARN of a policy; the CDK leaves the partition of AWS's own to deployment."""
        stack = Stack.of(self)
        resolved = stack.resolve(arn)
        match resolved:
            case {"Fn::Join": ["", [str() as start, {"Ref": "AWS::Partition"}, str() as end]]}:
                return stack.resolve(f"{start}{stack.partition}{end}")
        return resolved

    def _resolved(self, document: iam.PolicyDocument) -> dict[str, Any]:
        resolved: dict[str, Any] = Stack.of(self).resolve(document)
        return resolved

    # What the CDK asks of a role.

    @property
    def role_arn(self) -> str:
        """ARN of the role."""
        return self._existing.arn

    @property
    def role_name(self) -> str:
        """Name of the role, without its path."""
        return self._existing.name

    @property
    def path(self) -> str:
        """Path of the role, as in ``/`` and ``/team/``."""
        return self._existing.path

    @property
    def role_ref(self) -> RoleReference:
        """Name and ARN."""
        return RoleReference(role_arn=self.role_arn, role_name=self.role_name)

    @property
    def grant_principal(self) -> iam.IPrincipal:
        """The role itself."""
        return self

    @property
    def principal_account(self) -> str | None:
        """The account of the role."""
        return self._imported.principal_account

    @property
    def policy_fragment(self) -> iam.PrincipalPolicyFragment:
        """The role, as a policy names it."""
        return self._imported.policy_fragment

    @property
    def assume_role_action(self) -> str:
        """The action with which the role is assumed."""
        return self._imported.assume_role_action

    def add_to_principal_policy(
        self, statement: iam.PolicyStatement
    ) -> iam.AddToPrincipalPolicyResult:
        """Add what is needed of a granted statement to the contract."""
        written = statement.to_json()
        # A later change of it would not arrive here.
        statement.freeze()
        self.require(self._narrowed(written) if self._narrowed else written)
        return iam.AddToPrincipalPolicyResult(statement_added=True, policy_dependable=self)

    def add_managed_policy(self, policy: iam.IManagedPolicy) -> None:
        """Add to the contract that the policy is attached."""
        self._managed_policies.append(policy.managed_policy_arn)

    def attach_inline_policy(self, policy: iam.Policy) -> None:
        """Refuse it: it would be attached, whatever is done here.

        Raises:
            ConfigurationError: Always.
        """
        raise ConfigurationError(
            policy.node.path,
            expected=f"no policy of its own for the role of {self.construct_path}, which is from "
            "outside (grant to it, or call add_to_principal_policy of it)",
            got=policy.node.id,
        )

    def grant(self, grantee: iam.IPrincipal, *actions: str) -> iam.Grant:
        """Let somebody act on the role."""
        return self._imported.grant(grantee, *actions)

    def grant_pass_role(self, grantee: iam.IPrincipal) -> iam.Grant:
        """Let somebody pass the role to a service."""
        return self._imported.grant_pass_role(grantee)

    def grant_assume_role(self, grantee: iam.IPrincipal) -> iam.Grant:
        """Let somebody assume the role."""
        return self._imported.grant_assume_role(grantee)
