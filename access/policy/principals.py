"""The Principal or NotPrincipal element of a statement."""

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from access.access_error import AccessError
from access.policy.certainty import MAYBE, NO, YES, Certainty
from access.policy.request import Principal

_ARN = re.compile(r"arn:[^:]+:(?:iam|sts)::(?P<account>[^:]+):(?P<resource>.+)")
_SESSION = re.compile(r"arn:[^:]+:sts::(?P<account>\d+):assumed-role/(?P<role>[^/]+)/(?P<name>.+)")
_ROLE = re.compile(r"arn:[^:]+:iam::(?P<account>\d+):role/(?:.*/)?(?P<role>[^/]+)")


class NamedAs(IntEnum):
    """How a statement names whoever asks, the closest last."""

    ACCOUNT = 1
    """By the account, which leaves it to the account's own policies."""

    EVERYONE = 2
    ROLE = 3
    """The role of which it is a session, or that it is."""

    ITSELF = 4
    """The user, the session, the service or the identity provider."""


@dataclass(frozen=True, slots=True)
class Naming:
    """Whether a statement names whoever asks, and how."""

    certainty: Certainty
    as_: NamedAs


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """What a statement can name a user, role or session of IAM by."""

    arn: str
    account: str
    role: tuple[str, str] | None
    """Account and name of the role."""

    is_session: bool


_NOBODY = Naming(NO, NamedAs.ACCOUNT)


@dataclass(frozen=True, kw_only=True, slots=True)
class Principals:
    """Who a statement is about (IAM user guide, "Principal" and "NotPrincipal")."""

    is_inverted: bool
    everyone: bool
    accounts: frozenset[str]
    arns: frozenset[str]
    services: frozenset[str]
    federated: frozenset[str]

    def naming(self, principal: Principal | None, *, allows: bool) -> Naming:
        """Say whether the statement is about whoever asks.

        Args:
            principal: Whoever asks; not knowing it leaves the answer open.
            allows: Whether it is an Allow. An ``*`` covers services and federated users in a Deny;
                that an Allow to ``*`` suffices for them is not documented, so it is open.

        Raises:
            AccessError: A principal of whom not exactly one field is set, or with a wrong ARN.
        """
        if principal is None:
            return Naming(MAYBE, NamedAs.EVERYONE)
        _check(principal)
        if principal.aws is not None:
            caller = caller_of(principal.aws)
            return self._excluding(caller) if self.is_inverted else self._aws(caller)
        listed = (principal.service or "").lower() in self.services or (
            principal.federated or ""
        ) in self.federated
        if self.is_inverted:
            return Naming(NO if listed or self.everyone else YES, NamedAs.EVERYONE)
        if listed:
            return Naming(YES, NamedAs.ITSELF)
        if self.everyone:
            return Naming(MAYBE if allows else YES, NamedAs.EVERYONE)
        return _NOBODY

    def _aws(self, caller: Caller) -> Naming:
        if caller.arn in self.arns:
            is_role = caller.role is not None and not caller.is_session
            return Naming(YES, NamedAs.ROLE if is_role else NamedAs.ITSELF)
        if caller.role is not None and caller.is_session and caller.role in self._roles():
            return Naming(YES, NamedAs.ROLE)
        if self.everyone:
            return Naming(YES, NamedAs.EVERYONE)
        if caller.role is not None and not caller.is_session and self._has_session_of(caller):
            # One session of it is named, and which one asks is not known.
            return Naming(MAYBE, NamedAs.ITSELF)
        if caller.account in self.accounts:
            return Naming(YES, NamedAs.ACCOUNT)
        return _NOBODY

    def _excluding(self, caller: Caller) -> Naming:
        """A session is spared for certain if session, role and account are all listed."""
        listed = [caller.arn in self.arns, caller.account in self.accounts]
        if caller.is_session:
            listed.append(caller.role in self._roles())
        if self.everyone or all(listed):
            return Naming(NO, NamedAs.EVERYONE)
        return Naming(MAYBE if any(listed) else YES, NamedAs.EVERYONE)

    def _roles(self) -> frozenset[tuple[str, str]]:
        return _roles(self.arns)

    def _has_session_of(self, caller: Caller) -> bool:
        sessions = (_SESSION.fullmatch(arn) for arn in self.arns)
        return any(found and (found["account"], found["role"]) == caller.role for found in sessions)


@lru_cache(maxsize=1024)
def caller_of(arn: str) -> Caller:
    """Read the ARN of a user, role, session or account root.

    Raises:
        AccessError: It is none.
    """
    found = _ARN.fullmatch(arn)
    if found is None:
        raise AccessError("principal", expected="the ARN of a user, role, session or root", got=arn)
    session = _SESSION.fullmatch(arn)
    named = session or _ROLE.fullmatch(arn)
    return Caller(
        arn=arn,
        account=found["account"],
        role=(named["account"], named["role"]) if named else None,
        is_session=session is not None,
    )


@lru_cache(maxsize=1024)
def _roles(arns: frozenset[str]) -> frozenset[tuple[str, str]]:
    found = (_ROLE.fullmatch(arn) for arn in arns)
    return frozenset((role["account"], role["role"]) for role in found if role)


def _check(principal: Principal) -> None:
    fields = (principal.aws, principal.service, principal.federated)
    if sum(field is not None for field in fields) != 1:
        raise AccessError(
            "principal", expected="exactly one of aws, service and federated", got=principal
        )
