"""One deployed role that people, other accounts or workflows assume, and the means to try it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from sandbox.emulator_process import Emulator
from sandbox.identity import Identity, error_code
from sandbox.report import Check
from sandbox.verification.account import Account
from sandbox.verification.calls import ALLOWED, DENIED, made, outcome, probe
from sandbox.verification.live_role import LiveRole
from stacks.config import EnvironmentConfig, Expectation

# A token is denied by the trust policy, or is none for the account's identity provider.
_REFUSALS_OF_A_TOKEN = ("AccessDenied", "InvalidIdentityToken")


@dataclass(frozen=True, kw_only=True, slots=True)
class AssumableRole:
    """A role, and where it is; its trust policy is tried by calling STS."""

    emulator: Emulator
    account: Account
    environment: EnvironmentConfig
    live: LiveRole

    @property
    def region(self) -> str:
        """Where STS is called."""
        return self.environment.region

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

    def check_token(self, who: str, expected: str, caller: Identity, token: str) -> Check:
        """Check whether a token is let in."""
        try:
            self._assume_with_token(caller, token)
            observed = ALLOWED
        except ClientError as error:
            code = error_code(error)
            observed = DENIED if code in _REFUSALS_OF_A_TOKEN else f"error {code}"
        return Check(what=f"taken by {who}", expected=expected, observed=observed)

    def evaluated(
        self, who: str, expected: str, *, caller_arn: str, context: Mapping[str, str]
    ) -> Check:
        """Evaluate the deployed trust policy with a context that no call can bring about here."""
        status, answer = self.emulator.ask(
            "/_sandbox/trust",
            {
                "role_arn": self.live.arn,
                "caller_arn": caller_arn,
                "region": self.region,
                "context": dict(context),
            },
        )
        observed = f"error {answer}" if status != 200 else ALLOWED if answer["trusts"] else DENIED
        return Check(what=f"taken by {who}", expected=expected, observed=observed)

    def expectations(
        self, session: Identity, must_allow: Sequence[Expectation], must_deny: Sequence[Expectation]
    ) -> Iterator[Check]:
        """Make the calls that the configuration says of the role."""
        for one in made(must_allow):
            yield probe(session, one.action, one.resource, ALLOWED)
        for one in made(must_deny):
            yield probe(session, one.action, one.resource, DENIED)

    def session(
        self, caller: Identity, asked: Mapping[str, object] | None = None
    ) -> Identity | None:
        """Return a session of the role; none if the caller is not let in, as ``check`` shows."""
        try:
            return self._identity(self._assume(caller, asked or {})["Credentials"])
        except ClientError:
            return None

    def session_for_token(self, caller: Identity, token: str) -> Identity | None:
        """Return a session of the role; none if the token is refused, as ``check_token`` shows."""
        try:
            return self._identity(self._assume_with_token(caller, token)["Credentials"])
        except ClientError:
            return None

    def _assume(self, caller: Identity, asked: Mapping[str, object]) -> Any:
        request = {"RoleArn": self.live.arn, "RoleSessionName": "sandbox", **asked}
        return caller.client("sts").assume_role(**request)

    def _assume_with_token(self, caller: Identity, token: str) -> Any:
        return caller.client("sts").assume_role_with_web_identity(
            RoleArn=self.live.arn, RoleSessionName="sandbox", WebIdentityToken=token
        )

    def _identity(self, credentials: Mapping[str, Any]) -> Identity:
        return Identity(
            self.emulator,
            region=self.region,
            aws_access_key_id=credentials["AccessKeyId"],
            aws_secret_access_key=credentials["SecretAccessKey"],
            aws_session_token=credentials["SessionToken"],
        )
