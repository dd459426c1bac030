from pathlib import Path

import pytest

from scripts.benchmark_access import main


def test_the_table_has_decisions_a_second(
    assembly: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([str(assembly), "--seconds", "0"])

    table = dict(line.rsplit(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert int(table["roles"]) == 29
    assert int(table["decisions/s"].replace(",", "")) > 0
    outcomes = [table[f"of them {one}"] for one in ("allowed", "denied", "undecided")]
    assert sum(int(one.replace(",", "")) for one in outcomes) == int(
        table["decisions"].replace(",", "")
    )
    assert int(table["of them allowed"].replace(",", "")) > 0


def test_a_folder_without_an_assembly_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([str(tmp_path)])

    assert "Traceback" not in capsys.readouterr().err
