"""What is too long or too many for IAM."""

from collections.abc import Iterator

from constructs_lib.iam import limits
from constructs_lib.iam.records import PolicyRecord, ProfileRecord, RoleRecord


def role_limit_mistakes(role: RoleRecord) -> Iterator[str]:
    """Say what of a role is over its limit."""
    yield from _too_long(role.where, "name of a role", role.name, limits.ROLE_NAME_CHARACTERS)
    yield from _too_long(role.where, "path", role.path, limits.PATH_CHARACTERS)
    trust = limits.policy_characters(role.trust)
    if trust > limits.TRUST_POLICY_CHARACTERS:
        yield (
            f"{role.where}: size of a trust policy: expected up to "
            f"{limits.TRUST_POLICY_CHARACTERS} characters (trust fewer principals, or a role that "
            f"they share), got {trust}"
        )
    inline = sum(limits.policy_characters(document) for document in role.inline_policies)
    if inline > limits.INLINE_POLICIES_CHARACTERS:
        yield (
            f"{role.where}: size of all inline policies: expected up to "
            f"{limits.INLINE_POLICIES_CHARACTERS} characters (use managed policies), got {inline}"
        )
    if role.attached_policies > limits.ATTACHED_POLICIES:
        yield (
            f"{role.where}: attached policies: expected up to {limits.ATTACHED_POLICIES} (put "
            f"several into one), got {role.attached_policies}"
        )


def policy_limit_mistakes(policy: PolicyRecord) -> Iterator[str]:
    """Say what of a policy is over its limit."""
    yield from _too_long(
        policy.where, "name of a policy", policy.name, limits.POLICY_NAME_CHARACTERS
    )
    size = limits.policy_characters(policy.document)
    if policy.is_managed and size > limits.MANAGED_POLICY_CHARACTERS:
        yield (
            f"{policy.where}: size of a managed policy: expected up to "
            f"{limits.MANAGED_POLICY_CHARACTERS} characters (divide it over several), got {size}"
        )


def profile_limit_mistakes(profile: ProfileRecord) -> Iterator[str]:
    """Say what of an instance profile is over its limit."""
    yield from _too_long(
        profile.where,
        "name of an instance profile",
        profile.name,
        limits.PROFILE_NAME_CHARACTERS,
    )
    yield from _too_long(profile.where, "path", profile.path, limits.PATH_CHARACTERS)
    if profile.roles not in (1, None):
        yield (
            f"{profile.where}: roles in an instance profile: expected exactly 1 (make a profile "
            f"for each role), got {profile.roles}"
        )


def _too_long(where: str, what: str, name: object, limit: int) -> Iterator[str]:
    # A longer name may stand in the template as a reference of some characters.
    if isinstance(name, str) and "${Token[" not in name and len(name) > limit:
        yield f"{where}: {what}: expected up to {limit} characters (shorten it), got {name!r}"
