"""The templates of the real app, one JSON file for each stack; `make snapshots` accepts changes."""

import re
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from stacks.environments import ENVIRONMENTS

_STACKS = [name for one in ENVIRONMENTS for name in one.stack_names]
_ASSET_HASH = re.compile(r"\b[0-9a-f]{64}\b")
# They change with the CDK's version, not with the infrastructure.
_BOOTSTRAP = ("BootstrapVersion", "CheckBootstrapVersion")


def _normalise(node: Any) -> Any:
    """Blank out what changes while the infrastructure does not."""
    if isinstance(node, dict):
        return {key: _normalise(value) for key, value in node.items() if key not in _BOOTSTRAP}
    if isinstance(node, list):
        return [_normalise(value) for value in node]
    return _ASSET_HASH.sub("<asset-hash>", node) if isinstance(node, str) else node


@pytest.mark.parametrize("stack_name", _STACKS)
def test_template_matches_snapshot(
    stack_name: str, templates: dict[str, Any], snapshot: SnapshotAssertion
) -> None:
    json_snapshot = snapshot.use_extension(JSONSnapshotExtension)

    assert _normalise(templates[stack_name]) == json_snapshot
