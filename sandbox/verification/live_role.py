"""A role as IAM's API tells it, compared with its template."""

import json
from dataclasses import dataclass
from typing import Any

from sandbox.identity import Identity
from sandbox.report import Check
from sandbox.verification.deployed_stack import DeployedStack

_NOT_OURS = "not in this template"


@dataclass(frozen=True, kw_only=True, slots=True)
class LiveRole:
    """What makes a role: who may assume it, and what it then may do."""

    name: str
    arn: str
    trust: dict[str, Any]
    managed: dict[str, Any]
    """Attached policies: ARN to document."""
    inline: dict[str, Any]
    """Inline policies: name to document."""
    boundary: str | None


def read_role(root: Identity, name: str) -> LiveRole:
    """Read a role back through IAM's API."""
    iam = root.client("iam")
    role = iam.get_role(RoleName=name)["Role"]
    attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    inline = iam.list_role_policies(RoleName=name)["PolicyNames"]
    return LiveRole(
        name=name,
        arn=role["Arn"],
        trust=role["AssumeRolePolicyDocument"],
        managed={policy["PolicyArn"]: _document(iam, policy["PolicyArn"]) for policy in attached},
        inline={
            policy: iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
            for policy in inline
        },
        boundary=role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
    )


def compare_with_template(
    role: LiveRole, stack: DeployedStack, *, policy_row: int | None = None
) -> list[Check]:
    """Compare policies and boundary of a role with the template, or the contract, it came from."""
    found = [
        (logical_id, stack.resolve(properties))
        for logical_id, properties in stack.of_type("AWS::IAM::Role")
        if stack.physical_id(logical_id) == role.name
    ]
    if not found:
        return [_compare_with_contract(role, stack, row=policy_row)]
    ((logical_id, template),) = found
    boundary = template.get("PermissionsBoundary")
    managed = _managed(stack, logical_id)
    inline = {
        policy["PolicyName"]: policy["PolicyDocument"] for policy in _inline(stack, logical_id)
    }
    return [
        _compare(
            "attached policies as in the template",
            managed,
            # What is in a policy of AWS, or of somebody else in the account, is not ours to say.
            {
                arn: document if managed.get(arn) != _NOT_OURS else _NOT_OURS
                for arn, document in role.managed.items()
            },
            row=policy_row,
        ),
        _compare("inline policies as in the template", inline, role.inline),
        _compare(f"boundary as in the template: {boundary or 'none'}", boundary, role.boundary),
    ]


def compare_trust(role: LiveRole, stack: DeployedStack) -> Check:
    """Compare the trust policy of a role that the stack makes with the template."""
    (template,) = (
        properties["AssumeRolePolicyDocument"]
        for logical_id, properties in stack.of_type("AWS::IAM::Role")
        if stack.physical_id(logical_id) == role.name
    )
    return _compare("trust policy as in the template", stack.resolve(template), role.trust)


def _compare_with_contract(role: LiveRole, stack: DeployedStack, *, row: int | None) -> Check:
    """Compare the policies of a role from outside with what its contract asks for."""
    (contract,) = (one for one in stack.contracts if one["role"]["arn"] == role.arn)
    return _compare(
        "from outside; attached policies as in its contract",
        sorted(_as_text(stack.resolve(document)) for document in contract["permissions"]),
        sorted(
            _as_text(document)
            for arn, document in role.managed.items()
            if arn not in contract["managedPolicies"]
        ),
        row=row,
    )


def _compare(what: str, template: object, live: object, *, row: int | None = None) -> Check:
    return Check(what=what, expected=_as_text(template), observed=_as_text(live), row=row)


def _as_text(value: object) -> str:
    return json.dumps(value, sort_keys=True)


def _managed(stack: DeployedStack, role_id: str) -> dict[str, Any]:
    """Attached policies by ARN, whichever of the two names the other in the template."""
    by_role = stack.resolve(stack.resources[role_id]["Properties"].get("ManagedPolicyArns", []))
    managed: dict[str, Any] = dict.fromkeys(by_role, _NOT_OURS)
    for logical_id, properties in stack.of_type("AWS::IAM::ManagedPolicy"):
        arn = stack.physical_id(logical_id)
        if arn in by_role or {"Ref": role_id} in properties.get("Roles", []):
            managed[arn] = stack.resolve(properties["PolicyDocument"])
    return managed


def _inline(stack: DeployedStack, role_id: str) -> list[Any]:
    own = stack.resources[role_id]["Properties"].get("Policies", [])
    attached = [
        properties
        for _, properties in stack.of_type("AWS::IAM::Policy")
        if {"Ref": role_id} in properties.get("Roles", [])
    ]
    return [stack.resolve(policy) for policy in (*own, *attached)]


def _document(iam: Any, arn: str) -> Any:
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    return iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
