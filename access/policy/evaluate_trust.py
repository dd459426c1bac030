"""Decides who may take a role."""

from access.policy.certainty import MAYBE, NO, YES
from access.policy.compiled_policy import CompiledPolicy
from access.policy.decision import Decision, Outcome
from access.policy.missing import missing_of_deny, open_question
from access.policy.principals import NamedAs, Naming, caller_of
from access.policy.question import Question, question
from access.policy.request import Principal, Request
from access.policy.statement import Statement


def evaluate_trust(request: Request, trust: CompiledPolicy, *, account: str) -> Decision:
    """Return what a role's trust policy answers to somebody who wants to take the role.

    A Deny wins. Where the trust policy names an account, everyone, or somebody of another account,
    their own policies have to allow the action too (IAM user guide, "IAM roles" and "Principal");
    it is allowed as far as this policy goes, and ``why`` says so.

    Args:
        request: Its ``action`` is ``sts:AssumeRole``, ``sts:AssumeRoleWithWebIdentity`` and so on;
            ``principal`` is who asks. The resource is the role, so none is looked at.
        trust: By ``compile_trust``.
        account: The role's account.

    Raises:
        AccessError: A principal that is not one.
    """
    asked = question(request)
    found: dict[tuple[bool, int], tuple[Statement, Naming]] = {}
    for statement in trust.about(asked.lower_action):
        if statement.principals is None:
            continue
        naming = statement.principals.naming(asked.principal, allows=statement.allows)
        certainty = min(naming.certainty, statement.is_met(asked.facts))
        known = found.get((statement.allows, certainty))
        if known is None or known[1].as_ < naming.as_:
            found[statement.allows, certainty] = (statement, naming)
    if (False, YES) in found:
        return _denied(found[False, YES][0], asked)
    allowing = found.get((True, YES)) or found.get((True, MAYBE))
    if allowing is None:
        return _not_allowed(trust, asked)
    open_ = [found[key][0] for key in ((False, MAYBE), (True, MAYBE)) if key in found]
    if (True, YES) in found and (False, MAYBE) not in found:
        return _allowed(*allowing, asked.principal, account)
    return Decision(
        outcome=Outcome.UNDECIDED,
        why=open_question(open_[0], asked),
        statement=open_[0].named,
        missing=tuple(open_question(one, asked) for one in open_),
    )


def _allowed(
    statement: Statement, naming: Naming, principal: Principal | None, account: str
) -> Decision:
    why = f"allowed by {statement.name}"
    own = "if their own policies allow it as well"
    if principal is not None and principal.aws is not None:
        if naming.as_ is NamedAs.ACCOUNT:
            why += f", which leaves it to account {caller_of(principal.aws).account}: {own}"
        elif naming.as_ is NamedAs.EVERYONE or caller_of(principal.aws).account != account:
            why += f", {own}"
    return Decision(outcome=Outcome.ALLOWED, why=why, statement=statement.named)


def _denied(statement: Statement, asked: Question) -> Decision:
    return Decision(
        outcome=Outcome.DENIED,
        why=f"denied by {statement.name}",
        statement=statement.named,
        missing=(missing_of_deny(statement, asked),),
    )


def _not_allowed(trust: CompiledPolicy, asked: Question) -> Decision:
    unmet, unnamed = [], []
    for statement in trust.about(asked.lower_action):
        if not statement.allows or statement.principals is None:
            continue
        naming = statement.principals.naming(asked.principal, allows=True)
        if naming.certainty == NO:
            unnamed.append(f"{statement.name} does not name {_shown(asked.principal)}")
            continue
        wanted = " and ".join(
            test.wanted() for test in statement.conditions if test.holds(asked.facts) == NO
        )
        unmet.append(f"{statement.name} would allow it if {wanted}")
    missing = tuple(unmet + unnamed) or (f"no statement of {trust.where} names {asked.action}",)
    return Decision(outcome=Outcome.DENIED, why="no statement allows it", missing=missing)


def _shown(principal: Principal | None) -> str:
    if principal is None:
        return "whoever asks"
    return str(principal.aws or principal.service or principal.federated)
