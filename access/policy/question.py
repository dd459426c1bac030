"""A request, made ready to be compared with many statements."""

from dataclasses import dataclass

from access.policy.facts import Facts, known_values
from access.policy.request import Principal, Request


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Question:
    """What the statements look at."""

    action: str
    lower_action: str
    resource: str
    facts: Facts
    principal: Principal | None = None


def question(request: Request) -> Question:
    """Make a request ready."""
    return Question(
        action=request.action,
        lower_action=request.action.lower(),
        resource=request.resource,
        facts=Facts(known_values(request.context), other_keys=request.other_keys),
        principal=request.principal,
    )
