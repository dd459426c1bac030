"""Those who may take the roles of a picture, and the curves to the roles."""

from collections.abc import Sequence
from dataclasses import dataclass

from access.report.picture_box import Box, box, box_height
from access.report.taker import Taker

_WIDTH = 262
_GAP = 12
_EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class _Wanted:
    label: str
    text: str
    roles: tuple[Box, ...]

    @property
    def style(self) -> str:
        return "taker anyone" if self.label == _EVERYBODY else "taker"

    @property
    def height(self) -> float:
        return box_height(self.text, width=_WIDTH)

    @property
    def y(self) -> float:
        """Beside the middle of what it may take."""
        return sum(role.middle for role in self.roles) / len(self.roles) - self.height / 2


def taker_boxes(
    takers: Sequence[tuple[Taker, ...]], roles: Sequence[Box], *, top: float
) -> tuple[tuple[Box, ...], tuple[str, ...]]:
    """Return a box for each principal, near the roles that it may take, and the curves to them.

    Args:
        takers: Of each role.
        roles: Their boxes.
        top: Where the first box may begin.
    """
    taken: dict[tuple[str, str], list[Box]] = {}
    for of_role, role in zip(takers, roles, strict=True):
        for key in dict.fromkeys(_lines(taker) for taker in of_role if not taker.is_denied):
            taken.setdefault(key, []).append(role)
    # In the order of the roles' mean heights, so that few curves cross.
    wanted = sorted(
        (_Wanted(*key, tuple(boxes)) for key, boxes in taken.items()),
        key=lambda one: (one.y + one.height / 2, one.label, one.text),
    )
    placed = [
        box(0, y, _WIDTH, label=one.label, text=one.text, style=one.style)
        for y, one in zip(_heights(wanted, top=top), wanted, strict=True)
    ]
    curves = [
        curve(one.right, one.middle, role.x, role.middle)
        for one, want in zip(placed, wanted, strict=True)
        for role in want.roles
    ]
    return tuple(placed), tuple(curves)


def curve(x: float, y: float, to_x: float, to_y: float) -> str:
    """Return the path of a curve that leaves and arrives level."""
    bend = (to_x - x) * 0.5
    return f"M{x:g} {y:g}C{x + bend:g} {y:g} {to_x - bend:g} {to_y:g} {to_x:g} {to_y:g}"


def _lines(taker: Taker) -> tuple[str, str]:
    if taker.subject:
        return taker.name, taker.subject
    return (_EVERYBODY if taker.kind == "anyone" else taker.kind), taker.name


def _heights(wanted: Sequence[_Wanted], *, top: float) -> list[float]:
    """As near to what each wants as the others leave room for."""
    heights: list[float] = []
    lowest = top
    for one in wanted:
        heights.append(max(lowest, one.y))
        lowest = heights[-1] + one.height + _GAP
    # Whoever was pushed down pushes up those above it by half of that.
    for place in range(len(wanted) - 2, -1, -1):
        surplus = heights[place + 1] - wanted[place + 1].y
        above = heights[place - 1] + wanted[place - 1].height + _GAP if place else top
        heights[place] = max(above, heights[place] - max(0.0, surplus / 2))
    return heights
