"""A rectangle with a small line over larger ones."""

from dataclasses import dataclass

from access.report.fitted import fitted, two_lines

PADDING = 14
_LABEL, _TEXT = 11.5, 13.0
_LINE = 16


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """A rectangle with a small line over one or two larger ones."""

    x: float
    y: float
    width: float
    height: float
    label: str
    texts: tuple[str, ...]
    full: str
    """What the lines would be if there were room."""

    style: str
    anchor: str
    """What it links to; nothing if empty."""

    @property
    def middle(self) -> float:
        """Height of its centre."""
        return self.y + self.height / 2

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.x + self.width

    @property
    def first_line(self) -> float:
        """Where its label stands."""
        return self.middle + 4.5 - _LINE * len(self.texts) / 2 - 1.5

    @property
    def lines(self) -> tuple[tuple[float, str], ...]:
        """Where each of its texts stands."""
        first = self.first_line + 1.5
        return tuple((first + _LINE * n, text) for n, text in enumerate(self.texts, start=1))


def box(
    x: float,
    y: float,
    width: float,
    *,
    label: str,
    text: str,
    style: str,
    anchor: str = "",
) -> Box:
    """Return a box that is as high as its text needs; what two lines cannot hold is cut."""
    room = width - 2 * PADDING
    texts = two_lines(text, width=room, size=_TEXT)
    return Box(
        x=x,
        y=round(y, 1),
        width=width,
        height=box_height(text, width=width),
        label=fitted(label, width=room, size=_LABEL),
        texts=texts,
        full=f"{label}: {text}",
        style=style,
        anchor=anchor,
    )


def box_height(text: str, *, width: float) -> float:
    """Return how high the box of a text is."""
    return 32.0 + _LINE * len(two_lines(text, width=width - 2 * PADDING, size=_TEXT))
