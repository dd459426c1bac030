"""The policies and the permissions boundary of one role."""

from collections.abc import Iterator

from access.drift.document_difference import document_difference
from access.drift.drift import Drift, DriftKind
from access.drift.put_back import PutBack, as_argument
from access.records import Policy, Role

_FULL = "IAM keeps five versions: delete one that is not in force first, if there are five"


def compare_policies(template: Role, live: Role) -> Iterator[Drift]:
    """Return what is attached besides, is missing, or says something else.

    A managed policy is the same if its ARN is, an inline one if its name is. What AWS changes in
    policies of its own is no drift.
    """
    wanted, found = _by_key(template), _by_key(live)
    for key, policy in found.items():
        if key not in wanted:
            yield _added(template, policy)
    for key, policy in wanted.items():
        if key not in found:
            yield _missing(template, policy)
        elif change := _changed(template, policy, found[key]):
            yield change


def compare_boundary(template: Role, live: Role) -> Iterator[Drift]:
    """Return whether the boundary is off, another one, put on by hand, or says something else."""
    wanted, found = template.boundary, live.boundary
    name = {"RoleName": template.name}
    if wanted is None:
        if found is not None:
            yield Drift(
                kind=DriftKind.BOUNDARY_ADDED,
                role=template,
                what=f"{found.where} limits it, and the template has no boundary",
                put_back=(PutBack(operation="DeleteRolePermissionsBoundary", arguments=name),),
            )
        return
    set_again = PutBack(
        operation="PutRolePermissionsBoundary",
        arguments=name | {"PermissionsBoundary": str(wanted.arn)},
    )
    if found is None:
        yield Drift(
            kind=DriftKind.BOUNDARY_REMOVED,
            role=template,
            what=f"nothing limits it, and the template has the boundary {wanted.arn}",
            put_back=(set_again,),
        )
    elif found.arn != wanted.arn:
        yield Drift(
            kind=DriftKind.BOUNDARY_CHANGED,
            role=template,
            what=f"{found.arn} limits it, and the template has the boundary {wanted.arn}",
            put_back=(set_again,),
        )
    elif change := _changed(template, wanted, found, word="permissions boundary"):
        yield change


def _by_key(role: Role) -> dict[str, Policy]:
    return {policy.arn or policy.name: policy for policy in role.policies}


def _added(role: Role, policy: Policy) -> Drift:
    if policy.arn is None:
        step = PutBack(
            operation="DeleteRolePolicy",
            arguments={"RoleName": role.name, "PolicyName": policy.name},
        )
        what = f"has the inline policy {policy.name}, and the template has not"
    else:
        step = PutBack(
            operation="DetachRolePolicy",
            arguments={"RoleName": role.name, "PolicyArn": policy.arn},
        )
        what = f"has the policy {policy.arn} attached, and the template has not"
    return Drift(kind=DriftKind.POLICY_ADDED, role=role, what=what, put_back=(step,))


def _missing(role: Role, policy: Policy) -> Drift:
    steps: tuple[PutBack, ...] = ()
    if policy.arn is not None:
        what = f"lacks the policy {policy.arn}, which the template attaches ({policy.where})"
        arguments = {"RoleName": role.name, "PolicyArn": policy.arn}
        steps = (PutBack(operation="AttachRolePolicy", arguments=arguments),)
    else:
        what = f"lacks the inline policy {policy.name} of the template ({policy.where})"
        if policy.document is not None:
            steps = (_put_inline(role, policy),)
    return Drift(kind=DriftKind.POLICY_MISSING, role=role, what=what, put_back=steps)


def _changed(role: Role, wanted: Policy, found: Policy, *, word: str = "policy") -> Drift | None:
    if wanted.document is None or found.document is None or _is_of_aws(wanted):
        return None
    difference = document_difference(wanted.document, found.document)
    if difference is None:
        return None
    if wanted.arn is None:
        step, hint = _put_inline(role, wanted), ""
    else:
        hint = f" ({_FULL})"
        step = PutBack(
            operation="CreatePolicyVersion",
            arguments={
                "PolicyArn": wanted.arn,
                "PolicyDocument": as_argument(wanted.document),
                "SetAsDefault": True,
            },
        )
    what = f"its {word} {wanted.arn or wanted.name} {difference}{hint}"
    return Drift(kind=DriftKind.POLICY_CHANGED, role=role, what=what, put_back=(step,))


def _put_inline(role: Role, policy: Policy) -> PutBack:
    return PutBack(
        operation="PutRolePolicy",
        arguments={
            "RoleName": role.name,
            "PolicyName": policy.name,
            "PolicyDocument": as_argument(policy.document or {}),
        },
    )


def _is_of_aws(policy: Policy) -> bool:
    return policy.arn is not None and policy.arn.split(":")[4] == "aws"
