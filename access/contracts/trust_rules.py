"""Who may take the roles of each kind: the table of rules about trust policies."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from access.contracts import takers
from access.contracts.asked_role import AskedRole
from access.contracts.takers import Taker
from access.contracts.trust_statements import allowed_takers
from access.contracts.violation import Violation
from access.policy.decision import Outcome
from access.records import Role, RoleKind

_ECS_TASKS = ("ecs-tasks.amazonaws.com",)
# The second one is in the partition of China.
_EC2 = ("ec2.amazonaws.com", "ec2.amazonaws.com.cn")
_SERVICES = {
    RoleKind.TASK: _ECS_TASKS,
    RoleKind.TASK_EXECUTION: _ECS_TASKS,
    RoleKind.CONTAINER_INSTANCE: _EC2,
    RoleKind.EXTERNAL_INSTANCE: ("ssm.amazonaws.com",),
    RoleKind.INFRASTRUCTURE: ("ecs.amazonaws.com",),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class TrustRule:
    """A rule: each of these takers is certainly refused."""

    rule: str
    kinds: frozenset[RoleKind]
    takers: Callable[[Role], Iterator[Taker]]
    sentence: str
    fix: str

    def violations(self, asked: AskedRole) -> Iterator[Violation]:
        """Yield the first taker that each statement lets in, or might."""
        if asked.role.kind not in self.kinds:
            return
        seen = set()
        for taker in self.takers(asked.role):
            decision = asked.access.may_be_taken(taker.request)
            if decision.outcome is Outcome.DENIED or decision.statement in seen:
                continue
            seen.add(decision.statement)
            perhaps = "" if decision.outcome is Outcome.ALLOWED else " perhaps"
            yield asked.violation(
                self.rule,
                f"may{perhaps} be taken by {taker.who}, but {self.sentence}",
                fix=self.fix,
                statement=decision.statement,
            )


TRUST_RULES = (
    TrustRule(
        rule="takers-are-named",
        kinds=frozenset(RoleKind),
        takers=takers.strangers,
        sentence="a trust policy names whom it lets in",
        fix="name the service, the roles or the accounts in Principal",
    ),
    TrustRule(
        rule="guarded-by-account",
        kinds=frozenset({RoleKind.TASK, RoleKind.TASK_EXECUTION, RoleKind.EXTERNAL_INSTANCE}),
        takers=takers.services_for_others,
        sentence="the service takes it for tasks and machines of its own account alone",
        fix="keep the condition StringEquals on aws:SourceAccount, as the construct writes it",
    ),
    TrustRule(
        rule="operators-show-mfa",
        kinds=frozenset({RoleKind.OPERATOR}),
        takers=takers.users_without_mfa,
        sentence="people show MFA when they take a role",
        fix="keep the condition Bool (not BoolIfExists) on aws:MultiFactorAuthPresent",
    ),
    TrustRule(
        rule="says-external-id",
        kinds=frozenset({RoleKind.EXTERNAL_ACCOUNT}),
        takers=takers.others_without_external_id,
        sentence="who acts for many has to say for whom (the confused deputy)",
        fix="keep the condition StringEquals on sts:ExternalId",
    ),
    TrustRule(
        rule="deployers-are-named",
        # Whoever shows a token deploys, whatever the role says of itself.
        kinds=frozenset(
            {RoleKind.DEPLOYER, RoleKind.OPERATOR, RoleKind.EXTERNAL_ACCOUNT, RoleKind.OTHER}
        ),
        takers=takers.strange_tokens,
        sentence="the token has to be of a named repository and branch or environment",
        fix="keep the condition StringEquals on the sub of the identity provider",
    ),
)


def trust_violations(asked: AskedRole) -> Iterator[Violation]:
    """Yield whom a role of its kind should not let in."""
    for rule in TRUST_RULES:
        yield from rule.violations(asked)
    yield from _of_another_service(asked)
    yield from _not_by_role(asked)


def _of_another_service(asked: AskedRole) -> Iterator[Violation]:
    """Yield who is let in beside the one service that hands out the role."""
    services = _SERVICES.get(asked.role.kind)
    if services is None:
        return
    for statement, kind, value in allowed_takers(asked.role):
        if kind != "Service" or value not in services:
            yield asked.violation(
                "taken-by-its-service",
                f"may be taken by {kind} {value}, but it is for {services[0]} alone",
                fix=f"name {services[0]} alone in Principal, and make another role for the other",
                statement=statement,
            )


def _not_by_role(asked: AskedRole) -> Iterator[Violation]:
    """Yield whole accounts and users that may take the role of a deployer."""
    if asked.role.kind is not RoleKind.DEPLOYER:
        return
    for statement, kind, value in allowed_takers(asked.role):
        if kind != "Federated" and (kind != "AWS" or ":role/" not in value or "*" in value):
            yield asked.violation(
                "deployers-are-named",
                f"may be taken by {kind} {value}, but only a token or one role deploys",
                fix="name the whole ARN of the role that deploys in Principal",
                statement=statement,
            )
