from access.diffing.as_markdown import as_markdown
from access.diffing.as_text import as_text
from access.diffing.role_difference import RoleDifference, role_differences
from access.records import Inventory, Policy, Role, RoleKind

_NOBODY = {
    "Effect": "Deny",
    "Action": "sts:AssumeRole",
    "Principal": {"Service": "ecs-tasks.amazonaws.com"},
}


def _inventory(*statements: object, name: str = "App/Role", times: int = 1) -> Inventory:
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    return Inventory(
        source="here",
        roles=tuple(
            Role(
                id=f"{name}{number}",
                name="app",
                arn="arn:aws:iam::111111111111:role/app",
                account="111111111111",
                region="eu-west-1",
                kind=RoleKind.TASK,
                trust={"Version": "2012-10-17", "Statement": [_NOBODY]},
                policies=(Policy(name="Policy", where="App/Policy", document=document),)
                if statements
                else (),
            )
            for number in range(times)
        ),
    )


def _found(old: Inventory, new: Inventory) -> tuple[RoleDifference, ...]:
    return role_differences(old, new)


_READ = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a"}
_NONE = Inventory(source="nothing", roles=())


def test_nothing_is_said_in_one_line() -> None:
    same = _found(_inventory(_READ), _inventory(_READ))

    assert as_text(same) == "no role gained or lost anything"
    assert as_markdown(same) == (
        "## What roles may do\n\nNo role gained or lost anything. "
        "Only the meaning counts, not order, names or spelling."
    )


def test_what_a_policy_says_is_shown_as_code() -> None:
    # A name and a wildcard that would be a mention and markup.
    statement = {**_READ, "Resource": "arn:aws:s3:::*`@team`\n# x", "Sid": "R"}

    line = as_markdown(_found(_NONE, _inventory(statement))).splitlines()[-1]
    assert line == (
        "- **Read**: `` may s3:GetObject on arn:aws:s3:::*`@team` # x `` "
        "by `statement 'R' of App/Policy`"
    )


def test_each_role_says_what_it_gained_and_lost() -> None:
    write = {**_READ, "Action": "s3:PutObject"}

    assert as_text(_found(_inventory(_READ), _inventory(write))).splitlines() == [
        "App/Role0 (task role)",
        "  gained",
        "    Write: may s3:PutObject on arn:aws:s3:::a (statement number 1 of App/Policy)",
        "  lost",
        "    Read: may no longer s3:GetObject on arn:aws:s3:::a (statement number 1 of App/Policy)",
        "",
        "1 role gained something, 1 role lost something",
    ]


def test_a_role_that_is_new_or_gone_is_named_even_if_it_may_do_nothing() -> None:
    empty = _inventory()

    assert as_text(_found(_NONE, empty)).splitlines()[:2] == [
        "App/Role0 (task role, new)",
        "  it may do nothing",
    ]
    assert "### `App/Role0 (task role, gone)`" in as_markdown(_found(empty, _NONE))


def test_roles_are_in_the_order_of_their_ids() -> None:
    ids = [
        one.title for one in _found(_inventory(times=3, name="Z"), _inventory(times=2, name="A"))
    ]

    assert ids == sorted(ids)


def test_more_than_a_comment_can_hold_ends_with_what_is_left_out() -> None:
    text = as_markdown(_found(_NONE, _inventory(_READ, times=2000)))

    assert len(text) <= 60_000
    last = text.splitlines()[-1]
    assert last.startswith("… and ")
    assert last.endswith(" more lines: run `python -m access diff OLD NEW`.")
