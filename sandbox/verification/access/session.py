"""Sessions of a role, as people and workflows ask STS for them."""

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from sandbox.emulator_process import Emulator
from sandbox.identity import Identity, error_code
from sandbox.report import Check
from sandbox.verification.calls import ALLOWED, outcome
from sandbox.verification.live_role import LiveRole


class Door:
    """The trust policy of one deployed role, tried by calling STS."""

    def __init__(self, emulator: Emulator, role: LiveRole, *, region: str) -> None:
        """Speak of a role; nothing is called yet."""
        self._emulator = emulator
        self._role = role
        self._region = region

    def check(
        self,
        who: str,
        expected: str,
        caller: Identity,
        asked: Mapping[str, object] | None = None,
        *,
        row: int | None = None,
    ) -> Check:
        """Check whether a caller of AssumeRole is let in.

        Args:
            who: In words.
            expected: Whether it has to be allowed or denied.
            caller: With whose credentials.
            asked: What goes with the request, as STS names it; nothing if left out.
            row: Of the job.
        """
        return Check(
            what=f"taken by {who}",
            expected=expected,
            observed=outcome(lambda: self._assume(caller, asked or {})),
            row=row,
        )

    def enter(self, caller: Identity, asked: Mapping[str, object] | None = None) -> Identity | None:
        """Return the role's permissions; none if the caller is not let in."""
        try:
            credentials = self._assume(caller, asked or {})["Credentials"]
        except ClientError:
            return None
        return self._identity(credentials)

    def enter_with_token(self, caller: Identity, token: str) -> Identity | None:
        """Return the role's permissions for a token; none if it is refused."""
        try:
            answer = self._assume_with_token(caller, token)
        except ClientError:
            return None
        return self._identity(answer["Credentials"])

    def check_token(self, who: str, expected: str, caller: Identity, token: str) -> Check:
        """Check whether a token is taken; every error of STS is a refusal of it."""
        try:
            self._assume_with_token(caller, token)
            observed = ALLOWED
        except ClientError as error:
            observed = _refusal(error, expected)
        return Check(what=f"taken by {who}", expected=expected, observed=observed)

    def _assume(self, caller: Identity, asked: Mapping[str, object]) -> Any:
        request = {"RoleArn": self._role.arn, "RoleSessionName": "sandbox", **asked}
        return caller.client("sts").assume_role(**request)

    def _assume_with_token(self, caller: Identity, token: str) -> Any:
        return caller.client("sts").assume_role_with_web_identity(
            RoleArn=self._role.arn, RoleSessionName="sandbox", WebIdentityToken=token
        )

    def _identity(self, credentials: Mapping[str, Any]) -> Identity:
        return Identity(
            self._emulator,
            region=self._region,
            aws_access_key_id=credentials["AccessKeyId"],
            aws_secret_access_key=credentials["SecretAccessKey"],
            aws_session_token=credentials["SessionToken"],
        )


def _refusal(error: ClientError, expected: str) -> str:
    """A token is denied by the trust policy, or is none for the account's provider."""
    is_refused = error_code(error) in ("AccessDenied", "InvalidIdentityToken")
    return expected if is_refused and expected != ALLOWED else f"error {error_code(error)}"
