"""The changes for a terminal."""

from collections.abc import Iterator, Sequence

from access.diffing.role_difference import RoleDifference
from access.diffing.summary import summary
from access.diffing.weight import heaviest_first, weight
from access.meaning.change import Change


def as_text(differences: Sequence[RoleDifference]) -> str:
    """Return each role with what it gained and lost, and a summary, as lines."""
    return "\n".join([*(line for one in differences for line in _role(one)), summary(differences)])


def _role(one: RoleDifference) -> Iterator[str]:
    yield one.title
    yield from _section("gained", one.difference.gained)
    yield from _section("lost", one.difference.lost)
    if not one.difference:
        yield "  it may do nothing"
    yield ""


def _section(title: str, changes: Sequence[Change]) -> Iterator[str]:
    if changes:
        yield f"  {title}"
        yield from (f"    {weight(change)}: {change}" for change in heaviest_first(changes))
