"""The picture: nothing over anything else, nothing outside."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from access.reading.assembly import read_assembly
from access.report.fitted import fitted, two_lines
from access.report.page import page
from access.report.picture import Picture
from access.report.picture_box import Box
from access.report.picture_chips import Chip
from tests.access.report.sample_inventory import sample_inventory


@pytest.fixture(scope="module")
def pictures(assembly: Path) -> list[Picture]:
    inventories = (sample_inventory(), read_assembly(assembly))
    environments = [one for inventory in inventories for one in page(inventory).environments]
    return [one.picture for one in environments if one.picture]


def overlap(boxes: Sequence[Box]) -> list[tuple[str, str]]:
    """Boxes of one column that stand over each other."""
    ordered = sorted(boxes, key=lambda box: box.y)
    return [(a.full, b.full) for a, b in pairwise(ordered) if a.y + a.height > b.y]


def test_no_box_covers_another(pictures: list[Picture]) -> None:
    assert pictures
    for picture in pictures:
        for column in (picture.takers, picture.roles, picture.carriers):
            assert overlap(column) == []


def test_boxes_that_cover_each_other_are_found(pictures: list[Picture]) -> None:
    role = pictures[0].roles[0]

    assert overlap([role, role]) == [(role.full, role.full)]


def test_nothing_is_outside(pictures: list[Picture]) -> None:
    for picture in pictures:
        things: list[Box | Chip] = [*picture.takers, *picture.roles, *picture.carriers]
        things += picture.chips
        assert all(one.x >= 0 and one.x + one.width <= picture.width for one in things)
        assert all(one.y >= 0 and one.y + one.height <= picture.height for one in things)


def test_every_role_has_a_box_and_a_curve_from_whoever_may_take_it(
    pictures: list[Picture],
) -> None:
    for picture in pictures:
        ends = {" ".join(curve.split(" ")[-2:]) for curve in picture.curves}
        assert ends == {f"{role.x:g} {role.middle:g}" for role in picture.roles}


def test_text_that_is_too_long_keeps_its_ends() -> None:
    assert fitted("abcdefghij", width=50, size=10) == "abc…ghij"
    assert fitted("abc", width=50, size=10) == "abc"


def test_text_is_broken_behind_a_mark() -> None:
    assert two_lines("repo:organisation/name:ref", width=130, size=10) == (
        "repo:organisation/",
        "name:ref",
    )
    assert two_lines("x" * 50, width=50, size=10)[0].startswith("xxx")
