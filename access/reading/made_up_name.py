"""Names where CloudFormation will choose one."""

import hashlib
import re

_MARK = "EXAMPLE"


def made_up_name(stack: str, logical_id: str, *, longest: int = 255) -> str:
    """Return a name such as CloudFormation would choose: stack, logical id, and what is random.

    It is the same in every run, and no longer than it may be. What is cut for that is told apart
    by a digest.

    Args:
        stack: Name of the stack.
        logical_id: Of the resource.
        longest: Most characters that the name may have.
    """
    name = f"{stack}-{logical_id}-{_MARK}"
    if len(name) <= longest:
        return name
    digest = made_up_id(stack, logical_id)[:6].upper()
    part = (longest - len(_MARK) - len(digest) - 2) // 2
    return f"{stack[:part]}-{logical_id[:part]}-{_MARK}{digest}"


def is_made_up(name: str) -> bool:
    """Whether a name is one of ``made_up_name``, for what one can tell by it."""
    return re.search(rf"-{_MARK}[0-9A-F]{{0,6}}$", name) is not None


def made_up_id(stack: str, logical_id: str) -> str:
    """Return 17 hexadecimal digits, the same in every run, as ids of EC2 have them."""
    return hashlib.sha256(f"{stack}/{logical_id}".encode()).hexdigest()[:17]
