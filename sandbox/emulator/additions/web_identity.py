"""``AssumeRoleWithWebIdentity`` with tokens that are verified.

Source: the errors of "AssumeRoleWithWebIdentity" in the STS API reference; the messages are quoted
in public issues of aws-actions/configure-aws-credentials. The emulator takes every token, and tells
trust policies three of its claims. Here every claim is a condition key ``<issuer>:<claim>``; AWS
has a list of them per issuer.
"""

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

from sandbox.emulator.sts_refusal import StsRefusal
from sandbox.emulator.token_issuer import verified_claims

SUMMARY = "refuse tokens of unknown providers, for others, expired or not signed by their issuer"

_Answer = tuple[int, dict[str, str], bytes]
_Claims = dict[str, Any]


def install() -> None:
    """Verify the token before the emulator looks at it."""
    from ministack.services import iam, sts

    plain: Callable[..., Awaitable[_Answer]] = sts.handle_request

    async def handle(
        method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]
    ) -> _Answer:
        request = {**query, **parse_qs(body.decode("utf-8", errors="replace"))}
        if sts._p(request, "Action") != "AssumeRoleWithWebIdentity":
            return await plain(method, path, headers, body, query)
        try:
            claims = _checked(iam, sts._p(request, "RoleArn"), sts._p(request, "WebIdentityToken"))
        except StsRefusal as refusal:
            refused: _Answer = sts._error(refusal.status, refusal.code, str(refusal), ns="sts")
            return refused
        status, answered, xml = await plain(method, path, headers, body, query)
        return status, answered, _with_claims(xml, claims)

    def principal(token: str, provider_id: str, role_arn: str) -> tuple[str, _Claims]:
        claims = verified_claims(token)
        keys = {f"{_host(claims)}:{name}".lower(): _key(value) for name, value in claims.items()}
        return _provider_arn(role_arn, claims), keys

    sts.handle_request = handle
    sts._web_identity_principal = principal


def _checked(iam: Any, role_arn: str, token: str) -> _Claims:
    try:
        claims = verified_claims(token)
    except ValueError as error:
        raise StsRefusal(
            "InvalidIdentityToken",
            "Couldn't retrieve verification key from your identity provider,  please reference "
            "AssumeRoleWithWebIdentity documentation for requirements",
        ) from error
    if not role_arn.startswith("arn:aws:iam::"):
        raise StsRefusal("ValidationError", f"Invalid RoleArn: {role_arn}")
    arn = _provider_arn(role_arn, claims)
    provider = iam._oidc_providers.get_scoped(role_arn.split(":")[4], None, arn)
    if provider is None:
        raise StsRefusal(
            "InvalidIdentityToken",
            f"No OpenIDConnect provider found in your account for {claims['iss']}",
        )
    if not set(_listed(claims.get("aud"))) & set(provider["ClientIDList"]):
        raise StsRefusal("InvalidIdentityToken", "Incorrect token audience")
    if claims["exp"] <= time.time():
        raise StsRefusal(
            "ExpiredTokenException",
            f"Token expired: current date/time {_date(time.time())} must be before the expiration "
            f"date/time {_date(claims['exp'])}",
        )
    return claims


def _with_claims(xml: bytes, claims: _Claims) -> bytes:
    told = {
        b"SubjectFromWebIdentityToken>test-subject": claims["sub"],
        b"Audience>sts.amazonaws.com": _listed(claims["aud"])[0],
        b"Provider>sts.amazonaws.com": claims["iss"],
    }
    for emulated, claim in told.items():
        element = emulated.split(b">")[0]
        xml = xml.replace(emulated, element + b">" + escape(str(claim)).encode())
    return xml


def _provider_arn(role_arn: str, claims: _Claims) -> str:
    return f"arn:aws:iam::{role_arn.split(':')[4]}:oidc-provider/{_host(claims)}"


def _host(claims: _Claims) -> str:
    return str(claims["iss"]).removeprefix("https://").rstrip("/")


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _key(value: Any) -> Any:
    """Return a claim as conditions compare it."""
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, list) else str(value)


def _date(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds")
