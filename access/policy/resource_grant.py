"""What the policy of a resource grants to whoever asks, in the same account."""

from dataclasses import dataclass, field

from access.policy.certainty import MAYBE, NO, Certainty
from access.policy.compiled_policy import CompiledPolicy
from access.policy.principals import NamedAs
from access.policy.question import Question
from access.policy.statement import Statement
from access.policy.verdict import Verdict

_PRINCIPAL_ARN = "aws:principalarn"


@dataclass(slots=True)
class ResourceGrant:
    """How far it goes without the other policies."""

    verdict: Verdict = field(default_factory=Verdict)
    direct: Certainty = NO
    """Allows whatever the boundary and the session policy leave out."""

    limited: Certainty = NO
    """Allows if boundary and session policy allow as well."""


def judge_resource(policy: CompiledPolicy, asked: Question) -> ResourceGrant:
    """Return what the policy of a resource says.

    As in the IAM user guide, "Policy evaluation for requests within a single account": a grant to
    a user's or a session's ARN is not limited by an implicit deny elsewhere, nor is one to ``*``
    under a condition on ``aws:PrincipalArn``; a grant to a role's ARN is limited by boundary and
    session policy. The guide does not say it of any other grant to ``*``: what goes beyond the
    limits is open there. A grant to an account leaves it to the identity's policies.
    """
    grant = ResourceGrant()
    for statement in policy.about(asked.lower_action):
        certainty = statement.applies(asked.resource, asked.facts)
        if certainty == NO or statement.principals is None:
            continue
        naming = statement.principals.naming(asked.principal, allows=statement.allows)
        certainty = min(certainty, naming.certainty)
        if statement.allows:
            _take(grant, statement, certainty, naming.as_)
        else:
            grant.verdict.note(statement, certainty)
    return grant


def _take(grant: ResourceGrant, statement: Statement, certainty: Certainty, as_: NamedAs) -> None:
    if certainty == NO or as_ is NamedAs.ACCOUNT:
        return
    grant.verdict.note(statement, certainty)
    if as_ is NamedAs.ITSELF or (as_ is NamedAs.EVERYONE and _is_by_arn(statement)):
        grant.direct = max(grant.direct, certainty)
        return
    grant.limited = max(grant.limited, certainty)
    if as_ is NamedAs.EVERYONE:
        grant.direct = max(grant.direct, MAYBE)


def _is_by_arn(statement: Statement) -> bool:
    return any(test.lower_key == _PRINCIPAL_ARN for test in statement.conditions)
