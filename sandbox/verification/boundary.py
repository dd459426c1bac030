"""What the boundary of an environment's own denies a role, whatever else the role is allowed."""

from sandbox.report import Check
from sandbox.verification.account import Account
from sandbox.verification.assuming import ECS_TASKS
from sandbox.verification.calls import ALLOWED, DENIED
from sandbox.verification.live_role import LiveRole
from sandbox.verification.simulation import simulated
from stacks.config import EnvironmentConfig, OperatorConfig, ServiceConfig

_EVERYTHING = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}


def check_boundary(
    account: Account, environment: EnvironmentConfig, service: ServiceConfig, role: LiveRole
) -> list[Check]:
    """Ask IAM's simulator what the role could do if it were allowed everything.

    Nothing is asked of a boundary that somebody else makes, nor of a role from outside.

    Args:
        account: Where the role is.
        environment: Whose boundary it is.
        service: Whose role it is.
        role: The task role.
    """
    own = {boundary.policy_name(environment.name) for boundary in environment.made_boundaries}
    name = environment.boundary_of(service)
    if name not in own or service.existing_task_role is not None:
        return []
    people = account.iam_arn(f"role{environment.access_path(OperatorConfig)}sandbox")
    of_the_cdk = account.cdk_role("deploy")
    calls: list[tuple[str, str, dict[str, str], str]] = [
        ("iam:CreateRole", account.iam_arn("role/sandbox"), {}, DENIED),
        ("iam:PutRolePolicy", role.arn, {}, DENIED),
        ("iam:DeleteRolePermissionsBoundary", role.arn, {}, DENIED),
        ("iam:GetRole", role.arn, {}, ALLOWED),
        ("iam:PassRole", role.arn, {"iam:PassedToService": "lambda.amazonaws.com"}, DENIED),
        ("iam:PassRole", role.arn, {"iam:PassedToService": ECS_TASKS}, ALLOWED),
        ("sts:AssumeRole", people, {}, DENIED),
        ("sts:AssumeRole", of_the_cdk, {}, DENIED),
        ("organizations:LeaveOrganization", "*", {}, DENIED),
        ("cloudtrail:StopLogging", account.arn("cloudtrail", "trail/sandbox"), {}, DENIED),
        ("s3:ListAllMyBuckets", "*", {}, ALLOWED),
    ]
    return [
        simulated(
            *(account, role, action, resource, expected),
            context=context,
            allowed_as_well=_EVERYTHING,
            group=f"boundary {name}: even if everything were allowed",
        )
        for action, resource, context, expected in calls
    ]
