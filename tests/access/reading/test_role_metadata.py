from pathlib import Path
from typing import Any

import pytest

from access.access_error import AccessError
from access.records import Call, Contract
from tests.access.reading.small_assembly import allow, read_role, resource, role

_PATHS = {
    "/One/Task/Role/Resource": [{"type": "aws:cdk:logicalId", "data": "Role"}],
    "/One/Task/Policy/Resource": [{"type": "aws:cdk:logicalId", "data": "Policy"}],
}
_RESOURCES = {
    "Role": role(),
    "Policy": resource(
        "AWS::IAM::ManagedPolicy", PolicyDocument=allow("s3:Get*"), Roles=[{"Ref": "Role"}]
    ),
}


def _with(folder: Path, **entries: Any) -> Any:
    """Of a path, with __ for a slash, what the metadata says."""
    noted = {f"/{path.replace('__', '/')}": written for path, written in entries.items()}
    return read_role(folder, _RESOURCES, metadata=_PATHS | noted)


@pytest.mark.parametrize("data", ["no kind", 3, "role"])
def test_a_kind_that_is_none_is_refused(tmp_path: Path, data: Any) -> None:
    with pytest.raises(
        AccessError, match=r"One/Task/Role, metadata ecs-iam-roles:kind: expected one"
    ):
        _with(tmp_path, One__Task__Role=[{"type": "ecs-iam-roles:kind", "data": data}])


def test_a_contract_is_read(tmp_path: Path) -> None:
    data = {
        "mustAllow": [
            {
                "action": "s3:GetObject",
                "resource": "arn:aws:s3:::b/k",
                "context": {"aws:SourceVpc": "vpc-1", "a:b": ["x", "y"], "c:d": None},
            }
        ],
        "mustDeny": [{"action": "s3:ListAllMyBuckets"}],
        "noWiderThan": "staging",
    }
    found = _with(tmp_path, One__Task__Role=[{"type": "ecs-iam-roles:contract", "data": data}])

    assert found.contract == Contract(
        must_allow=(
            Call(
                action="s3:GetObject",
                resource="arn:aws:s3:::b/k",
                context={"aws:SourceVpc": ("vpc-1",), "a:b": ("x", "y"), "c:d": None},
            ),
        ),
        must_deny=(Call(action="s3:ListAllMyBuckets"),),
        no_wider_than="staging",
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"mustRefuse": []}, "expected mustAllow, mustDeny and noWiderThan"),
        ("text", "expected mustAllow, mustDeny and noWiderThan"),
        ({"mustAllow": [{"resource": "*"}]}, "mustAllow: expected an action"),
        ({"mustDeny": "s3:GetObject"}, "mustDeny: expected a list"),
    ],
)
def test_a_contract_that_is_written_wrongly_is_refused(
    tmp_path: Path, data: Any, message: str
) -> None:
    with pytest.raises(AccessError, match=message):
        _with(tmp_path, One__Task__Role=[{"type": "ecs-iam-roles:contract", "data": data}])


def test_reasons_are_those_of_the_role_its_policies_and_what_is_around_them(tmp_path: Path) -> None:
    def acknowledged(rule: str) -> list[dict[str, Any]]:
        return [{"type": "aws:cdk:acknowledged-rules", "data": {rule: f"why {rule}"}}]

    found = _with(
        tmp_path,
        One=acknowledged("stack"),
        One__Task=acknowledged("task"),
        One__Task__Role=acknowledged("role"),
        One__Task__Policy=acknowledged("policy"),
        One__Task__Policy__Resource=[
            *_PATHS["/One/Task/Policy/Resource"],
            *acknowledged("l1"),
        ],
        One__Taskless=acknowledged("other"),
    )

    assert found.reasons == {
        rule: f"why {rule}" for rule in ("stack", "task", "policy", "l1", "role")
    }
