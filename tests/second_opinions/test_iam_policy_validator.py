"""iam-policy-validator: every policy and trust policy against what AWS has of actions and the like.

It would ask AWS for that; it gets the table of this repository instead.
"""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from iam_validator.core.aws_service import AWSServiceFetcher
from iam_validator.core.config.config_loader import ValidatorConfig
from iam_validator.core.models import IAMPolicy
from iam_validator.core.policy_checks import validate_policies

from constructs_lib.iam.service_authorization import Service, find_service

Policies = list[tuple[str, dict[str, Any]]]

# It asks for a condition by the name of an action alone, whatever resource the statement names.
_CONFIG = ValidatorConfig({"sensitive_action": {"enabled": False}})
# cdk-nag says the same of a wildcard: one acknowledgement holds for both.
_ACKNOWLEDGED_AS = {
    "wildcard_resource": "AwsSolutions-IAM5[Resource::*]",
    "full_wildcard": "AwsSolutions-IAM5[Action::*]",
}


def _findings(policies: Policies, policy_type: str, folder: Path) -> list[tuple[str, Any]]:
    """Name of the policy and issue of each finding; the folder gets what AWS would answer."""
    services = list(_services(policies))
    index = [{"service": service.prefix, "url": "none"} for service in services]
    (folder / "_services.json").write_text(json.dumps(index))
    for service in services:
        (folder / f"{service.prefix}.json").write_text(json.dumps(_as_aws_answers(service)))
    results = asyncio.run(_validate(policies, policy_type, folder))
    return [(result.policy_file, issue) for result in results for issue in result.issues]


def _services(policies: Policies) -> Iterator[Service]:
    actions = [
        action
        for _, policy in policies
        for statement in policy["Statement"]
        for action in _as_list(statement["Action"])
    ]
    for prefix in sorted({action.split(":")[0] for action in actions}):
        if service := find_service(prefix):
            yield service


def _as_list(element: str | list[str]) -> list[str]:
    return [element] if isinstance(element, str) else element


def _as_aws_answers(service: Service) -> dict[str, Any]:
    return {
        "Name": service.prefix,
        "Actions": [
            {
                "Name": action.name,
                "ActionConditionKeys": action.condition_keys,
                "Resources": [{"Name": name} for name in action.resource_types],
            }
            for action in service.actions.values()
        ],
        "Resources": [
            {"Name": one.name, "ARNFormats": [one.arn_format], "ConditionKeys": one.condition_keys}
            for one in service.resource_types.values()
        ],
        "ConditionKeys": [
            {"Name": name, "Types": [kind]} for name, kind in service.condition_keys.items()
        ],
    }


async def _validate(policies: Policies, policy_type: str, folder: Path) -> list[Any]:
    offline = AWSServiceFetcher(aws_services_dir=folder, enable_cache=False, prefetch_common=False)
    async with offline as fetcher:
        results: list[Any] = await validate_policies(
            [(name, IAMPolicy.model_validate(policy), policy) for name, policy in policies],
            policy_type=policy_type,
            config=_CONFIG,
            fetcher=fetcher,
        )
        return results


def _is_asked_when_the_role_is_taken(issue: Any) -> bool:
    """Whether it wants a network of sessions on hosts; ``networks`` asks it of the whole role."""
    is_of_sessions = "`ssm:StartSession`" in issue.message and "`aws:SourceIp`" in issue.message
    return issue.check_id == "action_condition_enforcement" and is_of_sessions


def test_iam_policy_validator_finds_nothing_in_permissions_that_is_not_acknowledged(
    permissions_policies: Policies, acknowledged: dict[str, set[str]], tmp_path: Path
) -> None:
    findings = [
        f"{name}: {issue.check_id}: {issue.message}"
        for name, issue in _findings(permissions_policies, "IDENTITY_POLICY", tmp_path)
        if _ACKNOWLEDGED_AS.get(issue.check_id) not in acknowledged[name]
        and not _is_asked_when_the_role_is_taken(issue)
    ]

    assert findings == [], "\n".join(findings)


def test_iam_policy_validator_finds_nothing_in_trust(
    trust_policies: Policies, tmp_path: Path
) -> None:
    findings = [
        f"{name}: {issue.check_id}: {issue.message}"
        for name, issue in _findings(trust_policies, "TRUST_POLICY", tmp_path)
    ]

    assert findings == [], "\n".join(findings)


@pytest.mark.parametrize(
    ("policy_type", "statement", "mistake"),
    [
        (
            "IDENTITY_POLICY",
            {"Action": "s3:GetObjet", "Resource": "arn:aws:s3:::shop/*"},
            "invalid_action",
        ),
        (
            "TRUST_POLICY",
            {"Action": "sts:AssumeRole", "Principal": {"Service": "ecs-tasks.amazonaws.com"}},
            "confused_deputy_risk",
        ),
    ],
)
def test_iam_policy_validator_finds_a_mistake(
    policy_type: str, statement: dict[str, Any], mistake: str, tmp_path: Path
) -> None:
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]}

    findings = _findings([("Planted", policy)], policy_type, tmp_path)

    assert [issue.issue_type for _, issue in findings] == [mistake]
