"""A person who takes a role with a profile of ``~/.aws/config``, as the README says."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from botocore.session import Session

from sandbox.deployment import Deployment
from sandbox.people import Person, person
from stacks.environments import DEV
from tests.sandbox.conftest import HOSTILE

_NAME = "operator-1"


@pytest.fixture
def operator(dev: Deployment) -> Iterator[Person]:
    with person(dev.emulator, name=_NAME, account=DEV.account, region=DEV.region) as one:
        yield one


@pytest.fixture
def home(
    dev: Deployment, operator: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """The folder of the person's two files, which the environment of the process names."""
    iam = dev.account(DEV).root.client("iam")
    key = iam.create_access_key(UserName=_NAME)["AccessKey"]
    credentials = {
        "aws_access_key_id": key["AccessKeyId"],
        "aws_secret_access_key": key["SecretAccessKey"],
    }
    (tmp_path / "credentials").write_text(_section(_NAME, credentials))
    for name in HOSTILE:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_ENDPOINT_URL", dev.emulator.endpoint)
    monkeypatch.setenv("AWS_CA_BUNDLE", str(dev.emulator.authority))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    yield tmp_path
    iam.delete_access_key(UserName=_NAME, AccessKeyId=key["AccessKeyId"])


def _section(title: str, values: Mapping[str, str]) -> str:
    return "\n".join([f"[{title}]", *(f"{key} = {value}" for key, value in values.items()), ""])


def _session(home: Path, operator: Person, role: str, **changed: str | None) -> Session:
    profile = {
        "role_arn": f"arn:aws:iam::{DEV.account}:role/operators/dev-{role}",
        "source_profile": _NAME,
        "mfa_serial": operator.mfa_serial,
        "role_session_name": _NAME,
        "region": DEV.region,
        **changed,
    }
    told = {key: value for key, value in profile.items() if value is not None}
    (home / "config").write_text(_section(f"profile dev-{role}", told))
    session = Session(profile=f"dev-{role}")
    provider = session.get_component("credential_provider").get_provider("assume-role")
    # It asks the terminal for the code otherwise.
    provider._prompter = lambda _: operator.token_code()
    return session


def test_a_profile_takes_a_role_without_a_source_identity(home: Path, operator: Person) -> None:
    session = _session(home, operator, "read-only")

    arn = session.create_client("sts").get_caller_identity()["Arn"]
    (cluster,) = session.create_client("ecs").describe_clusters(clusters=["dev"])["clusters"]

    assert arn == f"arn:aws:sts::{DEV.account}:assumed-role/dev-read-only/{_NAME}"
    assert cluster["status"] == "ACTIVE"


@pytest.mark.parametrize("changed", [{"mfa_serial": None}, {"role_session_name": "somebody-else"}])
def test_it_says_who_comes_with_which_code(
    home: Path, operator: Person, changed: dict[str, str | None]
) -> None:
    session = _session(home, operator, "read-only", **changed)

    with pytest.raises(ClientError, match="AccessDenied"):
        session.get_credentials().get_frozen_credentials()


def test_a_profile_cannot_take_a_role_that_needs_a_source_identity(
    home: Path, operator: Person
) -> None:
    session = _session(home, operator, "break-glass")

    with pytest.raises(ClientError, match="AccessDenied"):
        session.get_credentials().get_frozen_credentials()
