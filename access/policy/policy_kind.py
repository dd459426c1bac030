"""Where a policy stands, which decides the elements it may have."""

from enum import Enum


class PolicyKind(Enum):
    """The word of the messages."""

    PERMISSIONS = "permissions policy"
    """Also a permissions boundary or a session policy."""

    TRUST = "trust policy"
    RESOURCE = "resource policy"
