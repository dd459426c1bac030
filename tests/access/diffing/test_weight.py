"""What a reviewer sees first of a change."""

import pytest

from access.diffing.weight import heaviest_first, weight
from access.meaning.change import GAINED, LOST, Change


def _may(*actions: str) -> Change:
    return Change(what=GAINED.may, actions=actions, resource="*")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_may("s3:GetObject"), "Read"),
        (_may("s3:GetObject", "s3:PutBucketPolicy", "s3:PutObject"), None),
        (_may("dynamodb:*"), "Permissions management, Write, Tagging, Read, List"),
        (_may("nosuch:Thing"), "Not known"),
        (Change(what=GAINED.unknown.format("arn")), "Not known"),
        (Change(what=GAINED.taken, actions=("sts:AssumeRole",), resource="*"), "Trust"),
        (Change(what=LOST.take_freed, actions=("sts:AssumeRole",), resource="*"), "Trust"),
        (Change(what=GAINED.unlimited, resource="App/Boundary"), "Boundary"),
        (Change(what=GAINED.limited_less, resource="App/Boundary"), "Boundary"),
    ],
)
def test_a_change_says_how_much_it_is(change: Change, expected: str | None) -> None:
    assert weight(change) == (expected or "Permissions management, Write, Read")


def test_of_many_actions_those_that_weigh_most_are_shown() -> None:
    names = ("Acl", "CORS", "Location", "Logging", "Notification", "Policy", "Tagging", "Website")
    reads = [f"s3:GetBucket{name}" for name in names]
    (found,) = heaviest_first([_may(*reads, "s3:PutObject", "s3:PutBucketPolicy")])

    assert found.short.startswith("may s3:PutBucketPolicy, s3:PutObject, s3:Get")
    assert found.short.endswith(" and 2 more of s3 on *")


def test_changes_that_weigh_most_come_first() -> None:
    trust = Change(what=GAINED.taken, actions=("sts:AssumeRole",), resource="*")
    read, write, unknown = _may("a4b:GetDevice"), _may("s3:PutObject"), _may("nosuch:Thing")

    assert heaviest_first([read, write, trust, unknown]) == (trust, unknown, write, read)
