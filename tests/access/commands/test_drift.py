"""`drift`: what a person reads, and the exit code that a pipeline reads."""

from pathlib import Path

import pytest

from access.__main__ import main
from access.commands import drift
from access.reading.aws_account import AwsAccount
from tests.access.drift.deployed_assemblies import NUMBER, account_with, template, write_assembly

_HERE = "eu-west-1"


@pytest.fixture
def assembly(tmp_path: Path) -> Path:
    return write_assembly(tmp_path, [("One", NUMBER, _HERE, template("Role"))])


def _drift(assembly: Path, account: AwsAccount, monkeypatch: pytest.MonkeyPatch) -> int:
    asked: list[tuple[str | None, str | None]] = []

    def open_account(*, profile: str | None, region: str | None) -> AwsAccount:
        asked.append((profile, region))
        return account

    monkeypatch.setattr(drift, "open_account", open_account)
    code = main(["drift", "--assembly", str(assembly), "--profile", "p", "--region", _HERE])
    assert asked == [("p", _HERE)]
    return code


def test_no_drift_is_zero(
    assembly: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    account = account_with(["One-R"], {_HERE: [({"Role": "One-R"}, template("Role"))]})

    assert _drift(assembly, account, monkeypatch) == 0
    assert capsys.readouterr().out == (
        f"compared 1 role of 1 stack: account {NUMBER} with {assembly}\n\n"
        "no drift: every role is as its template has it\n"
    )


def test_drift_is_one_and_says_of_which_role(
    assembly: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    account = account_with([], {_HERE: [({"Role": "One-R"}, template("Role"))]})

    assert _drift(assembly, account, monkeypatch) == 1
    assert capsys.readouterr().out.splitlines()[2:] == [
        f"role missing: One/Role (arn:aws:iam::{NUMBER}:role/One-R)",
        "  there is no role One-R; `npx cdk deploy --revert-drift One` is to make it again",
        "",
        "1 difference",
    ]


def test_what_is_not_deployed_is_no_drift(
    assembly: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    account = account_with([], {_HERE: [({}, {})]})

    assert _drift(assembly, account, monkeypatch) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"compared 0 roles of 0 stacks: account {NUMBER} with {assembly}",
        "not compared: One is not deployed (1 role)",
        "",
        "nothing is deployed that could be compared",
    ]


def test_the_help_says_what_a_deployment_does_not_undo(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["drift", "--help"])

    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert "A `cdk deploy` of an unchanged template does not undo" in said
    assert "cdk deploy --revert-drift" in said
