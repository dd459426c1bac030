import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from types import ModuleType

import pytest

from access.access_error import AccessError
from access.commands.source import add_source, read_source
from access.records import Inventory


def _parsed(*arguments: str) -> Namespace:
    parser = ArgumentParser()
    add_source(parser)
    return parser.parse_args(arguments)


def test_the_folder_that_is_named_is_read(folder: Path) -> None:
    assert read_source(_parsed("--assembly", str(folder))).source == str(folder)


def test_the_cdks_folder_is_read_by_default(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.rename(tmp_path / "cdk.out")
    monkeypatch.chdir(tmp_path)

    assert read_source(_parsed()).source == "cdk.out"


@pytest.mark.parametrize("name", ["--profile", "--region"])
def test_what_is_for_accounts_is_refused_for_assemblies(name: str) -> None:
    with pytest.raises(AccessError, match=f"{name}: expected --live beside it"):
        read_source(_parsed(name, "x"))


def test_an_account_and_an_assembly_are_not_read_at_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit, match="2"):
        _parsed("--live", "--assembly", "x")

    assert "not allowed with argument" in capsys.readouterr().err


def test_an_account_is_read_with_profile_and_region(monkeypatch: pytest.MonkeyPatch) -> None:
    def read_account(*, profile: str | None, region: str | None) -> Inventory:
        return Inventory(source=f"{profile} {region}", roles=())

    live = ModuleType("access.reading.live_account")
    live.__dict__["read_account"] = read_account
    monkeypatch.setitem(sys.modules, live.__name__, live)

    found = read_source(_parsed("--live", "--profile", "dev", "--region", "eu-west-1"))

    assert found.source == "dev eu-west-1"
