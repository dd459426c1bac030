"""Who may take the role of a person or of another account, as the statements of its trust policy.

The conditions stand on ``sts:AssumeRole`` alone: without it, what comes along does nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from constructs_lib.operators import Operators
from constructs_lib.session_rules import SessionRules

Statement = dict[str, Any]
Condition = dict[str, dict[str, Any]]

# Of the name of a permission set's role, behind that of the set: 16 characters that AWS chooses.
_SUFFIX = "?" * 16
_OWN_NAME = "${aws:username}"


def trust_operators(
    operators: Operators,
    rules: SessionRules,
    *,
    partition: str,
    account: str,
    region: str | None = None,
) -> list[Statement]:
    """Return a statement for each kind of taker, and one for what comes along.

    Sources: "Configuring MFA-protected API access" (``Bool`` and not ``BoolIfExists``, which lets
    long-term keys in), "Monitor and control actions taken with assumed roles" (source identity and
    ``${aws:username}``), "Pass session tags in AWS STS" in the IAM user guide; "Referencing
    permission sets in resource policies" in the IAM Identity Center user guide.

    Args:
        operators: Who may take the role.
        rules: Under which conditions.
        partition: Of the role.
        account: Of the role.
        region: Where STS has to be called; anywhere if left out.
    """
    prefix = f"arn:{partition}:iam::{account}"
    common = _common(rules, region)
    of_user = _merged(common, _mfa(rules), _named_after_the_user(rules))
    of_role = _merged(common, {"StringLike": {"sts:SourceIdentity": "?*"}})
    takers: list[tuple[list[str], Condition]] = []
    if operators.users:
        takers.append(([_arn(prefix, "user", one) for one in operators.users], of_user))
    if operators.roles:
        takers.append(([_arn(prefix, "role", one) for one in operators.roles], of_role))
    if operators.permission_sets:
        sets = [permission_set_pattern(prefix, one) for one in operators.permission_sets]
        in_set = {"ArnLike": {"aws:PrincipalArn": _one_or_more(sets)}}
        takers.append(([f"{prefix}:root"], _merged(of_role, in_set)))
    if operators.accounts:
        roots = [f"arn:{partition}:iam::{one}:root" for one in operators.accounts]
        tags = {
            f"aws:PrincipalTag/{key}": _one_or_more(values)
            for key, values in operators.principal_tags.items()
        }
        tagged = _merged(of_role, {"StringEquals": tags})
        # Of these, users can show MFA, and so they have to.
        takers += [(roots, _merged(tagged, kind)) for kind in _kinds_of_principals(rules)]
    along = [
        *(["sts:SetSourceIdentity"] if rules.source_identity else []),
        *(["sts:TagSession"] if rules.session_tags else []),
    ]
    everyone = dict.fromkeys(arn for arns, _ in takers for arn in arns)
    return [
        *(_allow("sts:AssumeRole", arns, condition) for arns, condition in takers),
        *([_allow(_one_or_more(along), list(everyone))] if along else []),
    ]


def trust_external_accounts(
    accounts: Sequence[str], *, external_id: str, organization_id: str | None, partition: str
) -> list[Statement]:
    """Return the statement that lets other accounts in.

    Source: "Access to AWS accounts owned by third parties" in the IAM user guide.

    Args:
        accounts: 12 digits each.
        external_id: What they have to say.
        organization_id: The organisation that they have to be in; any if there is none.
        partition: Of the role, and of the accounts.
    """
    asked: dict[str, Any] = {"sts:ExternalId": external_id}
    if organization_id is not None:
        asked["aws:PrincipalOrgID"] = organization_id
    roots = [f"arn:{partition}:iam::{account}:root" for account in accounts]
    return [_allow("sts:AssumeRole", roots, {"StringEquals": asked})]


def permission_set_pattern(prefix: str, name: str) -> str:
    """Return the ARNs that the role of a permission set can have in an account.

    The region of Identity Center is part of its path, except in us-east-1. The length of what AWS
    chooses is written out, so that ``Ops`` does not let in ``Ops_Admin``.
    """
    return f"{prefix}:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_{name}_{_SUFFIX}"


def _common(rules: SessionRules, region: str | None) -> Condition:
    """What is asked of everybody."""
    parts: list[Condition] = []
    if rules.valid_from:
        parts.append({"DateGreaterThanEquals": {"aws:CurrentTime": rules.valid_from}})
    if rules.valid_until:
        parts.append({"DateLessThan": {"aws:CurrentTime": rules.valid_until}})
    if rules.networks:
        parts.append({"IpAddress": {"aws:SourceIp": _one_or_more(rules.networks)}})
    if region is not None:
        parts.append({"StringEquals": {"aws:RequestedRegion": region}})
    for key, values in rules.session_tags.items():
        exact = "*" not in values
        value = _one_or_more(values) if exact else "?*"
        parts.append({"StringEquals" if exact else "StringLike": {f"aws:RequestTag/{key}": value}})
    if rules.session_tags:
        keys = _one_or_more(list(rules.session_tags))
        parts.append({"ForAllValues:StringEquals": {"aws:TagKeys": keys}})
    return _merged(*parts)


def _kinds_of_principals(rules: SessionRules) -> list[Condition]:
    """Source: "aws:PrincipalType" in "AWS global condition context keys" of the IAM user guide."""
    if not rules.mfa:
        return [{}]
    user, role = ({"StringEquals": {"aws:PrincipalType": kind}} for kind in ("User", "AssumedRole"))
    return [_merged(user, _mfa(rules)), role]


def _mfa(rules: SessionRules) -> Condition:
    if not rules.mfa:
        return {}
    seconds = str(rules.max_mfa_age_minutes * 60)
    return {
        "Bool": {"aws:MultiFactorAuthPresent": "true"},
        "NumericLessThan": {"aws:MultiFactorAuthAge": seconds},
    }


def _named_after_the_user(rules: SessionRules) -> Condition:
    key = "sts:SourceIdentity" if rules.source_identity else "sts:RoleSessionName"
    return {"StringEquals": {key: _OWN_NAME}}


def _merged(*conditions: Mapping[str, Mapping[str, Any]]) -> Condition:
    merged: Condition = {}
    for condition in conditions:
        for operator, tests in condition.items():
            merged.setdefault(operator, {}).update(tests)
    return merged


def _allow(
    action: str | list[str], arns: Sequence[str], condition: Condition | None = None
) -> Statement:
    statement: Statement = {
        "Effect": "Allow",
        "Principal": {"AWS": _one_or_more(arns)},
        "Action": action,
    }
    return statement if not condition else {**statement, "Condition": condition}


def _arn(prefix: str, kind: str, name: str) -> str:
    return name if name.startswith("arn:") else f"{prefix}:{kind}/{name}"


def _one_or_more(values: Sequence[str]) -> Any:
    return values[0] if len(values) == 1 else list(values)
