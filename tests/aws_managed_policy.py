"""AWS's own policies, as the sandbox has them."""

import json
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent.parent / "sandbox" / "emulator" / "aws_managed_policies"


def aws_managed_policy(name: str) -> list[dict[str, Any]]:
    """Statements of a policy, by its name without path and version."""
    (path,) = _FOLDER.rglob(f"{name}.v*.json")
    statements: list[dict[str, Any]] = json.loads(path.read_text())["Statement"]
    return statements
