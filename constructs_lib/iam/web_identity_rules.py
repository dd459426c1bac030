"""What a trust policy has to ask of the tokens of a CI system."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from aws_cdk import Token

from constructs_lib.iam.policy_document import principals
from constructs_lib.iam.unresolved import as_list, has_unknown_parts, is_function
from constructs_lib.web_identity import is_of_any_branch

_ACTION = "sts:assumerolewithwebidentity"
_PROVIDER = ":oidc-provider/"
# They compare the whole value, and a request without the key does not meet them.
_COMPARING = {"stringequals", "stringequalsignorecase", "stringlike"}
_COMPARING |= {f"foranyvalue:{operator}" for operator in _COMPARING}
_WHOM = {"sub": "who it is for, as one repository and branch", "aud": "whom it was made for"}


def web_identity_mistakes(statement: dict[str, Any]) -> Iterator[str]:
    """Say what a statement for an OIDC provider leaves open: whom a token is about, or for whom.

    Everybody can have tokens of a public issuer, as GitHub's. It holds for providers that an
    account makes (``oidc-provider/``); those that are built into IAM, as Amazon Cognito, have keys
    of their own. A key that is only known at deployment may be any.

    Source: "Configuring a role for GitHub OIDC identity provider" and "Available keys for AWS OIDC
    federation" in the IAM user guide.
    """
    if statement.get("Effect") != "Allow" or not _is_with_a_token(statement):
        return
    condition = statement.get("Condition", {})
    if not isinstance(condition, Mapping) or is_function(condition):
        return
    for kind, provider in principals(statement):
        if kind == "Federated" and (host := _host(provider)) is not None:
            for claim in _WHOM:
                yield from _claim_mistakes(condition, host, claim)


def _is_with_a_token(statement: Mapping[str, Any]) -> bool:
    if "NotAction" in statement:
        return not any(_stands_for_it(one) for one in as_list(statement["NotAction"]))
    return any(_stands_for_it(one) for one in as_list(statement.get("Action", [])))


def _stands_for_it(action: object) -> bool:
    """Whether an action, with ``*`` and ``?`` in it, stands for taking a role with a token."""
    pattern = re.escape(str(action).lower()).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(pattern, _ACTION) is not None


def _host(provider: object) -> str | None:
    """Return the issuer as condition keys name it; empty if only deployment knows.

    Nothing for a provider of another kind.
    """
    if not isinstance(provider, str):
        return ""
    if _PROVIDER in provider:
        host = provider.partition(_PROVIDER)[2]
        return "" if has_unknown_parts(host) else host.lower()
    return "" if has_unknown_parts(provider) else None


def _claim_mistakes(condition: Mapping[str, Any], host: str, claim: str) -> Iterator[str]:
    values = []
    for operator, tests in condition.items():
        if operator.lower() not in _COMPARING or not isinstance(tests, Mapping):
            continue
        if is_function(tests) or any(has_unknown_parts(key) for key in tests):
            return
        values += [
            value
            for key, listed in tests.items()
            if _is_claim(key.lower(), host, claim)
            for value in as_list(listed)
        ]
    name = f"{host or '<issuer>'}:{claim}"
    if not values:
        yield (
            f"expected a condition StringEquals on {name}, which says {_WHOM[claim]} (anybody can "
            f"have a token of the issuer), got {dict(condition)!r}"
        )
    for value in values:
        if isinstance(value, str) and not Token.is_unresolved(value):
            yield from _value_mistakes(name, host, claim, value)


def _value_mistakes(name: str, host: str, claim: str, value: str) -> Iterator[str]:
    if _is_open(value):
        yield (
            f"expected whole values of {name} (name each, since others match a wildcard or a "
            f"variable), got {value!r}"
        )
    elif claim == "sub" and is_of_any_branch(host, value):
        yield (
            f"expected an environment or a branch in {name} (the run of any branch and of any "
            f"pull request has this one), got {value!r}"
        )


def _is_open(value: str) -> bool:
    return bool({"*", "?"} & set(value)) or "${" in value


def _is_claim(key: str, host: str, claim: str) -> bool:
    return key == f"{host}:{claim}" if host else key.endswith(f":{claim}")
