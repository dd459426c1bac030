"""Customer-managed policies of a role, as many as its statements need."""

from collections.abc import Mapping
from typing import Any

from aws_cdk import aws_iam as iam
from constructs import Construct

from constructs_lib.iam.divided_statements import DividedStatements
from constructs_lib.iam.policy_split import origin
from constructs_lib.iam.role_from_outside import RoleFromOutside


class ManagedPolicies(Construct):
    """The policies that hold what is added: one, as long as it fits into one.

    They attach themselves to the role: what they refer to may refer to the role, as the policy of
    a secret's key does. Nothing is attached to a role from outside: its contract holds what is
    added.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, description: str, role: iam.IRole
    ) -> None:
        """Define no policy yet: the first statement does.

        Args:
            scope: Parent in the construct tree.
            construct_id: Id, unique among siblings.
            description: What the policies allow.
            role: To attach them to.
        """
        super().__init__(scope, construct_id)
        self._description = description
        self._role = role
        self._statements = DividedStatements(self)
        self._policies: dict[str, iam.CfnManagedPolicy] = {}

    def add(self, *statements: Mapping[str, Any]) -> None:
        """Add statements, and divide all of them anew.

        Raises:
            ConfigurationError: A statement that no policy is large enough for.
        """
        if isinstance(self._role, RoleFromOutside):
            self._role.require(*statements)
            return
        self._statements.add(*statements)
        for key, document in self._statements.documents().items():
            policy = self._policies.get(key) or self._new_policy(key)
            policy.policy_document = iam.PolicyDocument.from_json(document)

    def _new_policy(self, key: str) -> iam.CfnManagedPolicy:
        # The first has the logical id of an ``iam.ManagedPolicy`` in the place of this construct.
        policy = iam.CfnManagedPolicy(
            self,
            f"Resource{key}",
            description=self._description,
            policy_document={},
            roles=[self._role.role_name],
        )
        # A statement that moves to a new policy is there before it leaves the old one.
        source = origin(key, self._policies)
        if source is not None:
            self._policies[source].add_resource_dependency(policy)
        self._policies[key] = policy
        return policy
