"""Which roles of an assembly are compared with which of an account."""

from pathlib import Path

import pytest

from access.access_error import AccessError
from access.drift.drift import DriftKind
from access.drift.find_drift import find_drift
from tests.access.drift.deployed_assemblies import NUMBER, account_with, template, write_assembly

_HERE, _THERE = "eu-west-1", "us-east-1"


def test_roles_are_compared_under_the_names_that_cloudformation_chose(tmp_path: Path) -> None:
    one = template("Role")
    folder = write_assembly(tmp_path, [("One", NUMBER, _HERE, one)])
    account = account_with(["One-Role-ABC", "Other"], {_HERE: [({"Role": "One-Role-ABC"}, one)]})

    found = find_drift(folder, account)

    assert [role.name for role in found.roles] == ["One-Role-ABC"]
    assert (found.drifts, found.not_compared, found.notes) == ((), (), ())


def test_a_role_that_somebody_deleted_is_missing(tmp_path: Path) -> None:
    one = template("Role")
    folder = write_assembly(tmp_path, [("One", NUMBER, _HERE, one)])
    account = account_with([], {_HERE: [({"Role": "One-Role-ABC"}, one)]})

    (drift,) = find_drift(folder, account).drifts

    assert (drift.kind, drift.role.id) == (DriftKind.ROLE_MISSING, "One/Role")
    assert drift.what.startswith("there is no role One-Role-ABC;")


def test_what_is_not_deployed_is_said_and_not_compared(tmp_path: Path) -> None:
    one, two = template("Role", "New"), template("A", "B")
    stacks = [("One", NUMBER, _HERE, one), ("Two", NUMBER, _HERE, two)]
    folder = write_assembly(tmp_path, stacks)
    deployed = [({"Role": "One-Role-ABC"}, template("Role")), ({}, two)]
    account = account_with(["One-Role-ABC"], {_HERE: deployed})

    found = find_drift(folder, account)

    assert found.drifts == ()
    assert found.not_compared == (
        "Two is not deployed (2 roles)",
        "One/New is not deployed yet, as its stack One is",
    )
    (note,) = found.notes
    assert note.startswith("One: what is deployed is another template")


def test_stacks_of_one_name_in_two_regions_are_kept_apart(tmp_path: Path) -> None:
    one = template("Role")
    stacks = [("One", NUMBER, _HERE, one), ("One", NUMBER, _THERE, one)]
    folder = write_assembly(tmp_path, stacks)
    account = account_with(
        ["One-Role-HERE", "One-Role-THERE"],
        {
            _HERE: [({"Role": "One-Role-HERE"}, one)],
            _THERE: [({"Role": "One-Role-THERE"}, one)],
        },
    )

    found = find_drift(folder, account)

    assert [(role.name, role.region) for role in found.roles] == [
        ("One-Role-HERE", _HERE),
        ("One-Role-THERE", _THERE),
    ]
    assert found.drifts == ()


def test_policies_of_stacks_of_one_name_stay_with_the_role_of_their_region(tmp_path: Path) -> None:
    one = template("Role")
    one["Resources"]["Policy"] = {
        "Type": "AWS::IAM::Policy",
        "Properties": {
            "PolicyName": "Own",
            "Roles": [{"Ref": "Role"}],
            "PolicyDocument": {
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Action": "sqs:SendMessage",
                        "Resource": {"Fn::Sub": "arn:aws:sqs:${AWS::Region}:111111111111:q"},
                    }
                ]
            },
        },
    }
    stacks = [("One", NUMBER, _HERE, one), ("One", NUMBER, _THERE, one)]
    folder = write_assembly(tmp_path, stacks)
    deployed = {
        region: [({"Role": f"One-Role-{region}", "Policy": "One-Policy"}, one)]
        for region in (_HERE, _THERE)
    }
    account = account_with([f"One-Role-{region}" for region in (_HERE, _THERE)], deployed)

    roles = find_drift(folder, account).roles

    assert [
        policy.document["Statement"][0]["Resource"]
        for role in roles
        for policy in role.policies
        if policy.document
    ] == [f"arn:aws:sqs:{_HERE}:111111111111:q", f"arn:aws:sqs:{_THERE}:111111111111:q"]


def test_only_the_roles_of_the_environment_are_compared(tmp_path: Path) -> None:
    one, two = template("Role"), template("Role", environment="test")
    stacks = [("One", NUMBER, _HERE, one), ("Two", NUMBER, _HERE, two)]
    folder = write_assembly(tmp_path, stacks)
    account = account_with([], {_HERE: [({"Role": "One-Role"}, one), ({"Role": "Two-Role"}, two)]})

    found = find_drift(folder, account, environment="test")

    assert [role.name for role in found.roles] == ["Two-Role"]


def test_an_assembly_for_other_accounts_is_refused(tmp_path: Path) -> None:
    folder = write_assembly(tmp_path, [("One", "222222222222", _HERE, template("Role"))])

    with pytest.raises(
        AccessError,
        match=r"expected stacks for 111111111111, the account of the credentials \(--profile\), "
        "got stacks for 222222222222",
    ):
        find_drift(folder, account_with([], {_HERE: []}))
