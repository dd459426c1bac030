"""What IAM's policy simulator says, of calls that cannot be made here."""

from sandbox.report import Check
from sandbox.verification.account import Account
from sandbox.verification.calls import ALLOWED, DENIED
from sandbox.verification.live_role import LiveRole


def simulated(
    account: Account,
    role: LiveRole,
    action: str,
    resource: str,
    expected: str,
    *,
    group: str | None = None,
) -> Check:
    """Ask whether the role may make a call; the emulator's simulator knows no condition keys."""
    # The emulator finds the role by what follows the first slash, path and all.
    without_path = f"{role.arn.split('/')[0]}/{role.name}"
    (result,) = account.root.client("iam").simulate_principal_policy(
        PolicySourceArn=without_path, ActionNames=[action], ResourceArns=[resource]
    )["EvaluationResults"]
    return Check(
        what=action,
        expected=expected,
        observed=ALLOWED if result["EvalDecision"] == "allowed" else DENIED,
        resource=None if resource == "*" else resource,
        group=group,
    )
