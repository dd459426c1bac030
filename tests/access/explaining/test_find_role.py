from collections.abc import Sequence

import pytest

from access.access_error import AccessError
from access.explaining.find_role import find_role
from access.records import Role, RoleKind


def _role(id_: str, name: str, *, account: str = "111111111111", path: str = "/") -> Role:
    return Role(
        id=id_,
        name=name,
        arn=f"arn:aws:iam::{account}:role{path}{name}",
        account=account,
        region="eu-west-1",
        kind=RoleKind.TASK,
        trust={},
    )


_ROLES = (
    _role("Web-dev/TaskRole/Role", "web-dev-task"),
    _role("Web-dev/TaskRole/ExecutionRole/Role", "web-dev-execution"),
    _role("Web-prod/TaskRole/Role", "web-prod-task", account="333333333333"),
    _role("Access-dev/Operators/reader/Role", "reader", path="/operators/"),
    _role("Access-prod/Operators/reader/Role", "reader", account="333333333333"),
)


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("Web-dev/TaskRole/Role", 0),
        ("Web-dev/TaskRole/Role/Resource", 0),
        ("Web-dev/TaskRole", 0),
        ("arn:aws:iam::111111111111:role/web-dev-task", 0),
        ("arn:aws:sts::111111111111:assumed-role/web-dev-task/session", 0),
        ("arn:aws:sts::333333333333:assumed-role/reader/anna", 4),
        ("web-dev-execution", 1),
        ("dev/taskrole/exec", 1),
        ("web-prod", 2),
        ("role/operators/", 3),
    ],
)
def test_what_only_one_role_has_names_it(text: str, index: int) -> None:
    assert find_role(_ROLES, text) is _ROLES[index]


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("reader", ("Access-dev/Operators/reader/Role", "Access-prod/Operators/reader/Role")),
        ("Web-dev", ("Web-dev/TaskRole/Role", "Web-dev/TaskRole/ExecutionRole/Role")),
    ],
)
def test_what_several_roles_have_lists_them(text: str, candidates: Sequence[str]) -> None:
    with pytest.raises(AccessError, match=f"ROLE: .*{', '.join(candidates)}"):
        find_role(_ROLES, text)


def test_of_many_candidates_some_are_listed() -> None:
    roles = [_role(f"Web/{number}/Role", f"web-{number}") for number in range(30)]

    with pytest.raises(AccessError, match="Web/9/Role and 20 more"):
        find_role(roles, "Web")


def test_candidates_of_one_path_are_told_apart_by_their_arns() -> None:
    roles = [_role("Web/Role", "one"), _role("Web/Role", "two")]

    with pytest.raises(AccessError, match="role/one, arn:aws:iam::111111111111:role/two"):
        find_role(roles, "Web/Role")


def test_a_typing_error_gets_the_nearest() -> None:
    with pytest.raises(AccessError, match=r"'readre', which no role has; there is .*reader/Role"):
        find_role(_ROLES, "readre")


@pytest.mark.parametrize("text", ["", "####"])
def test_without_anything_alike_all_are_listed(text: str) -> None:
    with pytest.raises(AccessError, match=", ".join(role.id for role in _ROLES)):
        find_role(_ROLES, text)


def test_an_assembly_without_roles_says_so() -> None:
    with pytest.raises(AccessError, match="nothing that has roles"):
        find_role([], "x")
