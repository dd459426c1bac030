"""How long and how many IAM lets things be.

Source: "IAM and AWS STS quotas" in the IAM user guide. Where AWS raises a quota on request, it is
the default that counts here: what is within it can be deployed to every account.
"""

import json
import re
from typing import Any

MANAGED_POLICY_CHARACTERS = 6_144
INLINE_POLICIES_CHARACTERS = 10_240
"""Of all inline policies of a role together."""
TRUST_POLICY_CHARACTERS = 2_048
ATTACHED_POLICIES = 10
ROLE_NAME_CHARACTERS = 64
PROFILE_NAME_CHARACTERS = 128
POLICY_NAME_CHARACTERS = 128
PATH_CHARACTERS = 512
DESCRIPTION_CHARACTERS = 1_000
TAGS = 50
TAG_CHARACTERS = (128, 256)
"""Of a key and of a value."""
SESSION_SECONDS = (3_600, 43_200)

_REFERENCE = "\0"


def policy_characters(document: object, *, for_a_reference: int = 1) -> int:
    """Return the size of a policy as IAM counts it: white space does not count.

    Args:
        document: A policy, or a part of one; references of CloudFormation may stand in it.
        for_a_reference: Characters to count for each reference, whose value is not known before
            deployment. The least possible finds only what is too long for certain.
    """
    text = json.dumps(_with_placeholders(document), separators=(",", ":"), ensure_ascii=False)
    references = text.count(json.dumps(_REFERENCE)[1:-1])
    literal = len(re.sub(r"\s", "", text)) - references * len(json.dumps(_REFERENCE)[1:-1])
    return literal + references * for_a_reference


def _with_placeholders(value: Any) -> Any:
    """Put one character in the place of each intrinsic function of CloudFormation."""
    if isinstance(value, list):
        return [_with_placeholders(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "Fn::Join" in value:
        separator, parts = value["Fn::Join"]
        return separator.join(str(_with_placeholders(part)) for part in parts)
    if "Ref" in value or any(key.startswith("Fn::") for key in value):
        return _REFERENCE
    return {key: _with_placeholders(item) for key, item in value.items()}
