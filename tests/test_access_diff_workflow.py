"""What the workflow that comments on pull requests may do: read from its file, and run."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

_TEXT = (Path(__file__).parent.parent / ".github" / "workflows" / "access-diff.yml").read_text()
_MARKER = "<!-- access-diff -->"

# Answers as `gh api` would, and notes what it was asked.
_GH = """#!/usr/bin/env bash
printf '%s\\n' "$*" >> calls
case "$*" in
  *--paginate*) printf '%s' "$FOUND" ;;
  *--method*) cp comment.md posted.md ;;
esac
"""


@pytest.fixture
def workflow() -> dict[Any, Any]:
    content: dict[Any, Any] = yaml.safe_load(_TEXT)
    return content


@pytest.fixture
def jobs(workflow: dict[Any, Any]) -> dict[str, Any]:
    found: dict[str, Any] = workflow["jobs"]
    return found


def _commands(job: dict[str, Any]) -> str:
    return "\n".join(step["run"] for step in job["steps"] if "run" in step)


def _actions(job: dict[str, Any]) -> list[str]:
    return [step["uses"].partition("@")[0] for step in job["steps"] if "uses" in step]


def test_starts_for_a_pull_request_only(workflow: dict[Any, Any]) -> None:
    # With pull_request_target, code of a fork would run with the tokens of the repository.
    # YAML 1.1 reads "on" as true.
    assert workflow[True] == {"pull_request": None}


def test_the_job_that_runs_the_code_can_only_read(
    workflow: dict[Any, Any], jobs: dict[str, Any]
) -> None:
    assert workflow["permissions"] == {}
    assert {name: job["permissions"] for name, job in jobs.items()} == {
        "compare": {"contents": "read"},
        "comment": {"pull-requests": "write"},
    }


def test_the_job_that_writes_runs_nothing_of_the_pull_request(jobs: dict[str, Any]) -> None:
    assert _actions(jobs["comment"]) == ["actions/download-artifact"]
    assert not re.search(r"\b(python|pip|make|npm|npx|node|git)\b", _commands(jobs["comment"]))


def test_needs_no_secret_and_writes_none_into_a_command(jobs: dict[str, Any]) -> None:
    assert "secrets" not in _TEXT
    assert [name for name, job in jobs.items() if "${{" in _commands(job)] == []


def test_a_pull_request_from_a_fork_has_the_text_in_the_summary(jobs: dict[str, Any]) -> None:
    assert jobs["comment"]["if"] == (
        "github.event.pull_request.head.repo.full_name == github.repository"
    )
    assert "if" not in jobs["compare"]
    assert 'cat access-diff.md >> "$GITHUB_STEP_SUMMARY"' in _commands(jobs["compare"])


def test_compares_what_the_pull_request_starts_from_with_what_it_makes(
    jobs: dict[str, Any],
) -> None:
    checkouts = [
        step["with"]
        for step in jobs["compare"]["steps"]
        if step.get("uses", "").startswith("actions/checkout@")
    ]

    assert checkouts == [
        {"persist-credentials": False},
        {
            "persist-credentials": False,
            "ref": "${{ github.event.pull_request.base.sha }}",
            "path": "before",
        },
    ]
    assert "access diff --markdown before/cdk.out cdk.out" in _commands(jobs["compare"])


def test_both_jobs_mean_the_same_artifact(jobs: dict[str, Any]) -> None:
    upload, download = jobs["compare"]["steps"][-1], jobs["comment"]["steps"][0]

    assert upload["with"]["name"] == download["with"]["name"] == "access-diff"
    assert jobs["comment"]["needs"] == "compare"


def test_every_action_is_pinned_to_a_major_version() -> None:
    used = re.findall(r"uses: (\S+)", _TEXT)

    assert used
    assert [one for one in used if not re.fullmatch(r"[\w/-]+@v[0-9]+", one)] == []


def test_a_newer_run_replaces_an_older_one(workflow: dict[Any, Any]) -> None:
    assert workflow["concurrency"]["cancel-in-progress"] is True
    assert "github.event.pull_request.number" in workflow["concurrency"]["group"]


@pytest.mark.parametrize(("code", "passes"), [(0, True), (1, True), (2, False)])
def test_only_an_error_fails_the_comparison(
    jobs: dict[str, Any], tmp_path: Path, code: int, passes: bool
) -> None:
    (step,) = (one for one in jobs["compare"]["steps"] if "access diff" in one.get("run", ""))
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f"#!/usr/bin/env bash\necho found\nexit {code}\n")
    python.chmod(0o755)
    summary = tmp_path / "summary"

    done = subprocess.run(
        # As GitHub runs a step that names no shell.
        ["bash", "-e", "-c", step["run"]],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "GITHUB_STEP_SUMMARY": str(summary)},
        check=False,
    )

    assert (done.returncode == 0) is passes
    assert summary.exists() is passes


def _comment(jobs: dict[str, Any], folder: Path, found: str) -> list[str]:
    """Run the step that comments, with comments of these ids there, and return its calls."""
    step = jobs["comment"]["steps"][-1]
    gh = folder / "bin" / "gh"
    gh.parent.mkdir()
    gh.write_text(_GH)
    gh.chmod(0o755)
    (folder / "access-diff.md").write_text("## What roles may do\n")
    assert set(step["env"]) == {"GH_TOKEN", "NUMBER", "REPOSITORY"}
    subprocess.run(
        # As GitHub runs a step whose shell is bash.
        ["bash", "-eo", "pipefail", "-c", step["run"]],
        cwd=folder,
        env={
            "PATH": f"{gh.parent}:{os.environ['PATH']}",
            "REPOSITORY": "someone/roles",
            "NUMBER": "7",
            "FOUND": found,
        },
        check=True,
    )
    assert (folder / "posted.md").read_text() == f"{_MARKER}\n## What roles may do\n"
    return (folder / "calls").read_text().splitlines()


def test_the_first_run_posts_a_comment(jobs: dict[str, Any], tmp_path: Path) -> None:
    calls = _comment(jobs, tmp_path, "")

    assert calls[-1] == (
        "api --method POST repos/someone/roles/issues/7/comments -F body=@comment.md --silent"
    )


def test_a_later_run_updates_that_comment(jobs: dict[str, Any], tmp_path: Path) -> None:
    calls = _comment(jobs, tmp_path, "41\n42")

    assert calls[-1] == (
        "api --method PATCH repos/someone/roles/issues/comments/41 -F body=@comment.md --silent"
    )
    assert not any("POST" in call for call in calls)


def test_no_comment_of_a_person_is_taken_for_it(jobs: dict[str, Any]) -> None:
    commands = _commands(jobs["comment"])

    assert '.user.login == "github-actions[bot]"' in commands
    assert f'startswith("{_MARKER}")' in commands
