"""One file that needs nothing else and runs nothing."""

import html
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from access.reading.assembly import read_assembly
from access.records import Inventory
from access.report.html import report_html
from tests.access.report.sample_inventory import HOSTILE, sample_inventory

_VOID = {"meta", "br", "rect", "path"}


class _Page(HTMLParser):
    """What a page's tags say; complains of one that is not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.headings: list[int] = []
        self.loaded: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.links.append(given["href"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.loaded += [value for name, value in given.items() if name in ("src", "xlink:href")]
        assert not [name for name in given if name.startswith("on") or name == "style"]
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag


@pytest.fixture(scope="module")
def sample() -> str:
    return report_html(sample_inventory())


def test_it_loads_nothing_and_runs_nothing(sample: str) -> None:
    page = _Page(sample)

    assert page.loaded == []
    assert page.tags.isdisjoint({"script", "link", "img", "iframe", "object", "form"})
    assert "url(" not in sample
    assert "@import" not in sample


def test_a_name_is_never_markup(sample: str) -> None:
    assert HOSTILE not in sample
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in sample


def test_the_policy_of_the_page_allows_its_own_style_alone(sample: str) -> None:
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', sample)

    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_every_link_leads_to_something_in_the_page(sample: str) -> None:
    page = _Page(sample)

    assert page.links
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_headings_leave_no_level_out(sample: str) -> None:
    levels = _Page(sample).headings

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))


def test_the_same_inventory_gives_the_same_page(sample: str) -> None:
    assert report_html(sample_inventory()) == sample


def test_an_empty_inventory_has_a_page() -> None:
    text = report_html(Inventory(source="nothing", roles=()))

    _Page(text)
    assert "There are no roles in nothing." in text
    assert "every contract is kept" not in text


def test_a_contract_that_is_broken_is_said_with_statement_and_fix(sample: str) -> None:
    text = html.unescape(sample)

    assert "Must deny s3:ListBucket on arn:aws:s3:::secrets" in text
    assert 'Statement number 1 of EcsService-dev-web/TaskRole/Policy: {"Effect": "Allow"' in text
    assert "To do (must-deny): narrow the statement" in text


def test_the_page_of_the_app_names_every_role(assembly: Path) -> None:
    inventory = read_assembly(assembly)
    page = report_html(inventory)
    _Page(page)

    assert len(inventory.roles) == 29
    assert all(role.name in page for role in inventory.roles)
