"""Lays out the picture of an environment: who may take which role, and what it reaches."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from access.records import Attachment
from access.report.picture_box import Box, box, box_height
from access.report.picture_chips import Chip, chips, lowered
from access.report.picture_takers import curve, taker_boxes
from access.report.role_page import RolePage

_TOP = 44
_GAP = 20
_ROLE_X, _ROLE_WIDTH = 326, 352
_CARRIER_X, _CARRIER_WIDTH, _CARRIER_GAP = 706, 184, 6
_CHIPS_X, _CHIPS_WIDTH = 920, 280


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """All that is drawn, in the units of the picture."""

    height: float
    takers: tuple[Box, ...]
    roles: tuple[Box, ...]
    carriers: tuple[Box, ...]
    chips: tuple[Chip, ...]
    curves: tuple[str, ...]
    """SVG paths from those who may take a role to it."""

    lines: tuple[str, ...]
    """SVG paths from a role to what carries it, and on to what it reaches."""

    rules: tuple[float, ...]
    """Heights of the lines between the roles."""

    width: float = _CHIPS_X + _CHIPS_WIDTH
    role_x: float = _ROLE_X
    carrier_x: float = _CARRIER_X
    chips_x: float = _CHIPS_X


@dataclass(frozen=True, slots=True)
class _Row:
    role: Box
    carriers: tuple[Box, ...]
    chips: tuple[Chip, ...]
    bottom: float


def picture(pages: Sequence[RolePage]) -> Picture:
    """Lay out roles below each other in their order, and around them what they have to do with."""
    rows: list[_Row] = []
    for page in pages:
        rows.append(_row(page, top=rows[-1].bottom + _GAP if rows else _TOP))
    roles = tuple(row.role for row in rows)
    takers, curves = taker_boxes([page.takers for page in pages], roles, top=_TOP)
    bottoms = [row.bottom for row in rows] + [taker.y + taker.height for taker in takers]
    return Picture(
        height=max(bottoms, default=_TOP) + 4,
        takers=takers,
        roles=roles,
        carriers=tuple(carrier for row in rows for carrier in row.carriers),
        chips=tuple(chip for row in rows for chip in row.chips),
        curves=curves,
        lines=tuple(line for row in rows for line in _lines(row)),
        rules=tuple(row.bottom + _GAP / 2 for row in rows[:-1]),
    )


def _row(page: RolePage, *, top: float) -> _Row:
    unknown = {"not all is known": "?"} if page.unknown else {}
    placed = chips({**page.levels, **unknown}, x=_CHIPS_X, width=_CHIPS_WIDTH)
    chips_height = placed[-1].y + placed[-1].height if placed else 0
    carriers = [_carrier(attachment) for attachment in page.role.attachments]
    carriers_height = sum(one.height + _CARRIER_GAP for one in carriers) - _CARRIER_GAP
    place, _, name = page.title.partition("/")
    text = name or place
    role_height = box_height(text, width=_ROLE_WIDTH)
    height = max(role_height, carriers_height, chips_height)
    kind = page.role.kind.value + (", made elsewhere" if page.role.is_from_outside else "")
    role = box(
        _ROLE_X,
        top + (height - role_height) / 2,
        _ROLE_WIDTH,
        label=f"{kind} · {place}" if name else kind,
        text=text,
        style=f"role {page.group}",
        anchor=page.anchor,
    )
    y = top + (height - carriers_height) / 2
    lowered_carriers = []
    for one in carriers:
        lowered_carriers.append(replace(one, y=round(y, 1)))
        y += one.height + _CARRIER_GAP
    lower = top + (height - chips_height) / 2
    return _Row(role, tuple(lowered_carriers), lowered(placed, by=lower), top + height)


def _carrier(attachment: Attachment) -> Box:
    name = attachment.name.rpartition("/")[2] or attachment.name
    return box(_CARRIER_X, 0, _CARRIER_WIDTH, label=attachment.carrier, text=name, style="carrier")


def _lines(row: _Row) -> list[str]:
    """From the role to its carriers; without one, straight to what it reaches."""
    lines = [curve(row.role.right, row.role.middle, one.x, one.middle) for one in row.carriers]
    if row.chips:
        middle = (row.chips[0].middle + row.chips[-1].middle) / 2
        starts = [(one.right, one.middle) for one in row.carriers or (row.role,)]
        lines += [curve(x, y, _CHIPS_X - 8, middle) for x, y in starts]
    return lines
