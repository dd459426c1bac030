"""Statements, divided over as many policy documents as they need."""

import json
from collections.abc import Mapping
from typing import Any

from aws_cdk import Stack
from constructs import Construct

from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.iam.limits import MANAGED_POLICY_CHARACTERS
from constructs_lib.iam.policy_split import Part, alike, part, split_parts, together


class DividedStatements:
    """What a role may do, as the documents of managed policies: one, as long as it fits into one.

    What is added may refer to resources; the documents do as well.
    """

    def __init__(self, owner: Construct) -> None:
        """Hold no statement yet.

        Args:
            owner: The construct whose statements they are; errors name it.
        """
        self._owner = owner
        self._statements: list[Mapping[str, Any]] = []
        self._parts: list[Part] = []
        self._written: dict[str, list[str]] = {}
        self._divided: dict[str, list[int]] = {}

    def add(self, *statements: Mapping[str, Any]) -> None:
        """Add statements, and divide all of them anew.

        Raises:
            ConfigurationError: A statement that no policy is large enough for.
        """
        for statement in statements:
            self._add_parts(statement)
        try:
            self._divided = split_parts(self._parts)
        except ValueError as error:
            raise ConfigurationError(
                self._owner.node.path,
                expected=f"a statement of up to {MANAGED_POLICY_CHARACTERS} characters on each "
                "resource (divide its actions over several)",
                got=f"{str(error)[:100]}...",
            ) from None

    def documents(self) -> dict[str, dict[str, Any]]:
        """Return the policy documents by the key that each keeps, see ``split_parts``; sorted."""
        return {key: self._document(positions) for key, positions in sorted(self._divided.items())}

    def _document(self, positions: list[int]) -> dict[str, Any]:
        written = [self._statements[position] for position in positions]
        groups = alike(self._parts[position] for position in positions)
        return {
            "Version": "2012-10-17",
            "Statement": [together(written, group) for group in groups],
        }

    def _add_parts(self, statement: Mapping[str, Any]) -> None:
        """Take a statement apart by its resources, so that a long list of them can be divided."""
        stack = Stack.of(self._owner)
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
        resolved = json.dumps(Stack.of(self._owner).resolve(written), sort_keys=True)
        known = self._written.setdefault(resolved, [])
        if repr(written) not in known:
            known.append(repr(written))
        return known.index(repr(written))
