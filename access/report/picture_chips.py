"""The services that a role reaches, as the picture shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from access.report.fitted import monospaced_width

_HEIGHT, _GAP = 26, 6
_SIDE, _BETWEEN = 9, 7
_SIZE = 12.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Chip:
    """A service with the letters of its access levels."""

    x: float
    y: float
    width: float
    letters_x: float
    service: str
    letters: str
    height: float = _HEIGHT

    @property
    def middle(self) -> float:
        """Height of its centre."""
        return self.y + self.height / 2


def chips(levels: Mapping[str, str], *, x: float, width: float) -> tuple[Chip, ...]:
    """Return chips of services with their letters that flow like words into lines of a width.

    The first line is at height 0.
    """
    placed: list[Chip] = []
    at, y = x, 0.0
    for name, its_letters in levels.items():
        service = monospaced_width(name, size=_SIZE)
        letters = monospaced_width(its_letters, size=_SIZE)
        whole = round(_SIDE + service + _BETWEEN + letters + _SIDE, 1)
        if at > x and at + whole > x + width:
            at, y = x, y + _HEIGHT + _GAP
        placed.append(
            Chip(
                x=at,
                y=y,
                width=whole,
                letters_x=round(_SIDE + service + _BETWEEN, 1),
                service=name,
                letters=its_letters,
            )
        )
        at = round(at + whole + _GAP, 1)
    return tuple(placed)


def lowered(placed: Sequence[Chip], *, by: float) -> tuple[Chip, ...]:
    """Return the chips further down."""
    return tuple(replace(chip, y=round(chip.y + by, 1)) for chip in placed)
