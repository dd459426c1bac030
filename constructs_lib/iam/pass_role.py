"""The right to hand roles to a service of AWS."""

from typing import Any

_EC2 = "ec2.amazonaws.com"


def pass_role_statement(
    role_arn: str | list[str], service: str, *, partition: str
) -> dict[str, Any]:
    """Allow handing exactly these roles to a service, and to no other service.

    Whoever makes or changes something that a service runs with a role needs it, beside the action
    itself. Source: "Grant a user permissions to pass a role to an AWS service" in the IAM user
    guide.

    Args:
        role_arn: The one role, or the only ones.
        service: Name of the service, as a trust policy has it; EC2 has a second one in China.
        partition: Where the roles are.
    """
    names = [_EC2, f"{_EC2}.cn"] if (service, partition) == (_EC2, "aws-cn") else service
    return {
        "Effect": "Allow",
        "Action": "iam:PassRole",
        "Resource": role_arn if isinstance(role_arn, str) or len(role_arn) > 1 else role_arn[0],
        "Condition": {"StringEquals": {"iam:PassedToService": names}},
    }
