from typing import Any

import pytest
from aws_cdk import CfnParameter, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk.assertions import Template

from constructs_lib import ConfigurationError, ExecSessions

_KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def _configuration(stack: Stack, sessions: ExecSessions) -> dict[str, Any]:
    """What the cluster is told of sessions, as the template has it."""
    vpc = ec2.Vpc.from_vpc_attributes(stack, "Vpc", vpc_id="vpc-1", availability_zones=["a"])
    ecs.Cluster(
        stack, "Cluster", vpc=vpc, execute_command_configuration=sessions.configuration(stack)
    )
    (cluster,) = Template.from_stack(stack).find_resources("AWS::ECS::Cluster").values()
    configuration: dict[str, Any] = cluster["Properties"]["Configuration"]
    return dict(configuration["ExecuteCommandConfiguration"])


def test_the_cluster_keeps_nothing_of_sessions_by_default(stack: Stack) -> None:
    assert _configuration(stack, ExecSessions()) == {"Logging": "NONE"}


def test_the_cluster_keeps_sessions_where_they_are_meant_to_be_kept(stack: Stack) -> None:
    sessions = ExecSessions(
        log_group="/ecs/exec",
        bucket="sessions",
        key_prefix="exec/web",
        only_encrypted=True,
        key_arn=_KEY,
        bucket_key_arn=_KEY,
    )

    assert _configuration(stack, sessions) == {
        "KmsKeyId": _KEY,
        "Logging": "OVERRIDE",
        "LogConfiguration": {
            "CloudWatchLogGroupName": "/ecs/exec",
            "CloudWatchEncryptionEnabled": True,
            "S3BucketName": "sessions",
            "S3EncryptionEnabled": True,
            "S3KeyPrefix": "exec/web",
        },
    }


@pytest.mark.parametrize(
    ("sessions", "log_configuration"),
    [
        (
            ExecSessions(log_group="/ecs/exec"),
            {"CloudWatchLogGroupName": "/ecs/exec", "CloudWatchEncryptionEnabled": False},
        ),
        (
            ExecSessions(bucket="sessions"),
            {"S3BucketName": "sessions", "S3EncryptionEnabled": False},
        ),
    ],
)
def test_the_cluster_keeps_sessions_in_one_place(
    sessions: ExecSessions, log_configuration: dict[str, Any], stack: Stack
) -> None:
    assert _configuration(stack, sessions) == {
        "Logging": "OVERRIDE",
        "LogConfiguration": log_configuration,
    }


def test_what_is_named_can_be_made_in_the_same_stack(stack: Stack) -> None:
    group, bucket, key = logs.LogGroup(stack, "Log"), s3.Bucket(stack, "B"), kms.Key(stack, "Key")
    sessions = ExecSessions(
        log_group=group.log_group_name, bucket=bucket.bucket_name, key_arn=key.key_arn
    )

    configuration = _configuration(stack, sessions)

    assert configuration["KmsKeyId"] == stack.resolve(key.key_arn)
    assert configuration["LogConfiguration"]["CloudWatchLogGroupName"] == stack.resolve(
        group.log_group_name
    )
    assert configuration["LogConfiguration"]["S3BucketName"] == stack.resolve(bucket.bucket_name)


def test_the_cluster_makes_no_resource_of_what_is_named(stack: Stack) -> None:
    _configuration(stack, ExecSessions(log_group="/ecs/exec", bucket="sessions", key_arn=_KEY))

    resources = Template.from_stack(stack).to_json()["Resources"]
    assert {one["Type"] for one in resources.values()} == {"AWS::ECS::Cluster"}


def test_what_only_deployment_knows_passes(stack: Stack) -> None:
    name = CfnParameter(stack, "Name").value_as_string

    ExecSessions(
        log_group=name, bucket=name, key_prefix=name, key_arn=name, bucket_key_arn=name
    ).check("exec")


@pytest.mark.parametrize(
    ("sessions", "message"),
    [
        (
            {"log_group": "arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/exec"},
            "log_group: expected the name of a log group, as in '/ecs/orders'",
        ),
        ({"log_group": ""}, "log_group: expected the name of a log group"),
        ({"bucket": "Sessions"}, "bucket: expected the name of a bucket"),
        ({"bucket": "arn:aws:s3:::sessions"}, "bucket: expected the name of a bucket"),
        ({"bucket": "a..b"}, "bucket: expected the name of a bucket"),
        ({"bucket": "ab"}, "bucket: expected the name of a bucket"),
        ({"bucket": "b" * 64}, "bucket: expected the name of a bucket"),
        ({"bucket": "sessions", "key_prefix": "/exec"}, "key_prefix: expected a folder"),
        ({"bucket": "sessions", "key_prefix": "exec/"}, "key_prefix: expected a folder"),
        ({"bucket": "sessions", "key_prefix": "exec/*"}, "key_prefix: expected a folder"),
        ({"bucket": "sessions", "key_prefix": ""}, "key_prefix: expected a folder"),
        ({"key_prefix": "exec"}, r"key_prefix: expected a bucket that it is for \(set bucket\)"),
        ({"key_arn": "1234abcd"}, "key_arn: expected the ARN of a key, and no alias"),
        (
            {"key_arn": "arn:aws:kms:eu-west-1:123456789012:alias/exec"},
            "key_arn: expected the ARN of a key, and no alias",
        ),
        ({"key_arn": ""}, "key_arn: expected the ARN of a key"),
        (
            {"bucket": "sessions", "bucket_key_arn": "arn:aws:kms:eu-west-1:1:key/x"},
            "bucket_key_arn: expected the ARN of a key",
        ),
        ({"bucket_key_arn": _KEY}, "bucket_key_arn: expected a bucket that it is for"),
        (
            {"only_encrypted": True, "key_arn": _KEY},
            r"only_encrypted: expected sessions that are kept \(set log_group or bucket\)",
        ),
        ({"only_encrypted": "yes"}, "only_encrypted: expected bool, got 'yes'"),
    ],
)
def test_refuses_what_aws_would_refuse_or_what_would_have_no_effect(
    sessions: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigurationError, match=rf"^exec\.{message}"):
        ExecSessions(**sessions).check("exec")


def test_the_cluster_is_refused_sessions_that_aws_would_refuse(stack: Stack) -> None:
    with pytest.raises(ConfigurationError, match=r"^Test\.exec_sessions\.bucket: expected"):
        ExecSessions(bucket="Sessions").configuration(stack)
