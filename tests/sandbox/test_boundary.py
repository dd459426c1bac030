"""A boundary on deployed roles: it is the boundary that denies, and nobody else's doing."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from sandbox.deployment import Deployment
from sandbox.identity import Identity
from sandbox.verification.account import Account
from sandbox.verification.assuming import ECS_TASKS
from sandbox.verification.boundary import check_boundary
from sandbox.verification.calls import ALLOWED, DENIED, outcome
from sandbox.verification.live_role import LiveRole, read_role
from stacks.environments import DEV

_EVERYTHING = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
    }
)
_BOUNDARY = "arn:aws:iam::111111111111:policy/dev-application"
_WEB = DEV.services[0]


@pytest.fixture
def account(dev: Deployment) -> Account:
    return dev.account(DEV)


@pytest.fixture
def role(dev: Deployment, account: Account) -> LiveRole:
    """The deployed task role of web."""
    stack = dev.stack(DEV, DEV.service_stack_name(_WEB))
    return read_role(account.root, stack.outputs["TaskRoleName"])


@pytest.fixture
def without_boundary(account: Account, role: LiveRole) -> Iterator[None]:
    iam = account.root.client("iam")
    iam.delete_role_permissions_boundary(RoleName=role.name)
    yield
    iam.put_role_permissions_boundary(RoleName=role.name, PermissionsBoundary=_BOUNDARY)


@pytest.fixture
def task(account: Account, role: LiveRole) -> Iterator[Identity]:
    """A session of the role, which is allowed everything for a while."""
    iam = account.root.client("iam")
    iam.put_role_policy(RoleName=role.name, PolicyName="All", PolicyDocument=_EVERYTHING)
    session = account.services.assume(role, ECS_TASKS)
    assert session is not None
    yield session
    iam.delete_role_policy(RoleName=role.name, PolicyName="All")


def _create_user(account: Account, who: Identity) -> str:
    observed = outcome(lambda: who.client("iam").create_user(UserName="of-an-application"))
    if observed == ALLOWED:
        account.root.client("iam").delete_user(UserName="of-an-application")
    return observed


def _assume(who: Identity, role_arn: str) -> str:
    return outcome(
        lambda: who.client("sts").assume_role(RoleArn=role_arn, RoleSessionName="sandbox")
    )


def _observed(account: Account, who: Identity) -> dict[str, str]:
    return {
        "iam:CreateUser": _create_user(account, who),
        "sts:AssumeRole": _assume(who, account.cdk_role("deploy")),
        "s3:ListAllMyBuckets": outcome(lambda: who.client("s3").list_buckets()),
    }


def test_a_role_that_is_allowed_everything_does_not_get_past_it(
    account: Account, task: Identity
) -> None:
    assert _observed(account, task) == {
        "iam:CreateUser": DENIED,
        "sts:AssumeRole": DENIED,
        "s3:ListAllMyBuckets": ALLOWED,
    }


@pytest.mark.usefixtures("without_boundary")
def test_without_it_nothing_else_would_deny(account: Account, task: Identity) -> None:
    assert set(_observed(account, task).values()) == {ALLOWED}


def test_a_role_cannot_take_it_off_itself(role: LiveRole, task: Identity) -> None:
    def take_off() -> object:
        return task.client("iam").delete_role_permissions_boundary(RoleName=role.name)

    assert outcome(take_off) == DENIED


@pytest.fixture
def named(account: Account) -> Iterator[Callable[[str], Identity]]:
    """Makes roles under the boundary, that are allowed everything, and gives sessions of them."""
    iam = account.root.client("iam")
    made: list[str] = []
    trust: dict[str, Any] = {
        "Effect": "Allow",
        "Principal": {"Service": "ec2.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }

    def make(path: str) -> Identity:
        name = f"taker-{len(made)}"
        iam.create_role(
            RoleName=name,
            Path=path,
            AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
            PermissionsBoundary=_BOUNDARY,
        )
        iam.put_role_policy(RoleName=name, PolicyName="All", PolicyDocument=_EVERYTHING)
        made.append(name)
        session = account.services.assume(read_role(account.root, name), "ec2.amazonaws.com")
        assert session is not None
        return session

    yield make
    for name in made:
        iam.delete_role_policy(RoleName=name, PolicyName="All")
        iam.delete_role(RoleName=name)


@pytest.mark.parametrize(
    ("path", "observed"), [("/deployers/", ALLOWED), ("/", DENIED), ("/my/deployers/", DENIED)]
)
def test_a_deployer_is_told_by_the_path_of_its_role(
    account: Account, named: Callable[[str], Identity], path: str, observed: str
) -> None:
    assert _assume(named(path), account.cdk_role("deploy")) == observed


def test_the_report_says_what_it_denies(account: Account, role: LiveRole) -> None:
    checks = check_boundary(account, DEV, _WEB, role)

    assert {(one.what, one.observed) for one in checks} >= {
        ("iam:CreateRole", DENIED),
        ("sts:AssumeRole", DENIED),
        ("s3:ListAllMyBuckets", ALLOWED),
    }
    assert [one for one in checks if not one.passed] == []


@pytest.mark.usefixtures("without_boundary")
def test_the_report_sees_a_role_without_it(account: Account, role: LiveRole) -> None:
    failed = [one for one in check_boundary(account, DEV, _WEB, role) if not one.passed]

    assert len(failed) == 8
    assert {one.observed for one in failed} == {ALLOWED}


@pytest.mark.parametrize(
    "environment",
    [
        replace(DEV, permissions_boundaries=()),
        replace(DEV, services=(replace(_WEB, existing_task_role="central-web"),)),
    ],
)
def test_there_is_nothing_to_say_of_what_is_not_made_here(
    account: Account, role: LiveRole, environment: Any
) -> None:
    assert check_boundary(account, environment, environment.services[0], role) == []
