"""MFA, source identity and duration of a session.

Sources: "AssumeRole" and "GetSessionToken" in the STS API reference; "Monitor and control actions
taken with assumed roles" (``sts:SetSourceIdentity`` has to be in the caller's permissions and in
the trust policy; in a chain of roles too, also where the request names no source identity, as in
MaterializeInc/materialize#37427), "Secure API access with MFA" and "Pass session tags in AWS STS"
in the IAM User Guide. The messages of refusals are quoted in public issues about
``aws sts assume-role``.

Different from AWS: within an account the emulator asks for ``sts:AssumeRole`` in the caller's
permissions even if the trust policy names the caller, and an account's root can assume roles. A
code of an MFA device counts in the trust policy, not in the caller's own permissions.
"""

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import replace
from typing import Any
from xml.sax.saxutils import escape

from sandbox.emulator.session_request import SessionRequest, read_session_request
from sandbox.emulator.sts_refusal import StsRefusal

SUMMARY = "check MFA codes, source identity and the length of a session; tell trust policies"

_Answer = tuple[int, dict[str, str], bytes]

_under_way: ContextVar[SessionRequest | None] = ContextVar("under_way", default=None)


def install() -> None:
    """Read the request before the emulator does, and check where it decides."""
    from ministack.core import iam_evaluator
    from ministack.services import sts

    plain: Callable[..., Awaitable[_Answer]] = sts.handle_request

    async def handle(
        method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]
    ) -> _Answer:
        try:
            asked = read_session_request(headers, body, query)
            token = _under_way.set(asked)
            try:
                answer = await plain(method, path, headers, body, query)
            finally:
                _under_way.reset(token)
        except StsRefusal as refusal:
            refused: _Answer = sts._error(refusal.status, refusal.code, str(refusal), ns="sts")
            return refused
        return _completed(answer, asked)

    sts.handle_request = handle
    sts.register_session = _register(sts.register_session)
    iam_evaluator.evaluate_trust_policy = _trust(iam_evaluator.evaluate_trust_policy)


def _trust(plain: Callable[..., bool]) -> Callable[..., bool]:
    def evaluate(document: Any, caller_arn: str, context: Any = None) -> bool:
        asked = _under_way.get()
        if asked is None or context is None:
            return plain(document, caller_arn, context)
        context = replace(
            context,
            principal_keys={**context.principal_keys, **asked.principal_keys},
            service_context={**context.service_context, **asked.request_keys},
        )
        if not plain(document, caller_arn, context):
            return False
        if context.action == "sts:AssumeRole":
            setting = replace(context, action="sts:SetSourceIdentity")
            if asked.source_identity and not plain(document, caller_arn, setting):
                raise asked.not_authorized(setting.action)
            asked.check_caller()
        return True

    return evaluate


def _register(plain: Callable[..., None]) -> Callable[..., None]:
    def register(access_key: str, session: dict[str, Any]) -> None:
        asked = _under_way.get()
        if asked is not None:
            asked.check_seconds()
            session = {**session, **asked.remembered}
        plain(access_key, session)

    return register


def _completed(answer: _Answer, asked: SessionRequest | None) -> _Answer:
    """Tell the source identity of the new session."""
    status, headers, body = answer
    if asked is None or not asked.source_identity:
        return answer
    told = f"<SourceIdentity>{escape(asked.source_identity)}</SourceIdentity></AssumeRoleResult>"
    return status, headers, body.replace(b"</AssumeRoleResult>", told.encode())
