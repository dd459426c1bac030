"""What one kind of policy says to a request: the identity's, the boundary, the session's."""

from collections.abc import Sequence
from dataclasses import dataclass

from access.policy.certainty import MAYBE, NO, YES, Certainty
from access.policy.compiled_policy import CompiledPolicy
from access.policy.question import Question
from access.policy.statement import Statement
from access.policy.unknown_policy import UnknownPolicy

AnyPolicy = CompiledPolicy | UnknownPolicy


@dataclass(slots=True)
class Verdict:
    """The statements, or unknown policies, that matter; the first of each sort."""

    deny: Statement | None = None
    maybe_deny: Statement | UnknownPolicy | None = None
    allow: Statement | None = None
    maybe_allow: Statement | UnknownPolicy | None = None

    @property
    def allows(self) -> Certainty:
        """Whether something allows, denials aside."""
        if self.allow is not None:
            return YES
        return NO if self.maybe_allow is None else MAYBE

    def note(self, statement: Statement, certainty: Certainty) -> None:
        """Take note of a statement that applies, or may."""
        if certainty == NO:
            return
        if statement.allows:
            if certainty == YES:
                self.allow = self.allow or statement
            else:
                self.maybe_allow = self.maybe_allow or statement
        elif certainty == YES:
            self.deny = self.deny or statement
        else:
            self.maybe_deny = self.maybe_deny or statement


def judge(policies: Sequence[AnyPolicy], asked: Question) -> Verdict:
    """Return what policies of one kind say together, up to the first that denies for certain."""
    verdict = Verdict()
    for policy in policies:
        if isinstance(policy, UnknownPolicy):
            verdict.maybe_deny = verdict.maybe_deny or policy
            verdict.maybe_allow = verdict.maybe_allow or policy
            continue
        for statement in policy.about(asked.lower_action):
            if statement.allows and verdict.allow is not None:
                continue
            verdict.note(statement, statement.applies(asked.resource, asked.facts))
            if verdict.deny is not None:
                return verdict
    return verdict
