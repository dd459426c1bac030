"""parliament: every permissions policy against what it knows of AWS's actions and resources.

It calls every trust policy malformed, so those are left to the others.
"""

import importlib
import json
import sys
import warnings
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from constructs_lib.iam.reference_exceptions import ALSO_TAKES

# cdk-nag says the same of a wildcard: one acknowledgement holds for both.
_ACKNOWLEDGED_AS = {"RESOURCE_STAR": "AwsSolutions-IAM5[Resource::*]"}

# Actions of 2025 and later, which the other two know.
_NEWER_THAN_ITS_TABLE = {
    *("iam:Accept*", "iam:Associate*", "iam:CreateD*", "iam:Reject*", "iam:Send*"),
    "ecs:StopServiceDeployment",
    "guardduty:CreateTrustedEntitySet",
}
_KEYS_NEWER_THAN_ITS_TABLE = {"ssm:SessionDocumentAccessCheck"}


@pytest.fixture(scope="module")
def parliament() -> ModuleType:
    """The package, without the ``pkg_resources`` that setuptools had until version 81.

    It takes the paths of two of its files from there, and does not close the files.
    """
    paths = SimpleNamespace(
        resource_filename=lambda name, file: str(
            Path(str(sys.modules[name].__file__)).parent / file
        )
    )
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        patch.setitem(sys.modules, "pkg_resources", paths)
        warnings.simplefilter("ignore", ResourceWarning)
        return importlib.import_module("parliament")


def _findings(parliament: ModuleType, policy: dict[str, Any]) -> list[Any]:
    findings: list[Any] = parliament.analyze_policy_string(json.dumps(policy)).findings
    return findings


def _is_for_want_of_a_resource_type(finding: Any) -> bool:
    """Whether it follows AWS's reference where that lacks a type; the others know the type."""
    return finding.issue == "RESOURCE_MISMATCH" and all(
        mismatch["action"] in ALSO_TAKES for mismatch in finding.detail
    )


def _is_newer_than_its_table(finding: Any) -> bool:
    if finding.issue == "UNKNOWN_CONDITION_FOR_ACTION":
        return any(f" {key} " in str(finding) for key in _KEYS_NEWER_THAN_ITS_TABLE)
    return finding.issue == "UNKNOWN_ACTION" and finding.location["string"] in _NEWER_THAN_ITS_TABLE


def test_parliament_finds_nothing_that_is_not_acknowledged(
    parliament: ModuleType,
    permissions_policies: list[tuple[str, dict[str, Any]]],
    acknowledged: dict[str, set[str]],
) -> None:
    findings = [
        f"{name}: {finding}"
        for name, policy in permissions_policies
        for finding in _findings(parliament, policy)
        if _ACKNOWLEDGED_AS.get(finding.issue) not in acknowledged[name]
        and not _is_for_want_of_a_resource_type(finding)
        and not _is_newer_than_its_table(finding)
    ]

    assert findings == [], "\n".join(findings)


def test_parliament_finds_a_resource_of_another_type(parliament: ModuleType) -> None:
    cluster = "arn:aws:ecs:eu-west-1:111111111111:cluster/dev"
    statement = {"Effect": "Allow", "Action": "ecs:Poll", "Resource": cluster}

    findings = _findings(parliament, {"Version": "2012-10-17", "Statement": [statement]})

    assert [finding.issue for finding in findings] == ["RESOURCE_MISMATCH"]
