"""The command that ``make deploy-local`` runs."""

import subprocess
import sys
from pathlib import Path

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
