"""The running service: what it runs on, and whether people can open sessions in it."""

from typing import Any

from sandbox.identity import Identity
from sandbox.report import Check
from sandbox.verification.account import Account
from sandbox.verification.calls import ALLOWED, DENIED, probe
from sandbox.verification.live_role import LiveRole
from sandbox.verification.simulation import simulated
from stacks.config import EnvironmentConfig, ServiceConfig

_SESSION_CALLS = (
    "CreateControlChannel",
    "CreateDataChannel",
    "OpenControlChannel",
    "OpenDataChannel",
)


def check_placement(
    environment: EnvironmentConfig, service: ServiceConfig, live: dict[str, Any]
) -> Check:
    """Check that ECS places its tasks on the capacity that it names, or on the first."""
    strategy = live.get("capacityProviderStrategy") or []
    observed = ", ".join(one["capacityProvider"] for one in strategy) or live.get("launchType")
    capacity = environment.capacity_of(service)
    kind = "EC2" if capacity.is_in_aws else "EXTERNAL"
    expected = environment.capacity_provider_name(capacity) if capacity.has_provider else kind
    return Check(
        what=f"the service runs on {expected}", expected=expected, observed=observed or "not said"
    )


def check_sessions(
    account: Account,
    environment: EnvironmentConfig,
    service: ServiceConfig,
    live: dict[str, Any],
    role: LiveRole,
    task: Identity,
) -> list[Check]:
    """Check that sessions can be opened, and kept where they are meant to be, only if that is said.

    The emulator has no ``ssmmessages``, so IAM's simulator answers for it.
    """
    word, outcome = ("on", ALLOWED) if service.ecs_exec else ("off", DENIED)
    group = f"sessions (ECS Exec) {word}"
    sessions, checks = environment.exec_sessions, []
    if service.ecs_exec and sessions.log_group is not None:
        for name, expected in ((sessions.log_group, ALLOWED), ("somebody-else", DENIED)):
            stream = account.arn("logs", f"log-group:{name}:log-stream:{service.name}")
            checks.append(probe(task, "logs:CreateLogStream", stream, expected))
    return [
        Check(
            what=f"the service lets people open sessions: {word}",
            expected=word,
            observed="on" if live.get("enableExecuteCommand") else "off",
        ),
        *(
            simulated(account, role, f"ssmmessages:{call}", "*", outcome, group=group)
            for call in _SESSION_CALLS
        ),
        *checks,
    ]
