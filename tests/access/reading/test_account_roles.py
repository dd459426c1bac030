"""Roles out of the answers of IAM."""

import json
import weakref
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from access.access_error import AccessError
from access.reading.account_roles import account_roles
from access.records import Attachment, Role

_NUMBER = "111111111111"
_IAM = f"arn:aws:iam::{_NUMBER}"
_DOCUMENT = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}],
}
_TASK = Attachment(carrier="task definition", name="web:1", field="taskRoleArn")


def _detail(name: str, **others: Any) -> dict[str, Any]:
    return {
        "RoleName": name,
        "Arn": f"{_IAM}:role/{name}",
        "AssumeRolePolicyDocument": _DOCUMENT,
        **others,
    }


def _policy(name: str, document: Any = _DOCUMENT) -> dict[str, Any]:
    return {
        "PolicyName": name,
        "Arn": f"{_IAM}:policy/{name}",
        "PolicyVersionList": [
            {"VersionId": "v1", "IsDefaultVersion": False, "Document": {"Statement": []}},
            {"VersionId": "v2", "IsDefaultVersion": True, "Document": document},
        ],
    }


def _roles(*pages: dict[str, Any]) -> tuple[Role, ...]:
    return account_roles(
        pages,
        account=_NUMBER,
        region="eu-west-1",
        attachments={f"{_IAM}:role/a": (_TASK,)},
    )


def test_a_role_has_all_that_decides_what_it_may_do() -> None:
    detail = _detail(
        "a",
        Tags=[
            {"Key": "environment", "Value": "dev"},
            {"Key": "aws:cloudformation:stack-name", "Value": "One"},
            {"Key": "aws:cloudformation:logical-id", "Value": "Role"},
        ],
        PermissionsBoundary={"PermissionsBoundaryArn": f"{_IAM}:policy/b"},
        RolePolicyList=[{"PolicyName": "Own", "PolicyDocument": _DOCUMENT}],
        AttachedManagedPolicies=[{"PolicyArn": f"{_IAM}:policy/p", "PolicyName": "p"}],
        InstanceProfileList=[{"InstanceProfileName": "hosts"}],
    )

    (role,) = _roles({"RoleDetailList": [detail]}, {"Policies": [_policy("p"), _policy("b")]})

    assert (role.id, role.name, role.environment) == (role.arn, "a", "dev")
    assert (role.stack, role.logical_id) == ("One", "Role")
    assert role.trust == _DOCUMENT
    assert [(one.name, one.arn, one.document) for one in role.policies] == [
        ("Own", None, _DOCUMENT),
        ("p", f"{_IAM}:policy/p", _DOCUMENT),
    ]
    assert role.boundary is not None
    assert role.boundary.document == _DOCUMENT
    assert role.attachments == (
        Attachment(carrier="instance profile", name="hosts", field="Roles"),
        _TASK,
    )


def test_policies_and_boundaries_that_are_not_told_are_unknown() -> None:
    arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    detail = _detail(
        "a",
        AttachedManagedPolicies=[{"PolicyArn": arn, "PolicyName": "ReadOnlyAccess"}],
        PermissionsBoundary={"PermissionsBoundaryArn": arn},
    )

    (role,) = _roles({"RoleDetailList": [detail]})

    assert [(one.arn, one.document) for one in role.policies] == [(arn, None)]
    assert role.boundary == role.policies[0]


def test_a_document_in_the_encoding_of_a_url_is_read() -> None:
    text = quote(json.dumps(_DOCUMENT))

    (role,) = _roles({"RoleDetailList": [_detail("a", AssumeRolePolicyDocument=text)]})

    assert role.trust == _DOCUMENT


@pytest.mark.parametrize("text", ["no JSON", "[]"])
def test_a_document_that_is_no_policy_is_refused(text: str) -> None:
    with pytest.raises(AccessError, match=r"^arn:aws:iam::1+:policy/p: expected a policy in JSON"):
        _roles({"Policies": [_policy("p", text)]})


class _Page(dict[str, Any]):
    """An answer that can be seen to be let go."""


def test_no_page_is_kept_when_the_next_one_is_asked_for() -> None:
    alive: list[weakref.ref[_Page]] = []
    most = 0

    def pages() -> Iterator[_Page]:
        nonlocal most
        for number in range(30):
            names = [f"r-{number:02}-{one:02}" for one in range(100)]
            page = _Page(RoleDetailList=[_detail(name) for name in names])
            alive.append(weakref.ref(page))
            yield page
            del page
            most = max(most, sum(one() is not None for one in alive))

    roles = account_roles(pages(), account=_NUMBER, region="eu-west-1", attachments={})

    assert len(roles) == 3000
    assert most <= 1
