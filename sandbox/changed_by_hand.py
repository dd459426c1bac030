"""What people change by hand on deployed roles: found, and put back."""

import json
from collections.abc import Iterator
from typing import Any

from botocore import xform_name

from access.drift.drift import Drift
from access.drift.find_drift import Findings
from access.records import Role
from sandbox.current_drift import current_drift
from sandbox.deployment import Deployment, Say
from sandbox.report import Check, RoleReport
from stacks.config import EnvironmentConfig

_ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
_NOTHING = "nothing"
_FOUND = "`access drift` finds "


def change_by_hand(deployment: Deployment, *, say: Say) -> list[RoleReport]:
    """Change roles of the first environment as people do, and check that the drift is found.

    A policy is attached, a trust policy is opened, a boundary is taken off. The same template is
    deployed again, which undoes none of it; then the commands that the drift comes with do.
    All is as before afterwards.
    """
    environment = deployment.environments[0]
    before = current_drift(deployment, environment)
    own = [role for role in before.roles if not role.is_from_outside]
    if not own:
        return []
    say(environment.name, "changing roles by hand: a policy, a trust policy, a boundary")
    iam = deployment.account(environment).root.client("iam")
    changes = sorted(_change(iam, own))
    found = current_drift(deployment, environment)

    stacks = sorted({str(drift.role.stack) for drift in found.drifts})
    deployment.deploy(environment, stacks, say=say)
    deployed = current_drift(deployment, environment)

    say(environment.name, "putting back what was changed by hand")
    for drift in found.drifts:
        put_back(iam, drift)
    restored = current_drift(deployment, environment)
    deployment.deploy(environment, stacks, say=say)
    after = current_drift(deployment, environment)

    expected = "; ".join(changes)
    told = [
        ("nothing before", _NOTHING, before),
        ("each change by hand, and nothing else", expected, found),
        (
            "all of it after a `cdk deploy` of the same template",
            expected,
            deployed,
        ),
        ("nothing after its commands to put it back", _NOTHING, restored),
        ("nothing after another `cdk deploy`", _NOTHING, after),
    ]
    checks = [
        Check(what=f"{_FOUND}{what}", expected=wanted, observed=_listed(one))
        for what, wanted, one in told
    ]
    return [_report(environment, own[0], checks)]


def put_back(iam: Any, drift: Drift) -> None:
    """Make the calls that the commands of a drift make."""
    for step in drift.put_back:
        getattr(iam, xform_name(step.operation))(**step.arguments)


def _change(iam: Any, roles: list[Role]) -> Iterator[str]:
    """Make the changes, each on another role if there are as many; return what they are."""
    attached, trusting, bounded = roles[0], roles[1 % len(roles)], roles[2 % len(roles)]
    iam.attach_role_policy(RoleName=attached.name, PolicyArn=_ADMINISTRATOR)
    yield f"policy added on {attached.id}"

    everyone = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{trusting.account}:root"},
        "Action": "sts:AssumeRole",
    }
    document = {**trusting.trust, "Statement": [*trusting.trust["Statement"], everyone]}
    iam.update_assume_role_policy(RoleName=trusting.name, PolicyDocument=json.dumps(document))
    yield f"trust policy changed on {trusting.id}"

    if bounded.boundary is not None:
        iam.delete_role_permissions_boundary(RoleName=bounded.name)
        yield f"permissions boundary removed on {bounded.id}"


def _listed(findings: Findings) -> str:
    found = sorted(f"{drift.kind} on {drift.role.id}" for drift in findings.drifts)
    return "; ".join(found) or _NOTHING


def _report(environment: EnvironmentConfig, role: Role, checks: list[Check]) -> RoleReport:
    return RoleReport(
        environment=environment.name,
        kind=f"{role.kind}, changed by hand",
        name=role.name,
        arn=role.arn,
        assumed_by=json.dumps(role.trust["Statement"][0]["Principal"]),
        attached_to="; ".join(f"{one.carrier} {one.name}" for one in role.attachments),
        checks=tuple(checks),
    )
