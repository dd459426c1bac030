"""Customer-managed policies of a role, as many as its statements need."""

from collections.abc import Mapping, Sequence
from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.iam.limits import MANAGED_POLICY_CHARACTERS
from constructs_lib.iam.policy_split import (
    alike,
    one_for_each_resource,
    origin,
    split_statements,
    together,
)


class ManagedPolicies(Construct):
    """The policies that hold what is added: one, as long as it fits into one.

    They attach themselves to the role: what they refer to may refer to the role, as the policy of
    a secret's key does.
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
        self._statements: list[Mapping[str, Any]] = []
        self._resolved: list[Mapping[str, Any]] = []
        self._policies: dict[str, iam.CfnManagedPolicy] = {}

    def add(self, *statements: Mapping[str, Any]) -> None:
        """Add statements, and divide all of them anew.

        Raises:
            ConfigurationError: A statement that no policy is large enough for.
        """
        parts = [part for one in statements for part in one_for_each_resource(one)]
        self._statements += parts
        self._resolved += Stack.of(self).resolve(parts)
        try:
            divided = split_statements(self._resolved)
        except ValueError as error:
            raise ConfigurationError(
                self.node.path,
                expected=f"a statement of up to {MANAGED_POLICY_CHARACTERS} characters on each "
                "resource (divide its actions over several)",
                got=f"{str(error)[:100]}...",
            ) from None
        for key, positions in sorted(divided.items()):
            policy = self._policies.get(key) or self._new_policy(key)
            policy.policy_document = iam.PolicyDocument.from_json(
                {"Version": "2012-10-17", "Statement": self._put_together(positions)}
            )

    def _put_together(self, positions: Sequence[int]) -> list[dict[str, Any]]:
        # What is alike shows in what is resolved; what is written refers to other stacks, too.
        written = [self._statements[position] for position in positions]
        return [
            together(written, group)
            for group in alike(self._resolved[position] for position in positions)
        ]

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
            self._policies[source].add_dependency(policy)
        self._policies[key] = policy
        return policy
