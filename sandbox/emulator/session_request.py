"""A request for a session, as far as the emulator's STS does not read it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from sandbox.emulator.mfa_code import check_mfa_code
from sandbox.emulator.sts_keys import mfa_keys, request_keys
from sandbox.emulator.sts_refusal import StsRefusal

_DEFAULT_SECONDS = 3600
_CHAINED_SECONDS = 3600


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionRequest:
    """A request for a session of a role, or for one of an IAM user."""

    role_arn: str = ""
    """The role; empty if it is for a session of an IAM user."""
    seconds: int = 0
    """For how long."""
    caller: Mapping[str, Any] = field(default_factory=dict)
    """Who asks, as the emulator's STS knows them; empty if a web identity does."""
    is_tagged: bool = False
    """Whether the session is to have tags."""
    source_identity: str = ""
    """The one asked for, or else the one of the session that asks."""
    principal_keys: Mapping[str, str] = field(default_factory=dict)
    """Condition keys about who asks."""
    request_keys: Mapping[str, str] = field(default_factory=dict)
    """Condition keys about what is asked for."""
    remembered: Mapping[str, Any] = field(default_factory=dict)
    """What the emulator's record of the new session has to have besides its own."""

    def check_seconds(self) -> None:
        """Refuse a session of a role that is longer than the role allows, or a chain of roles.

        Raises:
            StsRefusal: It is too long.
        """
        from ministack.services import iam

        if not self.role_arn:
            return
        account, name = self.role_arn.split(":")[4], self.role_arn.rsplit("/", 1)[-1]
        role = iam._roles.get_scoped(account, None, name) or {}
        is_chained = self.caller.get("principalType") == "AssumedRole"
        if is_chained and self.seconds > _CHAINED_SECONDS:
            raise StsRefusal(
                "ValidationError",
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed "
                "by role chaining",
            )
        if self.seconds > role.get("MaxSessionDuration", _DEFAULT_SECONDS):
            raise StsRefusal(
                "ValidationError",
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            )

    def check_caller(self) -> None:
        """Ask the caller's own permissions for what is needed besides ``sts:AssumeRole``.

        Raises:
            StsRefusal: They do not allow it.
        """
        from ministack.core.iam_evaluator import enforce
        from ministack.core.responses import get_region

        actions = ["sts:SetSourceIdentity"] if self.source_identity else []
        if self.is_tagged and self.role_arn.split(":")[4] != self.caller["accountId"]:
            actions.append("sts:TagSession")
        for action in actions:
            if enforce(
                *(self.caller["accessKey"], action, "sts", get_region()),
                resource_arn=self.role_arn,
                service_context=dict(self.request_keys),
            ):
                raise self.not_authorized(action)

    def not_authorized(self, action: str) -> StsRefusal:
        """Return the refusal of one of the actions that the request needs."""
        arn = self.caller["userArn"]
        message = f"User: {arn} is not authorized to perform: {action} on resource: {self.role_arn}"
        return StsRefusal("AccessDenied", message)


def read_session_request(
    headers: dict[str, str], body: bytes, query: dict[str, Any]
) -> SessionRequest | None:
    """Return what a request to STS asks for; None if that is no session.

    Raises:
        StsRefusal: A code of an MFA device that proves nothing, or another source identity than
            the one that the asking session has.
    """
    from ministack.services import sts

    request = {**query, **parse_qs(body.decode("utf-8", errors="replace"))}
    action = sts._p(request, "Action")
    role_arn = sts._p(request, "RoleArn")
    seconds = int(sts._p(request, "DurationSeconds") or _DEFAULT_SECONDS)
    if action == "AssumeRoleWithWebIdentity":
        return SessionRequest(role_arn=role_arn, seconds=seconds)
    if action not in ("AssumeRole", "GetSessionToken"):
        return None
    caller = sts._caller_identity(headers, query)
    if not isinstance(caller, dict):
        return None  # the emulator refuses credentials that it does not know

    serial, code = sts._p(request, "SerialNumber"), sts._p(request, "TokenCode")
    has_mfa = check_mfa_code(caller, serial, code)
    if action == "GetSessionToken":
        return SessionRequest(remembered={"MfaAt": time.time()} if has_mfa else {})

    asked = sts._p(request, "SourceIdentity")
    inherited = sts._sessions.get(caller["accessKey"], {}).get("SourceIdentity", "")
    source_identity = inherited or asked
    found = SessionRequest(
        role_arn=role_arn,
        seconds=seconds,
        caller=caller,
        is_tagged="Tags.member.1.Key" in request,
        source_identity=source_identity,
        principal_keys=mfa_keys(age_seconds=0) if has_mfa else {},
        request_keys=request_keys(request),
        remembered={"SourceIdentity": source_identity} if source_identity else {},
    )
    if inherited and asked not in ("", inherited):
        raise found.not_authorized("sts:SetSourceIdentity")
    return found
