import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from access.__main__ import main
from tests.access.report.sample_inventory import sample_inventory

_OBJECT = "arn:aws:s3:::bucket/key"


def _run(folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["explain", *arguments, "--assembly", str(folder)])
    return code, *capsys.readouterr()


def test_what_is_allowed_is_shown_with_the_statement(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = _run(folder, capsys, "One/Task", "s3:GetObject", _OBJECT)

    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "role       One/Task",
        "           arn:aws:iam::111111111111:role/task",
        "kind       task role, environment dev",
        "call       s3:GetObject on arn:aws:s3:::bucket/key",
        "answer     ALLOWED",
        "why        allowed by statement number 1 of One/Task/reads",
        'statement  {"Effect": "Allow", "Action": ["s3:GetObject"], '
        '"Resource": "arn:aws:s3:::bucket/*"}',
        "taken by   ecs-tasks.amazonaws.com",
        "attached   task definition web, as taskRoleArn",
    ]


def test_what_no_statement_allows_says_what_is_missing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = _run(folder, capsys, "task", "dynamodb:ListTables")

    assert code == 1
    assert "answer     DENIED\n" in out
    assert "missing    no statement names dynamodb:ListTables\n" in out


def test_what_the_boundary_denies_names_its_statement(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = _run(folder, capsys, "task", "iam:ListUsers")

    assert code == 1
    assert "statement 'NoIam' of One/Boundary" in out
    assert '"Sid": "NoIam"' in out


@pytest.mark.parametrize(
    ("more", "code", "answer"),
    [
        ([], 3, "UNDECIDED"),
        (["--context", "aws:SourceVpc=vpc-1"], 0, "ALLOWED"),
        (["--context", "aws:SourceVpc=vpc-2"], 1, "DENIED"),
        (["--absent", "aws:SourceVpc"], 1, "DENIED"),
    ],
)
def test_what_hangs_on_a_key_is_undecided_until_it_is_given(
    folder: Path, capsys: pytest.CaptureFixture[str], more: list[str], code: int, answer: str
) -> None:
    got, out, _ = _run(folder, capsys, "task", "s3:ListAllMyBuckets", "*", *more)

    assert got == code
    assert f"answer     {answer}\n" in out
    if more:
        assert "  with     aws:SourceVpc" in out
    else:
        assert "aws:SourceVpc" in out


def test_what_hangs_on_a_policy_that_nobody_has_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = _run(folder, capsys, "unknown", "s3:GetObject", _OBJECT)

    assert code == 3
    assert (
        "note       nobody here knows what arn:aws:iam::111111111111:policy/elsewhere says" in out
    )
    assert "attached   nowhere in what was read" in out


def test_json_says_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _run(folder, capsys, "task", "s3:GetObject", _OBJECT, "--json")
    shown: dict[str, Any] = json.loads(out)

    assert code == 0
    assert shown["role"]["id"] == "One/Task"
    assert shown["outcome"] == "allowed"
    assert shown["statement"]["policy"] == "One/Task/reads"
    assert shown["statement"]["written"]["Action"] == ["s3:GetObject"]
    assert shown["attachedTo"] == ["task definition web, as taskRoleArn"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nobody", "s3:GetObject"], "error: ROLE: expected path of a construct"),
        (["task", "s3:GetObjekt"], "error: ACTION: expected one action"),
        (["task", "s3:GetObject", "x"], "error: RESOURCE: expected the ARN"),
        (["broken", "s3:GetObject"], "error: One/Broken/p"),
    ],
)
def test_what_is_wrong_is_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    code, out, err = _run(folder, capsys, *arguments)

    assert (code, out) == (2, "")
    assert err.startswith(message)
    assert err.count("\n") == 1


def test_it_answers_for_the_real_app(assembly: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _run(assembly, capsys, "EcsService-dev-web/TaskRole", "s3:ListAllMyBuckets")

    assert code == 0
    assert "attached   task definition dev-web, as taskRoleArn\n" in out


def test_what_is_undecided_says_once_on_what_it_hangs_and_how_to_give_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = _run(folder, capsys, "task", "s3:ListAllMyBuckets", "*")

    assert code == 3
    assert out.count("hangs on") == 1
    assert "--context KEY=VALUE" in out.splitlines()[-1]


def test_a_key_that_no_policy_asks_for_is_said_to_change_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--context", "aws:SourceVpx=vpc-1", "--absent", "AWS:sourcevpc"]
    _, out, _ = _run(folder, capsys, "task", "s3:ListAllMyBuckets", "*", *given)

    notes = [line for line in out.splitlines() if "changes nothing" in line]
    assert notes == ["note       no policy of the role asks for aws:SourceVpx: it changes nothing"]


def test_what_could_not_be_read_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = replace(sample_inventory(), notes=("where ECS uses the roles is not known",))
    monkeypatch.setattr("access.commands.explain.read_source", lambda _: given)

    main(["explain", "EcsService-dev-web/TaskRole", "s3:GetObject"])
    assert "note       where ECS uses the roles is not known\n" in capsys.readouterr().out
