"""Holds every role, policy and instance profile of an app to the rules of IAM."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import jsii
from aws_cdk import Stage
from constructs import Construct, IConstruct, IValidation

from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.iam.cdk_grants import UNKNOWN_ACTIONS
from constructs_lib.iam.limit_rules import (
    policy_limit_mistakes,
    profile_limit_mistakes,
    role_limit_mistakes,
)
from constructs_lib.iam.outside_rules import outside_mistakes
from constructs_lib.iam.policy_document import statements
from constructs_lib.iam.records import IamRecords, PolicyRecord
from constructs_lib.iam.statement_mistakes import statement_mistakes
from constructs_lib.iam.tree import read_tree
from constructs_lib.iam.trust_rules import trust_mistakes
from constructs_lib.iam.unresolved import as_list
from constructs_lib.iam.use_rules import use_mistakes

_ID = "EcsIamRolesChecks"
_WAY_OUT = (
    "(What AWS's reference does not know, or the CDK has written, can be accepted: "
    "IamChecks.of(scope).accept(construct, [action], reason=...))"
)


class IamChecks(Construct):
    """Refuses at synthesis what the CDK lets pass and IAM refuses, or what could not work.

    It looks at the roles, the policies of roles, the instance profiles and whatever carries a role
    (task definitions, services, capacity providers) of an app or stage, whichever construct made
    them, and at the contracts of roles from outside. The constructs of this library bring it into
    the app that they are in; ``IamChecks.of(app)`` does so for an app without any. Nothing of the
    app or stage is written if there is a mistake: each message names the construct's path, the
    rule and the fix. What is known only at deployment passes, and so does what an override
    (``add_property_override``) puts into a resource.
    """

    @staticmethod
    def of(scope: IConstruct) -> "IamChecks":
        """Return the checks of the app or stage that the construct is in; each has one."""
        root = Stage.of(scope) or scope.node.root
        found = root.node.try_find_child(_ID)
        return found if isinstance(found, IamChecks) else IamChecks(root, _ID)

    def __init__(self, scope: IConstruct, construct_id: str) -> None:
        """Add the checks to an app or stage; ``of`` does it once."""
        super().__init__(scope, construct_id)  # type: ignore[arg-type]  # a root is a Construct
        self._accepted: list[tuple[str, str]] = []
        self.node.add_validation(_Rules(scope, self._accepted))

    def accept(self, construct: IConstruct, actions: Iterable[str], *, reason: str) -> None:
        """Take what the policies of a construct say of some actions for right.

        For an action that is newer than the table of this library, or of which AWS's reference is
        wrong: neither it nor its resources and condition keys are compared with the table.

        Args:
            construct: Whose policies, and whose children's.
            actions: As the policies write them, as in ``newservice:DoIt``.
            reason: Why the table is wrong; for whoever reads the code.

        Raises:
            ConfigurationError: No reason.
        """
        if not reason.strip():
            raise ConfigurationError(
                f"{construct.node.path}.accept.reason", expected="why", got=reason
            )
        self._accepted += [(construct.node.path, action.lower()) for action in actions]


@jsii.implements(IValidation)
class _Rules:
    def __init__(self, root: IConstruct, accepted: Sequence[tuple[str, str]]) -> None:
        self._root = root
        self._accepted = accepted

    def validate(self) -> list[str]:
        return mistakes(read_tree(self._root), accepted=self._accepted)


def mistakes(records: IamRecords, *, accepted: Sequence[tuple[str, str]] = ()) -> list[str]:
    """Return a line for each rule that is broken, without a line twice.

    Args:
        records: What there is.
        accepted: Path of a construct, and an action of its policies in lower case.
    """
    found = [
        *(line for role in records.roles for line in trust_mistakes(role)),
        *use_mistakes(records.roles, records.uses),
        *outside_mistakes(records.attached_outside),
        *(line for role in records.roles for line in role_limit_mistakes(role)),
        *(line for policy in records.policies for line in policy_limit_mistakes(policy)),
        *(line for profile in records.profiles for line in profile_limit_mistakes(profile)),
    ]
    if in_doubt := [line for policy in records.policies for line in _not_in_aws(policy, accepted)]:
        found += [*in_doubt, _WAY_OUT]
    return list(dict.fromkeys(found))


def _not_in_aws(policy: PolicyRecord, accepted: Sequence[tuple[str, str]]) -> Iterator[str]:
    for statement in statements(policy.document):
        rest = _less_accepted(statement, policy.where, accepted)
        for mistake in statement_mistakes(rest, is_lenient=True):
            yield (
                f"{policy.where}: {mistake.element} of a permissions policy: "
                f"expected {mistake.expected}, got {mistake.got!r}"
            )


def _less_accepted(
    statement: dict[str, Any], where: str, accepted: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """Return what is left to compare: of resources and conditions that are shared, nothing."""
    written = as_list(statement.get("Action", []))
    taken = {action for path, action in accepted if f"{where}/".startswith(f"{path}/")}
    taken |= UNKNOWN_ACTIONS
    rest = [action for action in written if str(action).lower() not in taken]
    return statement if len(rest) == len(written) else {"Action": rest}
