"""The command that ``make deploy-local`` runs."""

import subprocess
import sys
from pathlib import Path

import pytest

from app import UnreadableEnvironmentsError
from sandbox.__main__ import main

_ROOT = Path(__file__).parent.parent.parent


def _sandbox(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sandbox", *arguments],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_names_the_environments() -> None:
    done = _sandbox("--help")

    assert done.returncode == 0
    assert "dev, staging, prod" in done.stdout


def test_refuses_an_unknown_environment() -> None:
    done = _sandbox("test")

    assert done.returncode == 2
    assert "expected one of dev, staging, prod, got test" in done.stderr


def test_a_file_that_is_not_python_could_not_be_checked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unreadable() -> None:
        raise UnreadableEnvironmentsError("stacks/environments.py, line 1: invalid syntax")

    monkeypatch.setattr("sandbox.__main__.declared_environments", unreadable)

    assert main() == 2
    assert capsys.readouterr().err == "\nstacks/environments.py, line 1: invalid syntax\n\n"
