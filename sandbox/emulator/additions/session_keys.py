"""Condition keys of sessions, and of calls that ask for one, in every policy.

Source: as in ``sandbox.emulator.sts_keys``. A session of ``GetSessionToken`` carries MFA; one of
``AssumeRole`` does not ("Secure API access with MFA" in the IAM User Guide). A source identity is
in the context of all that its session calls.
"""

import time
from typing import Any

from sandbox.emulator.sts_keys import mfa_keys, request_keys

SUMMARY = "tell policies of MFA and source identity, and what AssumeRole asks for"


def install() -> None:
    """Add them where the emulator collects keys."""
    from ministack.core import iam_actions, iam_evaluator
    from ministack.services import sts

    plain_principal, plain_request = iam_evaluator._principal_keys, iam_actions.request_tag_context

    def of_principal(credential: Any) -> dict[str, Any]:
        keys: dict[str, Any] = plain_principal(credential)
        session = sts._sessions.get(credential.access_key_id, {})
        if "MfaAt" in session:
            keys |= mfa_keys(age_seconds=time.time() - session["MfaAt"])
        if "SourceIdentity" in session:
            keys["aws:sourceidentity"] = session["SourceIdentity"]
        return keys

    def of_request(
        service: str, action: str, body: bytes, request: dict[str, Any]
    ) -> dict[str, Any]:
        keys: dict[str, Any] = plain_request(service, action, body, request)
        return keys | request_keys(request) if service == "sts" else keys

    iam_evaluator._principal_keys = sts._principal_keys = of_principal
    iam_actions.request_tag_context = of_request
