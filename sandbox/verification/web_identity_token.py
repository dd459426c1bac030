"""Tokens as an OpenID Connect issuer makes them."""

import time
from collections.abc import Mapping

from sandbox.emulator_process import Emulator
from sandbox.sandbox_error import SandboxError

_FIVE_MINUTES = 300


def make_token(
    emulator: Emulator,
    *,
    issuer: str,
    audience: str,
    subject: str,
    claims: Mapping[str, object] | None = None,
    lifetime_seconds: int = _FIVE_MINUTES,
) -> str:
    """Have a token signed by the issuer, in whose place the sandbox stands.

    Args:
        emulator: The one that will be shown the token; no other accepts it.
        issuer: URL, such as ``https://token.actions.githubusercontent.com``.
        audience: For whom it is, such as ``sts.amazonaws.com``.
        subject: Who it is about, such as ``repo:owner/name:ref:refs/heads/main``.
        claims: More claims; none if left out.
        lifetime_seconds: How long it is valid from now; negative if it expired already.

    Raises:
        SandboxError: It was not made.
    """
    now = int(time.time())
    told = {"iss": issuer, "aud": audience, "sub": subject, "iat": now}
    question = {**told, "exp": now + lifetime_seconds, **(claims or {})}
    status, answer = emulator.ask("/_sandbox/web-identity-token", question)
    if status != 200:
        raise SandboxError(f"no token of {issuer}: {answer}")
    return str(answer["token"])
