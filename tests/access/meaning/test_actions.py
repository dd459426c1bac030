"""What Action and NotAction stand for, beyond the actions of today."""

from access.meaning.actions import Actions


def test_all_but_more_does_not_cover_all_but_less() -> None:
    less, more = Actions(("x:*",), is_complement=True), Actions(("x:*", "y:*"), is_complement=True)

    assert less.covers("all but x:*, y:*")
    assert not more.covers("all but x:*")
    assert Actions(("*",)).covers("all but x:*")
    assert not Actions(("y:*",)).covers("all but x:*")
