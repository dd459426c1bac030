"""AWS managed policies for the roles of ECS, which the emulator does not know.

Source of their content: ``sandbox/emulator/aws_managed_policies/README.md``.
"""

from pathlib import Path
from typing import Any

SUMMARY = "give every account AWS's own policies for ECS, in the version that AWS has published"

_FOLDER = Path(__file__).parent.parent / "aws_managed_policies"


def install() -> None:
    """Put them beside the emulator's own, from which IAM reads, evaluates and attaches."""
    from ministack.services import iam

    for path in sorted(_FOLDER.rglob("*.json")):
        name, _, version = path.stem.rpartition(".")
        record = _record(iam, path.relative_to(_FOLDER).with_name(name), version, path.read_text())
        iam._aws_managed_policies[record["Arn"]] = record


def _record(iam: Any, name: Path, version: str, document: str) -> dict[str, Any]:
    record: dict[str, Any] = iam._make_aws_managed_record(name.as_posix(), document)
    current = record["Versions"].pop(record["DefaultVersionId"])
    record["DefaultVersionId"] = version
    record["Versions"][version] = current | {"VersionId": version}
    return record
