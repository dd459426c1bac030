"""The command `report`."""

from pathlib import Path

import pytest

from access.__main__ import main
from tests.access.report.sample_inventory import sample_inventory


def test_it_writes_into_the_folder_of_the_assembly_unless_told_otherwise(
    assembly: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", "--assembly", str(assembly)]) == 0

    page = assembly / "access-report.html"
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert capsys.readouterr().out == f"Wrote {page}: 29 roles of 3 environments.\n"
    page.unlink()


def test_markdown_alone_is_printed_alone(
    assembly: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", "--assembly", str(assembly), "--markdown", "-"]) == 0

    printed = capsys.readouterr()
    assert printed.out.startswith("# Who can do what\n")
    assert printed.err == ""
    assert not (assembly / "access-report.html").exists()


def test_both_are_written_at_once(
    assembly: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    html, markdown = tmp_path / "a.html", tmp_path / "a.md"
    arguments = ["--html", str(html), "--markdown", str(markdown)]

    assert main(["report", "--assembly", str(assembly), *arguments]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.html", "a.md"]
    assert capsys.readouterr().out.count("Wrote") == 2


def test_what_cannot_be_written_leaves_what_was_there(
    assembly: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = tmp_path / "folder"
    there.mkdir()

    assert main(["report", "--assembly", str(assembly), "--html", str(there)]) == 2
    assert list(tmp_path.iterdir()) == [there]
    error = capsys.readouterr().err
    assert error.startswith(f"error: {there}: expected a file in a folder that is there")
    assert error.count("\n") == 1


def test_a_folder_that_is_not_there_is_said_in_one_line(
    assembly: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "nowhere" / "a.html"

    assert main(["report", "--assembly", str(assembly), "--html", str(page)]) == 2
    assert str(page) in capsys.readouterr().err


def test_a_folder_that_is_a_file_is_said_in_one_line(
    assembly: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    page = tmp_path / "file" / "a.html"

    assert main(["report", "--assembly", str(assembly), "--html", str(page)]) == 2
    assert capsys.readouterr().err.startswith(f"error: {page}: expected a file in a folder")


def test_a_live_report_stands_beside_no_assembly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("access.commands.report.read_source", lambda _: sample_inventory())

    assert main(["report", "--live"]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["access-report.html"]
    assert capsys.readouterr().out.startswith("Wrote access-report.html: 10 roles")
