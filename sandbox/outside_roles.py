"""The team that owns the roles from outside, in the sandbox: it does what their contracts say."""

import json

from sandbox.contracts import Contract
from sandbox.identity import Identity
from sandbox.verification.deployed_stack import DeployedStack


def create_outside_roles(root: Identity, contracts: list[Contract]) -> None:
    """Create each role with its trust policy, and its instance profile, before a deployment."""
    iam = root.client("iam")
    for contract in contracts:
        role = contract["role"]
        iam.create_role(
            RoleName=role["name"],
            Path=_path(role["arn"]),
            AssumeRolePolicyDocument=json.dumps(contract["trust"]),
        )
        for arn in contract["managedPolicies"]:
            iam.attach_role_policy(RoleName=role["name"], PolicyArn=arn)
        if (profile := contract.get("instanceProfile")) is not None:
            iam.create_instance_profile(
                InstanceProfileName=profile["name"], Path=_path(profile["arn"])
            )
            iam.add_role_to_instance_profile(
                InstanceProfileName=profile["name"], RoleName=role["name"]
            )


def attach_permissions(root: Identity, stack: DeployedStack) -> None:
    """Attach the permissions that the contracts ask for, once the stack has what they name."""
    iam = root.client("iam")
    for contract in stack.contracts:
        name = contract["role"]["name"]
        for number, document in enumerate(contract["permissions"]):
            policy = iam.create_policy(
                PolicyName=f"{name}-{number}", PolicyDocument=json.dumps(stack.resolve(document))
            )
            iam.attach_role_policy(RoleName=name, PolicyArn=policy["Policy"]["Arn"])


def _path(arn: str) -> str:
    between = arn.split(":", 5)[5].split("/")[1:-1]
    return "/".join(["", *between, ""])
