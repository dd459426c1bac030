"""What the emulator tells of an account: all that AWS does, in pages."""

import json
from typing import Any

from tests.sandbox.small_account import SmallAccount

_TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "ec2.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
)
_NOTHING = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}
)
_OF_AWS = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"


def _fill(account: SmallAccount) -> str:
    iam = account.client("iam")
    boundary = iam.create_policy(PolicyName="Boundary", PolicyDocument=_NOTHING)["Policy"]["Arn"]
    iam.create_role(
        RoleName="a", AssumeRolePolicyDocument=_TRUST, PermissionsBoundary=boundary, Path="/x/"
    )
    iam.create_role(RoleName="b", AssumeRolePolicyDocument=_TRUST)
    iam.attach_role_policy(RoleName="b", PolicyArn=_OF_AWS)
    iam.put_role_policy(RoleName="b", PolicyName="Inline", PolicyDocument=_NOTHING)
    return str(boundary)


def test_roles_are_told_with_their_boundary(account: SmallAccount) -> None:
    boundary = _fill(account)

    details = account.client("iam").get_account_authorization_details()
    a, b = details["RoleDetailList"]

    assert a["PermissionsBoundary"] == {
        "PermissionsBoundaryType": "Policy",
        "PermissionsBoundaryArn": boundary,
    }
    assert "PermissionsBoundary" not in b
    assert a["AssumeRolePolicyDocument"] == json.loads(_TRUST)
    assert [one["PolicyDocument"] for one in b["RolePolicyList"]] == [json.loads(_NOTHING)]


def test_policies_of_aws_are_told_if_something_has_them(account: SmallAccount) -> None:
    _fill(account)
    iam = account.client("iam")

    told = iam.get_account_authorization_details(Filter=["AWSManagedPolicy"])
    local = iam.get_account_authorization_details(Filter=["LocalManagedPolicy"])

    (policy,) = told["Policies"]
    (version,) = policy["PolicyVersionList"]
    assert policy["Arn"] == _OF_AWS
    assert version["IsDefaultVersion"]
    assert "ecr:GetAuthorizationToken" in version["Document"]["Statement"][0]["Action"]
    assert [one["PolicyName"] for one in local["Policies"]] == ["Boundary"]


def test_pages_have_everything_once(account: SmallAccount) -> None:
    _fill(account)
    iam = account.client("iam")
    first: dict[str, Any] = iam.get_account_authorization_details(MaxItems=1)

    pages = list(
        iam.get_paginator("get_account_authorization_details").paginate(
            PaginationConfig={"PageSize": 1}
        )
    )

    assert first["IsTruncated"]
    assert len(pages) == 4
    assert [one["RoleName"] for page in pages for one in page["RoleDetailList"]] == ["a", "b"]
    assert len([one for page in pages for one in page["Policies"]]) == 2
    assert not pages[-1]["IsTruncated"]
