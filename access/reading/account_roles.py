"""Roles out of the answers of ``iam:GetAccountAuthorizationDetails``."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from access.access_error import AccessError
from access.reading.role_kind import role_kind
from access.records import Attachment, Document, Policy, Role

_STACK, _LOGICAL_ID = "aws:cloudformation:stack-name", "aws:cloudformation:logical-id"

_Attachments = Mapping[str, tuple[Attachment, ...]]


def account_roles(
    pages: Iterable[Mapping[str, Any]], *, account: str, region: str, attachments: _Attachments
) -> tuple[Role, ...]:
    """Return the roles of all pages, by name.

    Of a page is kept what a role needs: of a managed policy, the version that is in force.

    Args:
        pages: Answers, in any order: a role may come before the policies that it has.
        account: Twelve digits.
        region: Where they were asked for.
        attachments: What delivers a role besides instance profiles, by the role's ARN.

    Raises:
        AccessError: A policy that is no JSON.
    """
    details: list[Mapping[str, Any]] = []
    managed: dict[str, Policy] = {}
    for page in pages:
        details += page.get("RoleDetailList", ())
        managed |= {one["Arn"]: _managed(one) for one in page.get("Policies", ())}
    return tuple(
        _role(detail, managed, account, region, attachments.get(detail["Arn"], ()))
        for detail in sorted(details, key=lambda one: str(one["RoleName"]))
    )


def _role(
    detail: Mapping[str, Any],
    managed: Mapping[str, Policy],
    account: str,
    region: str,
    attachments: tuple[Attachment, ...],
) -> Role:
    arn = str(detail["Arn"])
    tags = {tag["Key"]: tag["Value"] for tag in detail.get("Tags", ())}
    boundary = detail.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
    profiles = tuple(
        Attachment(carrier="instance profile", name=one["InstanceProfileName"], field="Roles")
        for one in detail.get("InstanceProfileList", ())
    )
    trust = _document(detail["AssumeRolePolicyDocument"], f"{arn}, its trust policy")
    policies = (*_inline(detail), *_attached(detail, managed))
    delivered = (*profiles, *attachments)
    return Role(
        id=arn,
        name=str(detail["RoleName"]),
        arn=arn,
        account=account,
        region=region,
        kind=role_kind(arn=arn, trust=trust, policies=policies, attachments=delivered),
        trust=trust,
        policies=policies,
        boundary=None if boundary is None else managed.get(boundary, _unknown(boundary)),
        attachments=delivered,
        environment=tags.get("environment"),
        stack=tags.get(_STACK),
        logical_id=tags.get(_LOGICAL_ID),
    )


def _inline(detail: Mapping[str, Any]) -> Iterator[Policy]:
    for one in detail.get("RolePolicyList", ()):
        where = f"{detail['Arn']}, inline policy {one['PolicyName']}"
        yield Policy(
            name=one["PolicyName"], where=where, document=_document(one["PolicyDocument"], where)
        )


def _attached(detail: Mapping[str, Any], managed: Mapping[str, Policy]) -> Iterator[Policy]:
    for one in detail.get("AttachedManagedPolicies", ()):
        yield managed.get(one["PolicyArn"], _unknown(one["PolicyArn"]))


def _managed(detail: Mapping[str, Any]) -> Policy:
    arn = str(detail["Arn"])
    documents = [
        version["Document"]
        for version in detail.get("PolicyVersionList", ())
        if version["IsDefaultVersion"]
    ]
    return Policy(
        name=str(detail["PolicyName"]),
        where=arn,
        document=_document(documents[0], arn) if documents else None,
        arn=arn,
    )


def _unknown(arn: str) -> Policy:
    return Policy(name=arn.rsplit("/", 1)[-1], where=arn, document=None, arn=arn)


def _document(text: str | Document, where: str) -> Document:
    """IAM answers with JSON in the encoding of a URL; botocore decodes it where it can."""
    if isinstance(text, Mapping):
        return text
    try:
        document = json.loads(unquote(text))
    except ValueError as error:
        raise AccessError(where, expected="a policy in JSON", got=str(error)) from error
    if not isinstance(document, dict):
        raise AccessError(where, expected="a policy in JSON", got=document)
    return document
