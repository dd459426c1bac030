"""One value, or a list of them, as policies have it."""

from collections.abc import Sequence
from typing import Any


def listed(value: Any) -> Sequence[Any]:
    """Return a list or tuple as it is, nothing for None, and one of anything else."""
    if value is None:
        return ()
    return value if isinstance(value, (list, tuple)) else (value,)
