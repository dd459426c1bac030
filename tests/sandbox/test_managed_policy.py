"""A managed policy of a template that roles of other templates have as their boundary."""

import json

import pytest

from tests.sandbox.small_account import SmallAccount, StackFailed

_ALL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
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


def test_a_boundary_outlives_the_roles_that_have_it(account: SmallAccount) -> None:
    policy = {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": _ALL}}
    arn = account.deploy({"Boundary": policy})["Boundary"]
    iam = account.client("iam")
    iam.create_role(
        RoleName="bounded",
        AssumeRolePolicyDocument=json.dumps(_TRUST),
        PermissionsBoundary=arn,
    )

    with pytest.raises(StackFailed, match="Cannot delete a policy attached to entities"):
        account.destroy()
    assert iam.get_policy(PolicyArn=arn)["Policy"]["Arn"] == arn
    iam.delete_role(RoleName="bounded")
    account.destroy()

    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_policy(PolicyArn=arn)
