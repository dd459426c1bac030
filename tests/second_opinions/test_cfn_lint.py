"""cfn-lint: every template against CloudFormation's schemas of its region."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from cfnlint import ConfigMixIn
from cfnlint.decode import decode_str
from cfnlint.runner import Runner

# A dependency on a construct names all of its resources, those that are referred to as well.
_IGNORED = ["W3005"]
# The validation of the CDK is a port of cfn-lint: one acknowledgement holds for both.
_NAMESPACE = "CloudFormation-Validate"


@cache
def _runner(region: str) -> Runner:
    return Runner(ConfigMixIn(regions=[region], ignore_checks=_IGNORED))


def _findings(template: dict[str, Any], region: str) -> Iterator[tuple[str, str, str]]:
    """Logical id, rule and message of each finding."""
    decoded, syntax_errors = decode_str(json.dumps(template))
    assert syntax_errors == []
    for match in _runner(region).validate_template(decoded):
        path: list[str] = match.path
        section, logical_id, *_ = [*path, "", ""]
        yield (logical_id if section == "Resources" else section), match.rule.id, match.message


def test_cfn_lint_finds_nothing_that_is_not_acknowledged(
    assembly: Path, templates: dict[str, Any], acknowledged: dict[str, set[str]]
) -> None:
    artifacts = json.loads((assembly / "manifest.json").read_text())["artifacts"]
    regions = {name: artifacts[name]["environment"].split("/")[-1] for name in templates}

    findings = [
        f"{stack_name}/{logical_id}: {rule} {message}"
        for stack_name, template in templates.items()
        for logical_id, rule, message in _findings(template, regions[stack_name])
        if f"{_NAMESPACE}::{rule}" not in acknowledged.get(f"{stack_name}/{logical_id}", ())
    ]

    assert findings == [], "\n".join(findings)


def test_cfn_lint_finds_a_resource_in_a_trust_policy() -> None:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "ec2.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Resource": "*",
    }
    trust = {"Version": "2012-10-17", "Statement": [statement]}
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust}}

    findings = _findings({"Resources": {"Role": role}}, "eu-west-1")

    assert [(logical_id, rule) for logical_id, rule, _ in findings] == [("Role", "E3530")]
