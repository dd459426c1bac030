"""Condition keys of STS.

Source: "IAM and AWS STS condition context keys" and "AWS global condition context keys" in the IAM
User Guide.
"""

from collections.abc import Mapping
from typing import Any

_OF_REQUEST = {
    "sts:externalid": "ExternalId",
    "sts:rolesessionname": "RoleSessionName",
    "sts:sourceidentity": "SourceIdentity",
}


def request_keys(request: Mapping[str, Any]) -> dict[str, str]:
    """Return the keys that tell what a request asks for; what it leaves out has no key."""
    from ministack.services import sts

    given = {key: sts._p(request, name) for key, name in _OF_REQUEST.items()}
    return {key: value for key, value in given.items() if value}


def mfa_keys(*, age_seconds: float) -> dict[str, str]:
    """Return the keys of somebody who showed a code of an MFA device, and how long ago."""
    return {
        "aws:multifactorauthpresent": "true",
        "aws:multifactorauthage": str(int(age_seconds)),
    }
