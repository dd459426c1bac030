"""Opening an account, in surroundings of which something is missing."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from access.access_error import AccessError
from access.reading.live_account import open_account, read_account

_VARIABLES = (
    *("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID"),
    *("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_IAM"),
    *("AWS_CA_BUNDLE", "HTTPS_PROXY", "HTTP_PROXY", "AWS_ROLE_ARN"),
    *("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"),
)
_WHO = (
    "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>111111111111</Account>"
    "</GetCallerIdentityResult></GetCallerIdentityResponse>"
)
_EXPIRED = (
    "<ErrorResponse><Error><Code>ExpiredToken</Code><Message>old</Message></Error></ErrorResponse>"
)


@pytest.fixture(autouse=True)
def bare_shell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of AWS is configured."""
    for name in _VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")


class _Answers(BaseHTTPRequestHandler):
    """Knows who calls, unless the token is old."""

    def do_POST(self) -> None:
        asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        old = self.headers.get("X-Amz-Security-Token") == "old"
        assert asked["Action"] == ["GetCallerIdentity"]
        body = (_EXPIRED if old else _WHO).encode()
        self.send_response(403 if old else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Somebody on the loopback address who knows who calls."""
    with HTTPServer(("127.0.0.1", 0), _Answers) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}"
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        yield url
        server.shutdown()
        thread.join()


def _refusal(profile: str | None = None, region: str | None = "eu-west-1") -> str:
    with pytest.raises(AccessError) as refused:
        open_account(profile=profile, region=region)
    return str(refused.value)


@pytest.mark.usefixtures("credentials", "endpoint")
def test_the_account_is_that_of_the_credentials() -> None:
    account = open_account(profile=None, region="eu-west-1")

    assert (account.number, account.region) == ("111111111111", "eu-west-1")
    assert account.client("ecs", "us-east-1").meta.region_name == "us-east-1"
    assert account.client("ecs", "us-east-1") is account.client("ecs", "us-east-1")


@pytest.mark.usefixtures("credentials", "endpoint")
@pytest.mark.parametrize("variable", ["AWS_REGION", "AWS_DEFAULT_REGION"])
def test_the_region_is_that_of_the_shell(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "eu-west-3")

    assert open_account(profile=None, region=None).region == "eu-west-3"


@pytest.mark.usefixtures("credentials", "endpoint")
def test_credentials_out_of_force_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "old")

    assert "sts:GetCallerIdentity: expected credentials that are in force" in _refusal()


@pytest.mark.usefixtures("endpoint")
def test_no_credentials_are_said() -> None:
    assert "sts:GetCallerIdentity: expected credentials of AWS" in _refusal()


def test_a_profile_that_there_is_not_is_named() -> None:
    assert _refusal(profile="nobody").startswith("--profile nobody: expected a profile of ~/.aws")


@pytest.mark.usefixtures("credentials")
def test_a_missing_region_is_said() -> None:
    assert _refusal(region=None) == (
        "--region: expected a region, here, in AWS_REGION or in the profile, got none of them"
    )


@pytest.mark.usefixtures("credentials")
def test_nobody_who_answers_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")

    with pytest.raises(AccessError, match=r"expected an answer from http://127\.0\.0\.1:1 "):
        read_account(profile=None, region="eu-west-1")


@pytest.mark.usefixtures("credentials")
def test_an_endpoint_that_is_no_url_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "localhost")

    assert _refusal().startswith("the configuration of AWS: expected a region, an endpoint and ")


@pytest.mark.usefixtures("credentials", "endpoint")
def test_an_endpoint_of_one_service_that_is_no_url_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_IAM", "localhost")
    account = open_account(profile=None, region="eu-west-1")

    with pytest.raises(AccessError, match="an endpoint and settings that boto3 can use"):
        account.client("iam", "eu-west-1")
