"""The policies of AWS itself that are known here."""

import json
from functools import cache
from pathlib import Path

from access.records import Document

_FOLDER = Path(__file__).parent / "aws_managed_policies"
_PREFIX = "arn:aws:iam::aws:policy/"


@cache
def aws_managed_policy(arn: str) -> Document | None:
    """Return the document of a policy of AWS; None if it is not known here.

    Those of China and of GovCloud are never known: theirs name other partitions.
    """
    if not arn.startswith(_PREFIX):
        return None
    path = _files().get(arn.removeprefix(_PREFIX))
    if path is None:
        return None
    document: Document = json.loads(path.read_text(encoding="utf-8"))
    return document


@cache
def _files() -> dict[str, Path]:
    """Path and name in IAM to the file; the file's name has the version as well."""
    return {
        (path.relative_to(_FOLDER).parent / path.name.split(".")[0]).as_posix(): path
        for path in _FOLDER.rglob("*.json")
    }
