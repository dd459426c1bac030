"""The changes for a comment on a pull request."""

import re
from collections.abc import Iterator, Sequence

from access.diffing.role_difference import RoleDifference
from access.diffing.summary import summary
from access.diffing.weight import heaviest_first, weight
from access.meaning.change import Change

# GitHub takes 65,536 characters; whoever posts it may add a few.
_MOST_CHARACTERS = 60_000


def as_markdown(differences: Sequence[RoleDifference]) -> str:
    """Return each role with what it gained and lost, as GitHub shows it.

    What comes from policies stands in code, where nothing in it is markup or a mention. Longer than
    a comment may be, it ends with how much is left out.
    """
    head = [
        "## What roles may do",
        "",
        f"{summary(differences).capitalize()}. "
        "Only the meaning counts, not order, names or spelling.",
    ]
    lines = [line for one in differences for line in _role(one)]
    kept = _fitting(lines, _MOST_CHARACTERS - sum(len(line) + 1 for line in head))
    if kept < len(lines):
        left = len(lines) - kept
        lines[kept:] = ["", f"… and {left} more lines: run `python -m access diff OLD NEW`."]
    return "\n".join([*head, *lines])


def _role(one: RoleDifference) -> Iterator[str]:
    yield ""
    yield f"### {_code(one.title)}"
    yield from _section("Gained", one.difference.gained)
    yield from _section("Lost", one.difference.lost)
    if not one.difference:
        yield from ("", "It may do nothing.")


def _section(title: str, changes: Sequence[Change]) -> Iterator[str]:
    if changes:
        yield from ("", f"**{title}**", "")
        for change in heaviest_first(changes):
            by = f" by {_code(str(change.statement))}" if change.statement else ""
            yield f"- **{weight(change)}**: {_code(change.short)}{by}"


def _code(text: str) -> str:
    """Return text as code, whatever backticks it has."""
    line = " ".join(text.split())
    fence = "`" * (max(map(len, re.findall("`+", line)), default=0) + 1)
    space = " " if "`" in line else ""
    return f"{fence}{space}{line}{space}{fence}"


def _fitting(lines: Sequence[str], room: int) -> int:
    # Room for the line that says that there is more.
    room -= 100
    used = 0
    for count, line in enumerate(lines):
        used += len(line) + 1
        if used > room:
            return count
    return len(lines)
