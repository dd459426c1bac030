"""What no application role of an account may ever do, whatever else it is allowed."""

from collections.abc import Mapping, Sequence
from typing import Any

Statement = dict[str, Any]

# Whom ECS on EC2 hands roles to; EC2 has a second name in China.
_TAKE_ROLES = [
    "ec2.amazonaws.com",
    "ec2.amazonaws.com.cn",
    "ecs-tasks.amazonaws.com",
    "ecs.amazonaws.com",
    "ssm.amazonaws.com",
]
# Whose service-linked role AWS's policy for Managed Instances (v11) lets ECS create.
_ECS_CREATES = ["spot.amazonaws.com"]

# Every action of iam that is no List or Read in AWS's service authorization reference, but for
# PassRole and CreateServiceLinkedRole; most new ones will begin with one of these as well.
_CHANGE_IAM = (
    *("Accept", "Add", "Associate", "Attach", "Change", "CreateA", "CreateD", "CreateG", "CreateI"),
    *("CreateL", "CreateO", "CreateP", "CreateR", "CreateSA", "CreateServiceS", "CreateU"),
    *("CreateV", "Deactivate", "Delete", "Detach", "Disable", "Enable", "Put", "Reject", "Remove"),
    *("Reset", "Resync", "Send", "Set", "Tag", "Untag", "Update", "Upload"),
)
_LEAVE = {
    "account": ("Accept*", "Close*", "Delete*", "Disable*", "Enable*", "Put*", "Start*"),
    "organizations": (
        *("Close*", "Delete*", "Deregister*", "Detach*", "Disable*", "Leave*", "Move*"),
        *("Remove*", "Update*"),
    ),
    # Of the management account, over the root of a member.
    "sts": ("AssumeRoot",),
}
# A stack keeps the role that it was made with, and works with it for whoever changes the stack.
_STACKS = {
    "cloudformation": (
        *("ContinueUpdateRollback", "CreateChangeSet", "CreateStack*", "DeleteStack*"),
        *("ExecuteChangeSet", "RollbackStack", "SetStackPolicy", "UpdateStack*"),
    ),
}
# What reports findings and evaluations of one's own stays: that is what applications do.
_WATCH = {
    "access-analyzer": ("ApplyArchiveRule", "CreateArchiveRule", "Delete*", "Update*"),
    "cloudtrail": ("Delete*", "Deregister*", "Disable*", "Put*", "Stop*", "Update*"),
    "config": (
        *("Delete*", "Disassociate*", "PutConfigurationRecorder", "PutDeliveryChannel"),
        *("PutRetentionConfiguration", "Stop*"),
    ),
    "guardduty": (
        *("ArchiveFindings", "CreateFilter", "CreateIPSet", "CreateTrustedEntitySet", "Delete*"),
        *("Disable*", "Disassociate*", "Stop*", "Update*"),
    ),
    "securityhub": (
        *("BatchDisable*", "BatchUpdateStandards*", "Delete*", "Disable*", "Disassociate*"),
        *("UpdateOrganization*", "UpdateSecurity*", "UpdateStandards*"),
    ),
}


def boundary_document(
    *,
    partition: str,
    protected_roles: Sequence[str] = (),
    except_principals: Sequence[str] = (),
    denied_actions: Sequence[str] = (),
) -> dict[str, Any]:
    """Return the policy of a boundary: everything, less what is denied.

    Sources: "Service authorization reference" for the actions; "IAM JSON policy elements: Condition
    operators" in the IAM user guide: a negated operator is true where the request lacks the key.

    Args:
        partition: Of the roles that the boundary is put on.
        protected_roles: ARN patterns of roles that nobody under it may assume.
        except_principals: ARN patterns of roles for which that does not hold.
        denied_actions: Denied as well.
    """
    statements = [
        allow_everything(),
        _deny("ChangeNothingInIam", [f"iam:{verb}*" for verb in _CHANGE_IAM]),
        _deny(
            "CreateTheRoleOfSpotOnly",
            "iam:CreateServiceLinkedRole",
            _unless("iam:AWSServiceName", _ECS_CREATES),
        ),
        _deny(
            "PassRolesToHostsAndTasksOnly",
            "iam:PassRole",
            _unless("iam:PassedToService", _TAKE_ROLES),
        ),
        _assume_none(partition, protected_roles, except_principals),
        _deny("LeaveStacksToDeployers", _named(_STACKS)),
        _deny("StayInTheOrganization", _named(_LEAVE)),
        _deny("KeepTheWatch", _named(_WATCH)),
        *([_deny("DenyAsWell", list(denied_actions))] if denied_actions else ()),
    ]
    return {"Version": "2012-10-17", "Statement": statements}


def allow_everything() -> Statement:
    """Return the statement without which a boundary would allow nothing."""
    return {"Sid": "AllowTheRest", "Effect": "Allow", "Action": "*", "Resource": "*"}


def _assume_none(
    partition: str, protected_roles: Sequence[str], except_principals: Sequence[str]
) -> Statement:
    """Deny taking the roles of people and of the CDK, which may do what this boundary denies."""
    statement = {
        "Sid": "AssumeNoProtectedRole",
        "Effect": "Deny",
        "Action": "sts:AssumeRole",
        "Resource": [f"arn:{partition}:iam::*:role/cdk-*", *protected_roles],
    }
    if not except_principals:
        return statement
    # Of a session, the key is the ARN of its role with the path, not that of the session.
    return statement | {"Condition": {"ArnNotLike": {"aws:PrincipalArn": list(except_principals)}}}


def _named(actions: Mapping[str, tuple[str, ...]]) -> list[str]:
    return [f"{service}:{name}" for service, names in actions.items() for name in names]


def _unless(key: str, values: list[str]) -> dict[str, Any]:
    return {"StringNotEquals": {key: values}}


def _deny(sid: str, action: str | list[str], condition: dict[str, Any] | None = None) -> Statement:
    statement: Statement = {"Sid": sid, "Effect": "Deny", "Action": action, "Resource": "*"}
    return statement if condition is None else {**statement, "Condition": condition}
