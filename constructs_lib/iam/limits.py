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

# Shortest and longest value of what deployment fills in.
_PSEUDO_PARAMETERS = {
    "AWS::AccountId": (12, 12),
    "AWS::Partition": (3, 10),
    "AWS::Region": (9, 14),
    "AWS::URLSuffix": (13, 16),
}
# Longer than the ARN of most things that have no name of their owner's choice.
_OTHER_REFERENCE = (1, 200)


def policy_characters(document: object, *, at_most: bool = False) -> int:
    """Return the size of a policy as IAM counts it: white space does not count.

    Args:
        document: A policy, or a part of one; references of CloudFormation may stand in it.
        at_most: Whether to count references as long as they can become; as short as they can, if
            left out, which finds only what is too long for certain.
    """
    filled = _filled(document, at_most)
    return len(re.sub(r"\s", "", json.dumps(filled, separators=(",", ":"), ensure_ascii=False)))


def _filled(value: Any, at_most: bool) -> Any:
    """Put as many characters in the place of each reference as its value has."""
    match value:
        case list():
            return [_filled(item, at_most) for item in value]
        case {"Fn::Join": [str() as separator, list() as parts]}:
            return separator.join(str(_filled(part, at_most)) for part in parts)
        case {"Ref": str() as name}:
            return "x" * _PSEUDO_PARAMETERS.get(name, _OTHER_REFERENCE)[at_most]
        case dict():
            if any(key.startswith("Fn::") for key in value):
                return "x" * _OTHER_REFERENCE[at_most]
            return {key: _filled(item, at_most) for key, item in value.items()}
    return value
