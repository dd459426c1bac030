"""What the simulator of the sandbox's IAM says."""

import json

import pytest

from tests.sandbox.small_account import SmallAccount

_PASS = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "iam:PassRole",
            "Resource": "*",
            "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}},
        }
    ],
}
_TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "ec2.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


@pytest.mark.parametrize(
    ("service", "decision"),
    [
        ("ec2.amazonaws.com", "allowed"),
        ("ecs.amazonaws.com", "implicitDeny"),
        (None, "implicitDeny"),
    ],
)
def test_it_takes_condition_keys_into_account(
    account: SmallAccount, service: str | None, decision: str
) -> None:
    iam = account.client("iam")
    role = iam.create_role(
        RoleName="deployer", Path="/team/", AssumeRolePolicyDocument=json.dumps(_TRUST)
    )["Role"]
    iam.put_role_policy(RoleName="deployer", PolicyName="Pass", PolicyDocument=json.dumps(_PASS))
    entry = {
        "ContextKeyName": "iam:PassedToService",
        "ContextKeyValues": [service],
        "ContextKeyType": "string",
    }

    (result,) = iam.simulate_principal_policy(
        PolicySourceArn=role["Arn"],
        ActionNames=["iam:PassRole"],
        ContextEntries=[] if service is None else [entry],
    )["EvaluationResults"]

    assert result["EvalDecision"] == decision


def test_a_key_can_have_several_values_and_does_not_outlive_its_call(
    account: SmallAccount,
) -> None:
    iam = account.client("iam")
    policy = json.loads(json.dumps(_PASS).replace('"StringEquals"', '"ForAnyValue:StringEquals"'))
    role = iam.create_role(RoleName="deployer", AssumeRolePolicyDocument=json.dumps(_TRUST))["Role"]
    iam.put_role_policy(RoleName="deployer", PolicyName="Pass", PolicyDocument=json.dumps(policy))
    several = {
        "ContextKeyName": "iam:PassedToService",
        "ContextKeyValues": ["ecs.amazonaws.com", "ec2.amazonaws.com"],
        "ContextKeyType": "stringList",
    }
    asked = {"PolicySourceArn": role["Arn"], "ActionNames": ["iam:PassRole"]}

    decisions = [
        iam.simulate_principal_policy(**asked, ContextEntries=entries)["EvaluationResults"][0][
            "EvalDecision"
        ]
        for entries in ([several], [])
    ]

    assert decisions == ["allowed", "implicitDeny"]


_ALL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def test_further_policies_count_also_for_a_role_without_any(account: SmallAccount) -> None:
    iam = account.client("iam")
    role = iam.create_role(RoleName="bare", AssumeRolePolicyDocument=json.dumps(_TRUST))["Role"]
    asked = {"PolicySourceArn": role["Arn"], "ActionNames": ["s3:ListAllMyBuckets"]}

    decisions = [
        iam.simulate_principal_policy(**asked, PolicyInputList=further)["EvaluationResults"][0][
            "EvalDecision"
        ]
        for further in ([json.dumps(_ALL)], [])
    ]

    assert decisions == ["allowed", "implicitDeny"]


def test_the_boundary_of_the_role_counts(account: SmallAccount) -> None:
    iam = account.client("iam")
    boundary = iam.create_policy(PolicyName="Boundary", PolicyDocument=json.dumps(_PASS))["Policy"]
    role = iam.create_role(
        RoleName="bounded",
        Path="/team/",
        AssumeRolePolicyDocument=json.dumps(_TRUST),
        PermissionsBoundary=boundary["Arn"],
    )["Role"]
    iam.put_role_policy(RoleName="bounded", PolicyName="All", PolicyDocument=json.dumps(_ALL))
    asked = {"PolicySourceArn": role["Arn"], "ActionNames": ["s3:ListAllMyBuckets"]}

    (bounded,) = iam.simulate_principal_policy(**asked)["EvaluationResults"]
    iam.delete_role_permissions_boundary(RoleName="bounded")
    (free,) = iam.simulate_principal_policy(**asked)["EvaluationResults"]

    assert (bounded["EvalDecision"], free["EvalDecision"]) == ("implicitDeny", "allowed")
