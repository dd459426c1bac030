"""The main job, end to end: every environment, the real CDK CLI, an AWS that enforces IAM."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

_ROOT = Path(__file__).parent.parent.parent
_ROWS = {1, 2, 3, 4, 5, 6, 7, 8, 9}
_EXTERNAL = {"dev": [], "staging": ["external role auditor"], "prod": ["external role auditor"]}


@pytest.fixture(scope="module")
def report(hostile_shell: None, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What ``make deploy-local`` writes."""
    path = tmp_path_factory.mktemp("report") / "sandbox-report.json"
    done = subprocess.run(
        [sys.executable, "-m", "sandbox", "--report", path],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    written: list[dict[str, Any]] = json.loads(path.read_text())
    return written


def test_every_check_passes(report: list[dict[str, Any]]) -> None:
    checks = [check for role in report for check in role["checks"]]

    assert len(checks) > 200
    assert [check for check in checks if not check["passed"]] == []


@pytest.mark.parametrize("environment", ["dev", "staging", "prod"])
def test_every_row_of_the_job_shows(report: list[dict[str, Any]], environment: str) -> None:
    roles = [role for role in report if role["environment"] == environment]

    rows = _ROWS | ({10} if _EXTERNAL[environment] else set())
    assert {check["row"] for role in roles for check in role["checks"]} == {None, *rows}


@pytest.mark.parametrize("environment", ["dev", "staging", "prod"])
def test_every_role_is_there(report: list[dict[str, Any]], environment: str) -> None:
    kinds = [role["kind"] for role in report if role["environment"] == environment]

    assert kinds == [
        "container-instance role",
        "task role of web",
        "task execution role of web",
        "task role of orders",
        "task execution role of orders",
        "operator role read-only",
        "operator role break-glass",
        *_EXTERNAL[environment],
        "deployer role github",
        "deployer role github-diff",
        *(["container-instance role, changed by hand"] if environment == "dev" else []),
        "container-instance role, changed and deleted",
    ]


@pytest.mark.parametrize("environment", ["staging", "prod"])
def test_launch_template_group_and_provider_are_told_as_the_apis_have_them(
    report: list[dict[str, Any]], environment: str
) -> None:
    (hosts,) = (
        role
        for role in report
        if (role["environment"], role["kind"]) == (environment, "container-instance role")
    )

    assert re.search(r"of launch template lt-[0-9a-f]+, version 1\n", hosts["attached_to"])
    assert f"capacity provider {environment}-hosts, ACTIVE" in hosts["attached_to"]
    assert "the launch template of hosts carries the profile" in {
        one["what"] for one in hosts["checks"]
    }


@pytest.mark.parametrize("environment", ["dev", "staging", "prod"])
def test_hosts_are_changed_and_everything_is_deleted(
    report: list[dict[str, Any]], environment: str
) -> None:
    (changed,) = (
        role
        for role in report
        if role["environment"] == environment and role["kind"].endswith("changed and deleted")
    )
    steps = {check["what"].split(":")[0] for check in changed["checks"]}

    assert {"change", "deletion"} <= steps


@pytest.mark.parametrize(
    ("kind", "what", "outcome"),
    [
        ("container-instance role", "ecs:RegisterContainerInstance", {"allowed", "denied"}),
        ("container-instance role", "s3:ListAllMyBuckets", {"denied"}),
        ("container-instance role", "secretsmanager:GetSecretValue", {"denied"}),
        ("task role of web", "s3:ListAllMyBuckets", {"allowed"}),
        ("task role of web", "s3:PutObject", {"denied"}),
        ("task role of web", "iam:CreateUser", {"denied"}),
        ("task role of web", "a user of the account assumes it", {"denied"}),
        ("operator role break-glass", "taken by the user operator-1, by the rules", {"allowed"}),
        ("operator role break-glass", "taken by the user operator-1, without MFA", {"denied"}),
        (
            "operator role break-glass",
            "taken by the user operator-1, without a source identity",
            {"denied"},
        ),
        (
            "operator role break-glass",
            "taken by another user of the account, by the rules",
            {"denied"},
        ),
        ("operator role break-glass", "ecs:UpdateService", {"allowed", "denied"}),
        ("operator role read-only", "ecs:DescribeServices", {"allowed", "denied"}),
        ("operator role read-only", "ecs:UpdateService", {"denied"}),
        (
            "external role auditor",
            "taken by account 444444444444 with the external id",
            {"allowed"},
        ),
        ("external role auditor", "taken by account 444444444444 without it", {"denied"}),
        ("external role auditor", "taken by account 444444444444, another id", {"denied"}),
        (
            "external role auditor",
            "taken by a third account with the external id",
            {"denied"},
        ),
        ("deployer role github", "iam:PassRole", {"allowed", "denied"}),
        (
            "deployer role github",
            "ecs:RegisterTaskDefinition, with a task role of the environment",
            {"allowed"},
        ),
        ("deployer role github", "ecs:RegisterTaskDefinition, with its own role", {"denied"}),
        ("deployer role github", "ecs:RegisterTaskDefinition, of another family", {"denied"}),
        ("deployer role github-diff", "iam:PassRole", {"denied"}),
        ("deployer role github-diff", "sts:AssumeRole, the CDK's deploy role", {"denied"}),
    ],
)
def test_probes_have_been_made(
    report: list[dict[str, Any]], kind: str, what: str, outcome: set[str]
) -> None:
    observed = {
        check["observed"]
        for role in report
        if role["kind"] == kind
        for check in role["checks"]
        if check["what"] == what
    }

    assert observed == outcome


@pytest.mark.parametrize(
    ("who", "outcome"),
    [
        ("repo:example-organisation/ecs-iam-roles:environment:", "allowed"),
        ("another repository, repo:", "denied"),
        ("the same name of another owner, repo:", "denied"),
        ("a pull request, as of a fork, repo:", "denied"),
        ("another branch, repo:", "denied"),
    ],
)
def test_tokens_have_been_shown(report: list[dict[str, Any]], who: str, outcome: str) -> None:
    observed = [
        check["observed"]
        for role in report
        if role["kind"] == "deployer role github"
        for check in role["checks"]
        if check["what"].startswith(f"taken by {who}")
        and not check["what"].endswith(("for another audience", "signed by somebody else"))
    ]

    assert observed == [outcome] * 3


def test_the_alarm_of_prod_has_been_looked_at(report: list[dict[str, Any]]) -> None:
    alarms = {
        (role["environment"], role["kind"])
        for role in report
        for check in role["checks"]
        if check["what"].startswith("alarm: ")
    }

    assert alarms == {("prod", "operator role break-glass")}
