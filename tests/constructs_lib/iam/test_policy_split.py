"""How statements are shared out over managed policies."""

import json
import random
from typing import Any

import pytest

from constructs_lib.iam.limits import policy_characters
from constructs_lib.iam.policy_split import Part, alike, origin, part, split_parts, together

_LIMIT = 1_000


def _statement(number: int) -> dict[str, Any]:
    arn = f"arn:aws:s3:::bucket-{number:04}/*"
    return {"Effect": "Allow", "Action": "s3:GetObject", "Resource": arn}


def _parts(statements: list[dict[str, Any]]) -> list[Part]:
    return [part(statement) for statement in statements]


def _split(statements: list[dict[str, Any]]) -> dict[str, set[str]]:
    """What is in each policy."""
    divided = split_parts(_parts(statements), limit=_LIMIT)
    return {
        key: {json.dumps(statements[position]) for position in positions}
        for key, positions in divided.items()
    }


def test_is_one_policy_as_long_as_it_fits() -> None:
    assert split_parts(_parts([_statement(number) for number in range(50)])) == {
        "": list(range(50))
    }


def test_nothing_needs_no_policy() -> None:
    assert split_parts([]) == {}


def test_every_policy_fits_and_every_statement_is_in_one() -> None:
    statements = [_statement(number) for number in range(100)]

    divided = split_parts(_parts(statements), limit=_LIMIT)

    for positions in divided.values():
        chosen = [statements[position] for position in positions]
        document = {
            "Version": "2012-10-17",
            "Statement": [together(chosen, group) for group in alike(_parts(chosen))],
        }
        assert policy_characters(document) <= _LIMIT
    assert sorted(position for chosen in divided.values() for position in chosen) == list(
        range(100)
    )


@pytest.mark.parametrize("size", [5, 9, 10, 11, 20, 40, 80])
@pytest.mark.parametrize("place", ["first", "last"])
def test_one_more_statement_changes_one_policy_or_divides_it_in_two(size: int, place: str) -> None:
    statements = [_statement(number) for number in range(size)]
    more = [_statement(9999), *statements] if place == "first" else [*statements, _statement(9999)]

    before, after = _split(statements), _split(more)

    changed = {key for key in before.keys() & after.keys() if before[key] != after[key]}
    assert len(changed) <= 1
    assert not before.keys() - after.keys()
    moved = {one for key in after.keys() - before.keys() for one in after[key]}
    stayed = {one for held in before.values() for one in held} & moved
    assert all(stayed <= before[key] for key in changed if stayed)


def test_whatever_moves_splits_off_from_where_it_was() -> None:
    sizes, numbers = random.Random(7), iter(range(10_000))

    def some() -> dict[str, Any]:
        arn = f"arn:aws:s3:::{next(numbers):04}{'x' * sizes.choice((5, 200, 400, 600))}/*"
        return {**_statement(0), "Resource": arn}

    for _ in range(300):
        statements = [some() for _ in range(sizes.randrange(12))]
        before = split_parts(_parts(statements), limit=_LIMIT)
        after = split_parts(_parts([*statements, some()]), limit=_LIMIT)

        old = {position: key for key, held in before.items() for position in held}
        new = {position: key for key, held in after.items() for position in held}
        assert before.keys() <= after.keys()
        assert sum(before[key] != after[key] for key in before) <= 1
        for position in range(len(statements)):
            key: str | None = new[position]
            while key is not None and key != old[position]:
                assert key not in before
                key = origin(key, after)
            assert key == old[position]


def test_the_order_of_the_statements_changes_nothing() -> None:
    statements = [_statement(number) for number in range(40)]

    assert _split(statements) == _split(statements[::-1])


def test_a_statement_that_comes_twice_is_kept_once() -> None:
    assert split_parts(_parts([_statement(1), _statement(1)])) == {"": [0]}


def test_a_reference_counts_as_long_as_it_could_become() -> None:
    reference = {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":s3:::", {"Ref": "Bucket"}]]}
    statements = [
        {**_statement(number), "Resource": reference, "Sid": f"S{number}"} for number in range(40)
    ]

    assert len(split_parts(_parts(statements))) > 1


def test_refuses_a_statement_that_fits_into_no_policy() -> None:
    resources = [f"arn:aws:s3:::bucket-{number:04}/*" for number in range(300)]

    with pytest.raises(ValueError, match=r"bucket-0000"):
        split_parts(_parts([{**_statement(0), "Resource": resources}]))


def test_white_space_does_not_count() -> None:
    spaced = {"Sid": "a b\tc\n"}

    assert policy_characters(spaced) == len('{"Sid":"abc"}') + len("\\t\\n")
