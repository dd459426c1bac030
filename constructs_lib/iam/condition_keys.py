"""Which condition keys a request carries, by its action.

A key may have a name of one's own in it, as in ``aws:ResourceTag/${TagKey}``; IAM takes keys in any
case.
"""

import re
from functools import cache, lru_cache

from constructs_lib.iam.service_authorization import (
    Action,
    all_condition_keys,
    find_service,
    global_condition_keys,
)

# Global by name, but only in the requests of the actions that list them.
# Source: "AWS global condition context keys" in the IAM user guide.
_ONLY_WHERE_LISTED = {"aws:RequestTag/${TagKey}", "aws:ResourceTag/${TagKey}", "aws:TagKeys"}
# The reference writes it in four ways: ${TagKey}, <key>, tag-key, and nothing after the slash.
_OWN_NAME = re.compile(r"\$\{[^}]*\}|<[^>]*>|(?<=/)(?:tag-key)?$")


def exists(key: str) -> bool:
    """Whether AWS has the key, for whatever action."""
    return in_every_request(key) or _contains(all_condition_keys(), key)


def in_every_request(key: str) -> bool:
    """Whether the key depends on who asks, from where and when, rather than on the action."""
    prefix = key.partition(":")[0].lower()
    # What an identity provider says of a user, under its domain: no table lists all of those.
    from_identity_provider = "." in prefix or prefix == "saml"
    return from_identity_provider or _contains(_every_request(), key)


def applies(key: str, action: Action) -> bool:
    """Whether requests for the action carry the key, beside those that every request carries."""
    return _contains(keys_of(action), key)


@lru_cache(maxsize=4096)
def keys_of(action: Action) -> frozenset[str]:
    """Return the keys of the action and of the resource types that it takes."""
    service = find_service(action.service)
    kinds = service.resource_types if service is not None else {}
    keys = {key for name in action.resource_types for key in kinds[name].condition_keys}
    return frozenset(keys.union(action.condition_keys))


@cache
def _every_request() -> frozenset[str]:
    return frozenset(global_condition_keys()) - _ONLY_WHERE_LISTED


def _contains(keys: frozenset[str], key: str) -> bool:
    exact, patterns = _matchers(keys)
    return key.lower() in exact or any(pattern.fullmatch(key.lower()) for pattern in patterns)


@lru_cache(maxsize=4096)
def _matchers(keys: frozenset[str]) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Split the keys into those that are one name, and those that have one's own name in them."""
    own = [key for key in keys if _OWN_NAME.search(key)]
    exact = frozenset(key.lower() for key in keys.difference(own))
    parts = ([re.escape(part) for part in _OWN_NAME.split(key.lower())] for key in own)
    return exact, tuple(re.compile(".+".join(literals)) for literals in parts)
