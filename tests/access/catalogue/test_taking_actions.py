"""Which actions of a trust policy take the role."""

import pytest

from access.catalogue.taking_actions import takes_roles


@pytest.mark.parametrize(
    "action",
    ["sts:AssumeRole", "STS:assumerolewithsaml", "*", "sts:*", "sts:Assume*", "sts:A*", "s*:*Role"],
)
def test_what_covers_an_action_that_takes_roles_takes_them(action: str) -> None:
    assert takes_roles(action)


def test_an_action_that_may_be_new_takes_roles() -> None:
    assert takes_roles("sts:AssumeRoleWithSomethingNew")


@pytest.mark.parametrize("action", ["sts:TagSession", "sts:SetSourceIdentity", "s3:*", "sts:T*"])
def test_what_only_adds_to_a_session_takes_none(action: str) -> None:
    assert not takes_roles(action)
