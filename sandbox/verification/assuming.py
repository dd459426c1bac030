"""Who gets a role, and who does not."""

import json
from typing import Any

from constructs_lib.iam.unresolved import as_list
from sandbox.emulator_process import PARTITION, Emulator
from sandbox.identity import Identity
from sandbox.report import Check
from sandbox.verification.calls import ALLOWED, DENIED, outcome
from sandbox.verification.live_role import LiveRole

EC2, ECS, ECS_TASKS, SSM = (f"{name}.amazonaws.com" for name in ("ec2", "ecs", "ecs-tasks", "ssm"))

# Services that say for whom they act: the service and resource of that, and how trust compares it.
_ON_BEHALF_OF = {
    ECS_TASKS: ("ecs", "task/sandbox", "ArnLike"),
    SSM: ("ssm", "managed-instance/mi-0a1b2c3d4e5f60718", "ArnEquals"),
}
_SOMEBODY_ELSE = "000000000000"
_OPERATORS = {"StringEquals": "=", "ArnLike": "like", "ArnEquals": "like"}


class Services:
    """The services of one account, when they assume a role for an instance or a task.

    The emulator runs neither instances nor tasks, so the sandbox asks it for the session that the
    service would have got (``sandbox.emulator.control``). The emulator evaluates the role's own
    trust policy for that; the credentials are those of the deployed role.
    """

    def __init__(self, emulator: Emulator, *, account: str, region: str) -> None:
        """Speak for the services of an account and region."""
        self._emulator = emulator
        self._account = account
        self._region = region

    def assume(self, role: LiveRole, service: str) -> Identity | None:
        """Return the role's permissions, as the service hands them on; none if it is refused.

        That it is refused shows in ``check``.
        """
        status, answer = self._ask(role, service)
        return Identity(self._emulator, region=self._region, **answer) if status == 200 else None

    def check_trust(self, role: LiveRole, service: str, *, row: int | None = None) -> Check:
        """Check that the trust policy says what the job asks for, to the letter."""
        statement: dict[str, Any] = {
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "sts:AssumeRole",
        }
        if service in _ON_BEHALF_OF:
            name, _, operator = _ON_BEHALF_OF[service]
            everything = f"arn:{PARTITION}:{name}:{self._region}:{self._account}:*"
            statement["Condition"] = {
                "StringEquals": {"aws:SourceAccount": self._account},
                operator: {"aws:SourceArn": everything},
            }
        expected = {"Version": "2012-10-17", "Statement": [statement]}
        return Check(
            what=f"trust policy: {service} alone",
            expected=json.dumps(expected, sort_keys=True),
            observed=json.dumps(role.trust, sort_keys=True),
            row=row,
        )

    def check(self, role: LiveRole, service: str) -> list[Check]:
        """Check that the service can assume the role, and that nothing near it can."""
        other = EC2 if service == ECS_TASKS else ECS_TASKS
        checks = [
            self._attempt(f"{service} assumes it", ALLOWED, role, service),
            self._attempt(f"{other} assumes it", DENIED, role, other),
        ]
        if service in _ON_BEHALF_OF:
            # One at a time, or the two conditions would hide each other.
            checks += [
                self._attempt(
                    f"{service} assumes it, aws:SourceAccount {_SOMEBODY_ELSE}",
                    *(DENIED, role, service),
                    source_account=_SOMEBODY_ELSE,
                ),
                self._attempt(
                    f"{service} assumes it, aws:SourceArn of {_SOMEBODY_ELSE}",
                    *(DENIED, role, service),
                    arn_account=_SOMEBODY_ELSE,
                ),
                self._attempt(
                    f"{service} assumes it, aws:SourceArn of another region",
                    *(DENIED, role, service),
                    arn_region="xx-east-1",
                ),
            ]
        return checks

    def _attempt(
        self, what: str, expected: str, role: LiveRole, service: str, **on_behalf_of: str
    ) -> Check:
        status, _ = self._ask(role, service, **on_behalf_of)
        return Check(what=what, expected=expected, observed=ALLOWED if status == 200 else DENIED)

    def _ask(
        self,
        role: LiveRole,
        service: str,
        *,
        source_account: str = "",
        arn_account: str = "",
        arn_region: str = "",
    ) -> tuple[int, Any]:
        question = {"role_arn": role.arn, "service": service}
        if service in _ON_BEHALF_OF:
            name, resource, _ = _ON_BEHALF_OF[service]
            region, account = arn_region or self._region, arn_account or self._account
            arn = f"arn:{PARTITION}:{name}:{region}:{account}:{resource}"
            question["aws:SourceAccount"] = source_account or self._account
            question["aws:SourceArn"] = arn
        return self._emulator.ask("/_sandbox/service-session", question)


def check_user_is_denied(user: Identity, role: LiveRole) -> Check:
    """Check that a user of the same account cannot assume the role."""
    observed = outcome(
        lambda: user.client("sts").assume_role(RoleArn=role.arn, RoleSessionName="sandbox")
    )
    return Check(what="a user of the account assumes it", expected=DENIED, observed=observed)


def describe_trust(trust: dict[str, Any]) -> str:
    """Return a trust policy in words: who, and on which conditions."""
    lines = []
    for statement in trust["Statement"]:
        if not any(action.startswith("sts:AssumeRole") for action in as_list(statement["Action"])):
            # What may come along with a session lets nobody in.
            continue
        principal = statement["Principal"]
        names = principal.values() if isinstance(principal, dict) else [principal]
        lines += [str(name) for each in names for name in as_list(each)]
        for operator, tests in statement.get("Condition", {}).items():
            word = _OPERATORS.get(operator, operator)
            lines += [f"  if {key} {word} {value}" for key, value in tests.items()]
    return "\n".join(lines)
