"""How a policy differs from what a template has, in a line."""

import json
from collections.abc import Mapping
from textwrap import shorten
from typing import Any

from access.drift.canonical import canonical
from access.records import Document

_WIDTH = 400


def document_difference(template: Document, live: Document) -> str | None:
    """Return what the live policy has besides, and what it lacks; None if it means the same."""
    wanted, found = canonical(template), canonical(live)
    parts = [
        f"{said} {shorten(', '.join(_besides(one, other)), _WIDTH, placeholder=' ...')}"
        for said, one, other in (("has besides", found, wanted), ("lacks", wanted, found))
        if one.keys() - other.keys()
    ]
    return " and ".join(parts) or None


def _besides(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    return [json.dumps(one[key]) for key in sorted(one.keys() - other.keys())]
