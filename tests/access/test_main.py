import subprocess
import sys
from pathlib import Path

import pytest

from access.__main__ import main
from tests.access.reading.small_assembly import role, write_assembly

_ROOT = Path(__file__).parents[2]
_VERBS = ("explain", "report", "diff", "drift")


def test_the_help_teaches_with_an_example_of_every_verb(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])

    out = capsys.readouterr().out
    assert "npx cdk synth" in out
    for verb in _VERBS:
        assert f"python -m access {verb} " in out


def test_without_a_verb_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2

    assert capsys.readouterr().err.startswith("usage: python -m access ")


@pytest.mark.parametrize("arguments", [["explian"], ["--verbose"]])
def test_a_verb_that_there_is_not_lists_those_that_there_are(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)

    assert "usage: python -m access" in capsys.readouterr().err


def test_the_help_of_a_verb_says_its_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["explain", "--help"])

    out = capsys.readouterr().out
    assert "3 undecided" in out
    assert "python -m access explain EcsService-dev-web/TaskRole" in out


def test_an_error_is_one_line_without_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(tmp_path / "nothing")

    assert main(["explain", "role", "s3:GetObject", "--assembly", folder]) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"error: {folder}: expected a cloud assembly (run `npx cdk synth` first")
    assert err.count("\n") == 1


def test_only_what_a_verb_needs_is_loaded(tmp_path: Path) -> None:
    folder = write_assembly(tmp_path, {"One": {"Resources": {"Role": role()}}})
    script = (
        "import sys; from access.__main__ import main; "
        f"main(['explain', 'Role', 's3:GetObject', '--assembly', {str(folder)!r}]); "
        "print(sorted({'aws_cdk', 'boto3', 'jinja2', 'jsii', 'rich'} & set(sys.modules)))"
    )

    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=_ROOT, capture_output=True, text=True, check=True
    )

    assert ran.stdout.splitlines()[-1] == "[]"


def test_who_stops_reading_gets_no_complaint(tmp_path: Path) -> None:
    folder = write_assembly(tmp_path, {"One": {"Resources": {"Role": role()}}})
    command = [sys.executable, "-m", "access", "explain", "Role", "s3:GetObject"]

    with subprocess.Popen(
        [*command, "--assembly", str(folder)],
        cwd=_ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        complaint = process.stderr.read()

    assert (process.returncode, complaint) == (141, b"")


@pytest.mark.parametrize("arguments", [[], *([verb] for verb in _VERBS)])
def test_the_help_fits_a_terminal_of_80_columns(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit, match="0"):
        main([*arguments, "--help"])

    assert [line for line in capsys.readouterr().out.splitlines() if len(line) > 80] == []


@pytest.mark.parametrize(
    ("output", "code", "complaint"),
    [
        (">/dev/full", 2, "error: output: expected what can be read or written, got No space left"),
        # Who wants the exit code alone.
        (">&-", 1, ""),
    ],
)
def test_an_output_that_takes_nothing_is_no_answer_of_the_verb(
    tmp_path: Path, output: str, code: int, complaint: str
) -> None:
    folder = write_assembly(tmp_path, {"One": {"Resources": {"Role": role()}}})
    command = f"{sys.executable} -m access explain Role s3:GetObject --assembly {folder} {output}"

    ran = subprocess.run(
        ["sh", "-c", command], cwd=_ROOT, stderr=subprocess.PIPE, text=True, check=False
    )

    assert ran.returncode == code
    assert ran.stderr.startswith(complaint)
    assert ran.stderr.count("\n") == bool(complaint)
