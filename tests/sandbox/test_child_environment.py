from pathlib import Path

from sandbox.child_environment import child_environment
from tests.sandbox.conftest import HOSTILE

HOME = Path("/sandbox")


def test_nothing_of_the_users_aws_or_proxy_is_passed_on() -> None:
    passed_on = child_environment(HOSTILE | {"PATH": "/bin"}, home=HOME)

    assert not set(HOSTILE.values()) & set(passed_on.values())


def test_an_unknown_variable_stays_outside() -> None:
    assert "TOKEN" not in child_environment({"TOKEN": "secret", "PATH": "/bin"}, home=HOME)


def test_configuration_and_credentials_of_the_user_are_out_of_reach() -> None:
    variables = child_environment({"HOME": "/home/user"}, home=HOME)

    assert variables["HOME"] == "/sandbox"
    assert variables["AWS_CONFIG_FILE"].startswith("/sandbox/")
    assert variables["AWS_SHARED_CREDENTIALS_FILE"].startswith("/sandbox/")
    assert variables["AWS_EC2_METADATA_DISABLED"] == "true"


def test_all_but_loopback_ends_at_a_port_where_nothing_listens() -> None:
    variables = child_environment({}, home=HOME)

    assert variables["HTTPS_PROXY"] == "http://127.0.0.1:9"
    assert variables["NO_PROXY"] == "127.0.0.1"
