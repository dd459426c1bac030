"""Those whom a trust policy has to refuse."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from access.contracts.probes import NOBODY
from access.contracts.trust_statements import allowed_takers
from access.listed import listed
from access.policy.request import OtherKeys, Principal, Request
from access.records import Role

_LAST_ACCOUNT = 999_999_999_999
_WEB_IDENTITY = "sts:AssumeRoleWithWebIdentity"
_OIDC = ":oidc-provider/"
# Up to the organization or group: one that is left open is anybody's.
_OPEN_OWNER = re.compile(r"(?:(?:repo|project_path):[^/]*|[^:/]*)[*?].*")
_FOREIGN_ROLE = re.compile(r"(arn:[^:]*:(?:iam|sts)::)([^:]*[*?][^:]*)(:.*)")
# Of GitHub, and of GitLab: the shapes that a wildcard could let in.
_SUBJECTS = (
    f"repo:{NOBODY}/nothing:ref:refs/heads/main",
    f"repo:{NOBODY}/nothing:environment:prod",
    f"project_path:{NOBODY}/nothing:ref_type:branch:ref:main",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Taker:
    """Somebody who asks for a role."""

    who: str
    """In words."""

    request: Request


def strangers(role: Role) -> Iterator[Taker]:
    """Yield roles of an account that the trust policy does not name, and a token of its own.

    The roles are one of no special name, and those that a condition on ``aws:PrincipalArn`` lets
    in whatever their account is.
    """
    account = _no_account(role)
    arns = [f"arn:{_partition(role)}:iam::{account}:role/{NOBODY}"]
    for value in _values(role, "aws:principalarn"):
        if found := _FOREIGN_ROLE.fullmatch(value):
            arns.append(f"{found[1]}{account}{_made_of(found[3])}".replace("*", "aws"))
    for arn in dict.fromkeys(arns):
        context = {
            **_caller(arn, account, "AssumedRole"),
            "aws:PrincipalOrgID": ("o-ecsiamrolesnobody",),
            "aws:PrincipalOrgPaths": ("o-ecsiamrolesnobody/r-ecsn/ou-ecsn-nobody00/",),
        }
        yield _taker("any account of AWS", "sts:AssumeRole", Principal(aws=arn), context)
    provider = f"arn:{_partition(role)}:iam::{account}:oidc-provider/{NOBODY}"
    yield _taker("any identity provider", _WEB_IDENTITY, Principal(federated=provider), {})


def services_for_others(role: Role) -> Iterator[Taker]:
    """Yield the services that it trusts, on behalf of another account, or of nobody known."""
    services = {value for _, kind, value in allowed_takers(role) if kind == "Service"}
    for service in sorted(services):
        other = _no_account(role)
        source = f"arn:{_partition(role)}:ecs:{role.region}:{other}:*"
        for who, values in (
            ("another account", {"account": (other,), "arn": (source,)}),
            ("whoever it does not say", {"account": None, "arn": None}),
        ):
            context = {"aws:SourceAccount": values["account"], "aws:SourceArn": values["arn"]}
            principal = Principal(service=service)
            yield _taker(f"{service} for {who}", "sts:AssumeRole", principal, context)


def users_without_mfa(role: Role) -> Iterator[Taker]:
    """Yield each user that it names, one of each account that it names, and the services.

    None of them shows MFA.
    """
    yield from _services(role, {"aws:MultiFactorAuthPresent": None, "aws:MultiFactorAuthAge": None})
    named = dict.fromkeys(value for _, kind, value in allowed_takers(role) if kind == "AWS")
    for value in named:
        account = value if value.isdigit() else (value.split(":") + [""] * 5)[4]
        if ":user/" in value:
            arn = value
        elif value.isdigit() or value.endswith(":root"):
            arn = f"arn:{_partition(role)}:iam::{account}:user/{NOBODY}"
        else:
            continue
        context = {
            **_caller(arn, account, "User"),
            "aws:MultiFactorAuthPresent": None,
            "aws:MultiFactorAuthAge": None,
            "aws:username": (arn.rpartition("/")[2],),
        }
        who = f"{arn.partition(':iam::')[2]} without MFA"
        yield _taker(who, "sts:AssumeRole", Principal(aws=arn), context)


def others_without_external_id(role: Role) -> Iterator[Taker]:
    """Yield one of each account, each principal, and each service that it names.

    None of them has an external id.
    """
    yield from _services(role, {"sts:ExternalId": None})
    named = dict.fromkeys(value for _, kind, value in allowed_takers(role) if kind == "AWS")
    for value in named:
        account = value if value.isdigit() else (value.split(":") + [""] * 5)[4]
        if not account.isdigit():
            continue
        is_whole = value.isdigit() or value.endswith(":root")
        arn = f"arn:{_partition(role)}:iam::{account}:role/{NOBODY}" if is_whole else value
        context = {**_caller(arn, account, "AssumedRole"), "sts:ExternalId": None}
        who = f"account {account} without an external id"
        yield _taker(who, "sts:AssumeRole", Principal(aws=arn), context)


def strange_tokens(role: Role) -> Iterator[Taker]:
    """Yield tokens of the identity providers that it trusts, for somebody else's repository.

    The repositories are one of no special name, and those that a pattern lets in whoever their
    owner is.
    """
    providers = {
        value for _, kind, value in allowed_takers(role) if kind == "Federated" and _OIDC in value
    }
    for provider in sorted(providers):
        host = provider.partition(_OIDC)[2]
        patterns = _values(role, f"{host}:sub".lower())
        open_ = [_made_of(one) for one in patterns if _OPEN_OWNER.fullmatch(one)]
        for subject in dict.fromkeys((*_SUBJECTS, *open_)):
            yield _taker(
                f"a token of {host} for {subject}",
                _WEB_IDENTITY,
                Principal(federated=provider),
                {f"{host}:sub": (subject,)},
            )


def _services(role: Role, context: Mapping[str, Sequence[str] | None]) -> Iterator[Taker]:
    services = {value for _, kind, value in allowed_takers(role) if kind == "Service"}
    for service in sorted(services):
        yield _taker(f"{service}", "sts:AssumeRole", Principal(service=service), context)


def _no_account(role: Role) -> str:
    """Return the last account that the trust policy does not name."""
    text = json.dumps(role.trust)
    return next(one for one in map(str, range(_LAST_ACCOUNT, 0, -1)) if one not in text)


def _values(role: Role, lower_key: str) -> list[str]:
    """Values that the Allow statements of the trust policy compare a key with."""
    return [
        str(value)
        for statement in listed(role.trust.get("Statement"))
        if statement.get("Effect") == "Allow"
        for keys in (statement.get("Condition") or {}).values()
        for key, values in keys.items()
        if key.lower() == lower_key
        for value in (values if isinstance(values, list) else [values])
    ]


def _made_of(pattern: str) -> str:
    return pattern.replace("*", NOBODY).replace("?", "x")


def _taker(
    who: str, action: str, principal: Principal, context: Mapping[str, Sequence[str] | None]
) -> Taker:
    request = Request(
        action=action, context=context, other_keys=OtherKeys.UNKNOWN, principal=principal
    )
    return Taker(who=who, request=request)


def _caller(arn: str, account: str, kind: str) -> dict[str, Sequence[str] | None]:
    return {
        "aws:PrincipalArn": (arn,),
        "aws:PrincipalAccount": (account,),
        "aws:PrincipalType": (kind,),
    }


def _partition(role: Role) -> str:
    return role.arn.split(":")[1]
