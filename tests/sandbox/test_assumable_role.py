"""What STS says of a token: only a refusal is one."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from sandbox.identity import Identity
from sandbox.verification.access.assumable_role import AssumableRole
from sandbox.verification.live_role import LiveRole


def _caller(code: str) -> Identity:
    def assume_role_with_web_identity(**_: Any) -> None:
        raise ClientError({"Error": {"Code": code, "Message": ""}}, "AssumeRoleWithWebIdentity")

    sts = SimpleNamespace(assume_role_with_web_identity=assume_role_with_web_identity)
    return cast(Identity, SimpleNamespace(client=lambda _: sts))


@pytest.mark.parametrize(
    ("code", "observed"),
    [
        ("AccessDenied", "denied"),
        ("InvalidIdentityToken", "denied"),
        ("ExpiredTokenException", "error ExpiredTokenException"),
        ("InternalFailure", "error InternalFailure"),
    ],
)
def test_another_error_is_not_taken_for_a_refusal(code: str, observed: str) -> None:
    live = cast(
        LiveRole, SimpleNamespace(arn="arn:aws:iam::111111111111:role/deployers/dev-github")
    )
    role = AssumableRole(
        emulator=cast(Any, None), account=cast(Any, None), environment=cast(Any, None), live=live
    )

    check = role.check_token("somebody", "denied", _caller(code), "token")

    assert check.observed == observed
