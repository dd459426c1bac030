"""Roles that a web identity takes: with a token of a registered issuer, and only then."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.emulator_process import Emulator
from sandbox.identity import Identity
from sandbox.verification.web_identity_token import make_token
from tests.sandbox.small_account import REGION, SmallAccount, StackFailed

_ISSUER = "https://token.actions.githubusercontent.com"
_HOST = _ISSUER.removeprefix("https://")
_AUDIENCE = "sts.amazonaws.com"
_MAIN = "repo:example/app:ref:refs/heads/main"


def _provider(**properties: Any) -> dict[str, Any]:
    plain = {"Url": _ISSUER, "ClientIdList": [_AUDIENCE]}
    return {"Type": "AWS::IAM::OIDCProvider", "Properties": plain | properties}


def _role(account: SmallAccount, **more: str) -> dict[str, Any]:
    equal = {f"{_HOST}:aud": _AUDIENCE, f"{_HOST}:sub": _MAIN, **more}
    provider = f"arn:aws:iam::{account.number}:oidc-provider/{_HOST}"
    allowed = {
        "Effect": "Allow",
        "Principal": {"Federated": provider},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": equal},
    }
    document = {"Version": "2012-10-17", "Statement": [allowed]}
    properties = {"RoleName": "ci", "Path": "/deployers/", "AssumeRolePolicyDocument": document}
    return {"Type": "AWS::IAM::Role", "Properties": properties}


def _token(emulator: Emulator, **different: Any) -> str:
    told = {"issuer": _ISSUER, "audience": _AUDIENCE, "subject": _MAIN, **different}
    return make_token(emulator, **told)


def _take(account: SmallAccount, token: str, **asked: Any) -> Any:
    return account.client("sts").assume_role_with_web_identity(
        RoleArn=f"arn:aws:iam::{account.number}:role/deployers/ci",
        RoleSessionName="run",
        WebIdentityToken=token,
        **asked,
    )


def _refusal(account: SmallAccount, token: str, **asked: Any) -> str:
    with pytest.raises(ClientError) as refused:
        _take(account, token, **asked)
    error = refused.value.response["Error"]
    return f"{error['Code']}: {error['Message']}"


def test_pinned_subject_gets_the_role(emulator: Emulator, account: SmallAccount) -> None:
    account.deploy({"Provider": _provider(), "Role": _role(account)})
    taken = _take(account, _token(emulator))
    given = taken["Credentials"]
    session = Identity(
        emulator,
        region=REGION,
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    )

    assert taken["SubjectFromWebIdentityToken"] == _MAIN
    assert taken["Audience"] == _AUDIENCE
    assert taken["Provider"] == _ISSUER
    arn = session.client("sts").get_caller_identity()["Arn"]
    assert arn == f"arn:aws:sts::{account.number}:assumed-role/ci/run"


@pytest.mark.parametrize(
    "subject",
    [
        "repo:example/other:ref:refs/heads/main",
        "repo:example/app:ref:refs/heads/feature",
        "repo:example/app:pull_request",
        "repo:fork/app:ref:refs/heads/main",
    ],
)
def test_any_other_subject_is_refused(
    emulator: Emulator, account: SmallAccount, subject: str
) -> None:
    account.deploy({"Provider": _provider(), "Role": _role(account)})
    refusal = _refusal(account, _token(emulator, subject=subject))

    assert refusal == "AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity"


def test_every_claim_is_a_condition_key(emulator: Emulator, account: SmallAccount) -> None:
    role = _role(account, **{f"{_HOST}:environment": "prod"})
    account.deploy({"Provider": _provider(), "Role": role})

    assert _take(account, _token(emulator, claims={"environment": "prod"}))
    assert "AccessDenied" in _refusal(account, _token(emulator, claims={"environment": "dev"}))
    assert "AccessDenied" in _refusal(account, _token(emulator))


def test_provider_of_another_account_does_not_count(
    emulator: Emulator, account: SmallAccount
) -> None:
    account.deploy({"Role": _role(account)})

    assert _refusal(account, _token(emulator)) == (
        f"InvalidIdentityToken: No OpenIDConnect provider found in your account for {_ISSUER}"
    )


def test_token_for_somebody_else_is_refused(emulator: Emulator, account: SmallAccount) -> None:
    account.deploy({"Provider": _provider(), "Role": _role(account)})
    refusal = _refusal(account, _token(emulator, audience="https://github.com/example"))

    assert refusal == "InvalidIdentityToken: Incorrect token audience"


def test_expired_token_is_refused(emulator: Emulator, account: SmallAccount) -> None:
    account.deploy({"Provider": _provider(), "Role": _role(account)})

    refusal = _refusal(account, _token(emulator, lifetime_seconds=-1))
    assert refusal.startswith("ExpiredTokenException: Token expired")


def test_token_that_the_issuer_did_not_sign_is_refused(
    emulator: Emulator, account: SmallAccount
) -> None:
    account.deploy({"Provider": _provider(), "Role": _role(account)})
    header, payload, signature = _token(emulator).split(".")
    _, of_another, _ = _token(emulator, subject="repo:example/other:ref:refs/heads/main").split(".")
    another_issuer = _token(emulator, issuer="https://issuer.example").split(".")[2]

    for forged in (
        f"{header}.{of_another}.{signature}",
        f"{header}.{payload}.{another_issuer}",
        f"{header}.{payload}.",
        "no token",
    ):
        assert _refusal(account, forged).startswith("InvalidIdentityToken: Couldn't retrieve")


def test_session_is_no_longer_than_the_role_allows(
    emulator: Emulator, account: SmallAccount
) -> None:
    account.deploy({"Provider": _provider(), "Role": _role(account)})

    assert "ValidationError" in _refusal(account, _token(emulator), DurationSeconds=3601)


# -- the resource type


def test_provider_follows_the_template(account: SmallAccount) -> None:
    iam = account.client("iam")
    outputs = account.deploy({"Provider": _provider(ThumbprintList=["a" * 40])})
    created = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=outputs["Provider"])
    changed = {"ClientIdList": ["one", "two"], "Tags": [{"Key": "team", "Value": "web"}]}
    account.deploy({"Provider": _provider(**changed)})
    updated = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=outputs["Provider"])
    account.destroy()

    assert outputs["Provider"] == f"arn:aws:iam::{account.number}:oidc-provider/{_HOST}"
    assert created["ClientIDList"] == [_AUDIENCE]
    assert created["ThumbprintList"] == ["a" * 40]
    assert updated["ClientIDList"] == ["one", "two"]
    assert updated["ThumbprintList"] == []
    assert {"Key": "team", "Value": "web"} in updated["Tags"]
    assert iam.list_open_id_connect_providers()["OpenIDConnectProviderList"] == []


def test_its_arn_is_an_attribute(account: SmallAccount) -> None:
    role = _role(account)
    (statement,) = role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    statement["Principal"] = {"Federated": {"Fn::GetAtt": ["Provider", "Arn"]}}
    account.deploy({"Provider": _provider(), "Role": role})
    trust = account.client("iam").get_role(RoleName="ci")["Role"]["AssumeRolePolicyDocument"]

    assert trust["Statement"][0]["Principal"]["Federated"].endswith(f"oidc-provider/{_HOST}")


def test_another_url_is_another_provider(account: SmallAccount) -> None:
    account.deploy({"Provider": _provider()})
    account.deploy({"Provider": _provider(Url="https://issuer.example/path")})
    (one,) = account.client("iam").list_open_id_connect_providers()["OpenIDConnectProviderList"]

    assert one["Arn"].endswith("oidc-provider/issuer.example/path")


def test_second_provider_of_an_issuer_is_refused(account: SmallAccount) -> None:
    with pytest.raises(StackFailed, match="EntityAlreadyExists"):
        account.deploy({"One": _provider(), "Two": {**_provider(), "DependsOn": "One"}})


def test_url_without_tls_is_refused(account: SmallAccount) -> None:
    with pytest.raises(StackFailed, match="https://"):
        account.deploy({"Provider": _provider(Url="http://issuer.example")})
