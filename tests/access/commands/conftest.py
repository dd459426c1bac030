"""A small assembly with one of every answer."""

from pathlib import Path

import pytest

from tests.access.reading.small_assembly import allow, resource, role, write_assembly


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A role that may read objects of a bucket, but not iam, and lists in one VPC only."""
    deny = {"Effect": "Deny", "Action": "iam:*", "Resource": "*", "Sid": "NoIam"}
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    in_vpc = {
        "Effect": "Allow",
        "Action": "s3:ListAllMyBuckets",
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:SourceVpc": "vpc-1"}},
    }
    document = allow("s3:GetObject", resource="arn:aws:s3:::bucket/*")
    document["Statement"] += [in_vpc]
    stack = {
        "Boundary": resource(
            "AWS::IAM::ManagedPolicy",
            ManagedPolicyName="boundary",
            PolicyDocument={"Version": "2012-10-17", "Statement": [everything, deny]},
        ),
        "Task": role(
            RoleName="task",
            PermissionsBoundary={"Ref": "Boundary"},
            Policies=[{"PolicyName": "reads", "PolicyDocument": document}],
            Tags=[{"Key": "environment", "Value": "dev"}],
        ),
        "Definition": resource(
            "AWS::ECS::TaskDefinition", Family="web", TaskRoleArn={"Fn::GetAtt": ["Task", "Arn"]}
        ),
        "Unknown": role(
            RoleName="unknown", ManagedPolicyArns=["arn:aws:iam::111111111111:policy/elsewhere"]
        ),
        "Broken": role(
            RoleName="broken",
            Policies=[{"PolicyName": "p", "PolicyDocument": {"Statement": [{"Effect": "Allow"}]}}],
        ),
    }
    return write_assembly(tmp_path / "assembly", {"One": {"Resources": stack}})
