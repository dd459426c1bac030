"""Who may take a deployer's role, as the statements of its trust policy."""

from collections.abc import Sequence
from typing import Any

from constructs_lib.web_identity import WebIdentity

Statement = dict[str, Any]


def trust_web_identities(
    identities: Sequence[WebIdentity], *, partition: str, account: str
) -> list[Statement]:
    """Return one statement for each issuer and audience, with the subjects that are let in.

    Compared letter by letter (``StringEquals``). An account has one provider for an issuer, so the
    provider's ARN follows from it. Source: "Create a role for OpenID Connect federation" in the IAM
    user guide.

    Args:
        identities: Who is let in.
        partition: Of the role.
        account: Of the role, and of the provider.
    """
    subjects: dict[tuple[str, str], dict[str, None]] = {}
    for one in identities:
        subjects.setdefault((one.host, one.audience), {}).update(dict.fromkeys(one.subjects))
    return [
        {
            "Effect": "Allow",
            "Principal": {"Federated": f"arn:{partition}:iam::{account}:oidc-provider/{host}"},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {
                "StringEquals": {f"{host}:aud": audience, f"{host}:sub": _one_or_more(list(each))}
            },
        }
        for (host, audience), each in subjects.items()
    ]


def trust_roles(arns: Sequence[str]) -> list[Statement]:
    """Return the statement that lets in roles by their ARN; none if there are none.

    They may bring session tags and a source identity, on which nothing here depends: GitHub's
    action ``configure-aws-credentials`` tags each session, and STS refuses what the trust policy
    does not allow to come along ("Pass session tags in AWS STS" in the IAM user guide).
    """
    if not arns:
        return []
    return [
        {
            "Effect": "Allow",
            "Principal": {"AWS": _one_or_more(list(dict.fromkeys(arns)))},
            "Action": ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
        }
    ]


def _one_or_more(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values
