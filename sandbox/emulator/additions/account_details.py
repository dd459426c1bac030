"""All of ``iam:GetAccountAuthorizationDetails``.

The emulator tells no permissions boundary, none of AWS's own policies, and everything at once.
Source: "GetAccountAuthorizationDetails" in the IAM API reference. That AWS tells those of its
policies that something has, and no others, is what the accounts of users show; the reference does
not say it.
"""

import itertools
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

SUMMARY = "tell boundaries and the policies of AWS that are in use; answer in pages"

_NAMESPACE = "https://iam.amazonaws.com/doc/2010-05-08/"
_LISTS = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")
_DEFAULT_ITEMS = 100

_Request = dict[str, Any]
_Answer = tuple[int, dict[str, str], bytes]


def install() -> None:
    """Complete the emulator's own answer, and cut it into pages."""
    from ministack.services import iam

    plain = iam._IAM_HANDLERS["GetAccountAuthorizationDetails"]

    def details(request: _Request) -> _Answer:
        status, headers, body = plain(request)
        ElementTree.register_namespace("", _NAMESPACE)
        answer = ElementTree.fromstring(body)
        result = answer.find(_tag("GetAccountAuthorizationDetailsResult"))
        assert result is not None
        _add_boundaries(iam, result)
        filters = _filters(iam, request)
        if not filters or "AWSManagedPolicy" in filters:
            _add_policies_of_aws(iam, result)
        start = int(iam._p(request, "Marker") or 0)
        size = int(iam._p(request, "MaxItems") or _DEFAULT_ITEMS)
        _keep(result, start, start + size)
        return status, headers, ElementTree.tostring(answer, encoding="utf-8")

    iam._IAM_HANDLERS["GetAccountAuthorizationDetails"] = details


def _tag(name: str) -> str:
    return f"{{{_NAMESPACE}}}{name}"


def _list(result: ElementTree.Element, name: str) -> ElementTree.Element:
    found = result.find(_tag(name))
    assert found is not None
    return found


def _filters(iam: Any, request: _Request) -> set[str]:
    named = (iam._p(request, f"Filter.member.{number}") for number in itertools.count(1))
    return set(itertools.takewhile(bool, named))


def _add_boundaries(iam: Any, result: ElementTree.Element) -> None:
    for name, entities in (("RoleDetailList", iam._roles), ("UserDetailList", iam._users)):
        for member in _list(result, name):
            named = member.findtext(_tag("RoleName")) or member.findtext(_tag("UserName"))
            if boundary := entities[named].get("PermissionsBoundary"):
                told = ElementTree.SubElement(member, _tag("PermissionsBoundary"))
                _say(told, "PermissionsBoundaryType", "Policy")
                _say(told, "PermissionsBoundaryArn", boundary)


def _add_policies_of_aws(iam: Any, result: ElementTree.Element) -> None:
    for arn in sorted(set(_in_use(iam))):
        policy = iam._lookup_policy(arn) if iam._is_aws_managed_arn(arn) else None
        if policy is None:
            continue
        member = ElementTree.SubElement(_list(result, "Policies"), _tag("member"))
        _say(member, "PolicyName", policy["PolicyName"])
        _say(member, "Arn", arn)
        _say(member, "DefaultVersionId", policy["DefaultVersionId"])
        versions = ElementTree.SubElement(member, _tag("PolicyVersionList"))
        for version in policy["Versions"].values():
            told = ElementTree.SubElement(versions, _tag("member"))
            _say(told, "Document", quote(version["Document"], safe=""))
            _say(told, "VersionId", version["VersionId"])
            _say(told, "IsDefaultVersion", str(version["IsDefaultVersion"]).lower())


def _in_use(iam: Any) -> Iterator[str]:
    for entities in (iam._roles, iam._users, iam._groups):
        for entity in entities.values():
            yield from entity.get("AttachedPolicies", ())
            if boundary := entity.get("PermissionsBoundary"):
                yield boundary


def _say(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, _tag(name)).text = text


def _keep(result: ElementTree.Element, start: int, end: int) -> None:
    """Leave the items of one page, counted through all lists."""
    members = [
        (held, member) for name in _LISTS for held in [_list(result, name)] for member in held
    ]
    for number, (held, member) in enumerate(members):
        if not start <= number < end:
            held.remove(member)
    if end < len(members):
        truncated = result.find(_tag("IsTruncated"))
        assert truncated is not None
        truncated.text = "true"
        _say(result, "Marker", str(end))
