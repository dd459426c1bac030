"""What the roles from outside of a stack have to be, as it is written beside its template."""

import json
from pathlib import Path
from typing import Any

Contract = dict[str, Any]


def read_contracts(assembly: Path, stack_name: str) -> list[Contract]:
    """Return the contracts of a stack; none if all of its roles are its own."""
    path = assembly / f"{stack_name}.roles-from-outside.json"
    if not path.exists():
        return []
    contracts: list[Contract] = json.loads(path.read_text())["roles"]
    return contracts
