"""Holds every role, policy and instance profile of an app to the rules of IAM."""

from collections.abc import Collection, Iterable, Iterator

import jsii
from constructs import Construct, IConstruct, IValidation

from constructs_lib.iam.limit_rules import (
    policy_limit_mistakes,
    profile_limit_mistakes,
    role_limit_mistakes,
)
from constructs_lib.iam.records import IamRecords, PolicyRecord
from constructs_lib.iam.statement_mistakes import statement_mistakes
from constructs_lib.iam.tree import read_tree
from constructs_lib.iam.trust_rules import statements, trust_mistakes, use_mistakes

_ID = "IamChecks"


class IamChecks(Construct):
    """Refuses at synthesis what the CDK lets pass and IAM refuses, or what could not work.

    It looks at all that is in the app, whichever construct made it. The constructs of this library
    bring it into the app that they are in; ``IamChecks.of(app)`` does so for an app without any.
    Nothing is written if there is a mistake: each message names the construct's path, the rule and
    the fix.
    """

    @staticmethod
    def of(scope: IConstruct) -> "IamChecks":
        """Return the checks of the app that the construct is in; there is one for each app."""
        root = scope.node.root
        found = root.node.try_find_child(_ID)
        return found if isinstance(found, IamChecks) else IamChecks(root, _ID)

    def __init__(self, scope: IConstruct, construct_id: str) -> None:
        """Add the checks to the root of a tree; ``of`` does it once."""
        super().__init__(scope, construct_id)  # type: ignore[arg-type]  # a root is a Construct
        self._unlisted: set[str] = set()
        self.node.add_validation(_Rules(scope, self._unlisted))

    def accept_unlisted(self, actions: Iterable[str]) -> None:
        """Take these actions for existing, though the table of this library lacks them.

        Args:
            actions: As in ``newservice:DoIt``; what is said of their resources and condition keys
                is then not checked either.
        """
        self._unlisted.update(action.lower() for action in actions)


@jsii.implements(IValidation)
class _Rules:
    def __init__(self, root: IConstruct, unlisted: Collection[str]) -> None:
        self._root = root
        self._unlisted = unlisted

    def validate(self) -> list[str]:
        return mistakes(read_tree(self._root), unlisted=self._unlisted)


def mistakes(records: IamRecords, *, unlisted: Collection[str] = ()) -> list[str]:
    """Return a line for each rule that is broken, without a line twice."""
    found = [
        *(line for role in records.roles for line in trust_mistakes(role)),
        *use_mistakes(records.roles, records.uses),
        *(line for role in records.roles for line in role_limit_mistakes(role)),
        *(line for policy in records.policies for line in policy_limit_mistakes(policy)),
        *(line for profile in records.profiles for line in profile_limit_mistakes(profile)),
        *(line for policy in records.policies for line in _not_in_aws(policy, unlisted)),
    ]
    return list(dict.fromkeys(found))


def _not_in_aws(policy: PolicyRecord, unlisted: Collection[str]) -> Iterator[str]:
    for statement in statements(policy.document):
        actions = statement.get("Action", [])
        named = actions if isinstance(actions, list) else [actions]
        if not any(str(action).lower() in unlisted for action in named):
            for mistake in statement_mistakes(statement):
                yield (
                    f"{policy.where}: {mistake.element} of a permissions policy: "
                    f"expected {mistake.expected}, got {mistake.got!r}"
                )
