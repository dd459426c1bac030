"""The same in Markdown."""

import re
from pathlib import Path

from access.reading.assembly import read_assembly
from access.records import Inventory
from access.report.markdown import report_markdown
from tests.access.report.sample_inventory import HOSTILE, sample_inventory


def test_what_is_wrong_is_said_with_the_role() -> None:
    text = report_markdown(sample_inventory())

    assert (
        "- **Wrong**: Must be no wider than EcsService-dev-web/TaskRole/Role, but may s3:GetObject "
        "on \\*. EcsService-prod-web/TaskRole\n  - Statement number 1 of" in text
    )
    assert "  - To do (no-wider-than): take it away, let dev have it as well" in text
    assert "no service control policy" in text
    assert "**not all is known**" in text
    assert "**no reason given**" in text


def test_a_name_is_never_markup() -> None:
    text = report_markdown(sample_inventory())

    assert HOSTILE not in text
    assert r"\<script\>alert(1)\</script\>" in text


def test_every_row_of_a_table_has_the_cells_of_its_head(assembly: Path) -> None:
    for inventory in (sample_inventory(), read_assembly(assembly)):
        cells = None
        for line in report_markdown(inventory).splitlines():
            if not line.startswith("|"):
                cells = None
                continue
            found = len(re.findall(r"(?<!\\)\|", line))
            assert cells in (None, found)
            cells = found


def test_every_role_of_the_app_is_named(assembly: Path) -> None:
    text = report_markdown(read_assembly(assembly))

    for role in read_assembly(assembly).roles:
        assert f"| {role.id.removesuffix('/Role')} |" in text


def test_an_empty_inventory_has_a_report() -> None:
    text = report_markdown(Inventory(source="nothing", roles=()))

    assert "There are no roles in nothing." in text
    assert "every contract is kept" not in text


def test_one_is_not_many() -> None:
    text = report_markdown(Inventory(source="x", roles=sample_inventory().roles[:1]))

    assert "1 role in 1 environment; 0 of 0 expectations kept; 2 wildcards, none without" in text
