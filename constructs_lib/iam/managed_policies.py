"""Customer-managed policies of a role, as many as its statements need."""

import json
from collections.abc import Mapping
from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.iam.limits import MANAGED_POLICY_CHARACTERS
from constructs_lib.iam.policy_split import Part, alike, origin, part, split_parts, together


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
        self._parts: list[Part] = []
        self._written: dict[str, list[str]] = {}
        self._policies: dict[str, iam.CfnManagedPolicy] = {}

    def add(self, *statements: Mapping[str, Any]) -> None:
        """Add statements, and divide all of them anew.

        Raises:
            ConfigurationError: A statement that no policy is large enough for.
        """
        for statement in statements:
            self._add_parts(statement)
        try:
            divided = split_parts(self._parts)
        except ValueError as error:
            raise ConfigurationError(
                self.node.path,
                expected=f"a statement of up to {MANAGED_POLICY_CHARACTERS} characters on each "
                "resource (divide its actions over several)",
                got=f"{str(error)[:100]}...",
            ) from None
        for key, positions in sorted(divided.items()):
            policy = self._policies.get(key) or self._new_policy(key)
            written = [self._statements[position] for position in positions]
            groups = alike(self._parts[position] for position in positions)
            policy.policy_document = iam.PolicyDocument.from_json(
                {
                    "Version": "2012-10-17",
                    "Statement": [together(written, group) for group in groups],
                }
            )

    def _add_parts(self, statement: Mapping[str, Any]) -> None:
        """Take a statement apart by its resources, so that a long list of them can be divided."""
        stack = Stack.of(self)
        resources = statement.get("Resource")
        # A list that only deployment knows is one token of another kind.
        listed = resources if isinstance(resources, list) else []
        is_whole = not listed or any(str(resource).startswith("#{") for resource in listed)
        beside = {key: value for key, value in statement.items() if key != "Resource"}
        kind_number = self._number(beside)
        for one in [statement] if is_whole else [{**beside, "Resource": r} for r in listed]:
            self._statements.append(one)
            self._parts.append(
                part(
                    stack.resolve(one),
                    kind_number=kind_number,
                    number=self._number(one),
                    is_whole=bool(listed) and is_whole,
                )
            )

    def _number(self, written: Mapping[str, Any]) -> int:
        """Return which one of those it is that read alike when resolved, and are not.

        Before synthesis, a reference to another stack resolves to the text of one to the own
        stack, so that two resources with the same logical id could not be told from each other.
        """
        resolved = json.dumps(Stack.of(self).resolve(written), sort_keys=True)
        known = self._written.setdefault(resolved, [])
        if repr(written) not in known:
            known.append(repr(written))
        return known.index(repr(written))

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
