"""Sandboxes for the tests, in surroundings that must not matter to them."""

import os
from collections.abc import Iterator, Sequence
from itertools import count

import pytest

from sandbox.deployment import Deployment
from sandbox.emulator_process import Emulator, running_emulator
from sandbox.report import RoleReport
from sandbox.run import deployed, verify
from stacks.config import EnvironmentConfig
from stacks.environments import DEV
from tests.sandbox.small_account import SmallAccount

HOSTILE = {
    "AWS_PROFILE": "real",
    "AWS_ACCESS_KEY_ID": "AKIAREAL",
    "AWS_SECRET_ACCESS_KEY": "real-secret",
    "AWS_SESSION_TOKEN": "real-token",
    "AWS_ENDPOINT_URL": "https://aws.invalid",
    "AWS_ENDPOINT_URL_IAM": "https://iam.invalid",
    "AWS_CA_BUNDLE": "/no/such/bundle.pem",
    "AWS_REGION": "us-gov-west-1",
    "HTTPS_PROXY": "http://proxy.invalid:3128",
}
"""What a user's shell may have set: nothing of it is to be used."""

_NUMBERS = count(100000000001)


def silent(who: str, what: str) -> None:
    """Say nothing of the progress."""


def verified(environments: Sequence[EnvironmentConfig]) -> list[RoleReport]:
    """Deploy the environments, and return what is found of every role."""
    with deployed(environments, say=silent) as deployment:
        return verify(deployment, say=silent)


@pytest.fixture(scope="session")
def hostile_shell() -> Iterator[None]:
    """Real credentials, another endpoint and a proxy in this process's environment."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in HOSTILE.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="session")
def dev(hostile_shell: None) -> Iterator[Deployment]:
    """The environment dev, deployed to a sandbox; what a test changes in it, it puts back."""
    with deployed([DEV], say=silent) as deployment:
        yield deployment


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """One emulator for all who bring an account of their own."""
    with running_emulator(tmp_path_factory.mktemp("emulator"), outside=os.environ) as running:
        yield running


@pytest.fixture
def account(emulator: Emulator) -> SmallAccount:
    """An account that nothing was done in."""
    return SmallAccount(emulator, str(next(_NUMBERS)))
