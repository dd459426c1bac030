"""Text that fits a width, in a picture that nothing wraps."""

import re

# Of the widest of the system fonts (DejaVu Sans, Verdana): others leave some room.
_WIDEST = 0.62
_PIECE = re.compile(r"[^/:@ -]*[/:@ -]*")


def fitted(text: str, *, width: float, size: float) -> str:
    """Return the text, or its ends around an ellipsis if it is longer than the width."""
    room = int(width / (size * _WIDEST))
    if len(text) <= room:
        return text
    head = (room - 1) // 2
    tail = room - 1 - head
    return f"{text[:head]}…{text[len(text) - tail :]}"


def two_lines(text: str, *, width: float, size: float) -> tuple[str, ...]:
    """Return the text in at most two lines, broken behind a mark as ``/`` if it has one there."""
    room = int(width / (size * _WIDEST))
    if len(text) <= room:
        return (text,)
    first = ""
    for piece in _PIECE.findall(text):
        if len(first) + len(piece) > room:
            break
        first += piece
    if not first:
        return (fitted(text, width=width, size=size),)
    return first, fitted(text[len(first) :], width=width, size=size)


def monospaced_width(text: str, *, size: float) -> float:
    """Return what the text takes at most in a font of fixed width."""
    return round(len(text) * size * _WIDEST, 1)
