"""What a task role needs for the sessions of ECS Exec."""

from typing import Any

from constructs_lib.allow import allow
from constructs_lib.exec_sessions import ExecSessions

Statement = dict[str, Any]


def exec_statements(
    sessions: ExecSessions, *, partition: str, region: str, account: str
) -> list[Statement]:
    """Return the statements: the four actions of a session, and what keeps it where it is kept.

    In the container runs the SSM agent, with the task role. Sources: "Monitor Amazon ECS containers
    with ECS Exec" in the Amazon ECS developer guide; what the agent calls is read from the code of
    amazon-ssm-agent 3.3 (``agent/session``, ``agent/s3util``, ``agent/agentlogstocloudwatch``).

    Args:
        sessions: What is kept, and where.
        partition: Of the task.
        region: Of the task, and of the log group.
        account: Of the task, and of the log group.
    """
    logs = f"arn:{partition}:logs:{region}:{account}:log-group"
    return [
        *_open_sessions(),
        *(_write_to_log_group(logs, sessions.log_group) if sessions.log_group else ()),
        *(_write_to_bucket(f"arn:{partition}:s3:::", account, sessions) if sessions.bucket else ()),
        *(_decrypt_sessions(sessions.key_arn) if sessions.key_arn else ()),
    ]


def _open_sessions() -> list[Statement]:
    """The actions of ``ssmmessages`` take no resource in what AWS documents for ECS Exec."""
    return [
        allow(
            "OpenExecSessions",
            [
                "ssmmessages:CreateControlChannel",
                "ssmmessages:CreateDataChannel",
                "ssmmessages:OpenControlChannel",
                "ssmmessages:OpenDataChannel",
            ],
            "*",
        )
    ]


def _write_to_log_group(log_groups: str, name: str) -> list[Statement]:
    """Look for the log group, and write one stream a session.

    ``logs:DescribeLogGroups`` cannot be limited to the group: the request is for
    ``log-group::log-stream:``, without a name (hashicorp/terraform-provider-aws issue 8804).
    """
    return [
        allow("FindLogGroup", "logs:DescribeLogGroups", f"{log_groups}:*"),
        allow(
            "LogExecSessions",
            ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            f"{log_groups}:{name}:*",
        ),
    ]


def _write_to_bucket(buckets: str, account: str, sessions: ExecSessions) -> list[Statement]:
    """Write one object a session, encrypted as the bucket is.

    The ARN of a bucket names no account, so the condition does: whoever made a bucket of that name
    first would otherwise read the sessions. The agent never calls ``s3:GetBucketLocation``, which
    the developer guide has beside these. It encrypts with the key of the bucket, in parts if the
    log is long, which takes ``kms:Decrypt`` as well ("Uploading and copying objects using multipart
    upload" in the Amazon S3 user guide).
    """
    bucket = f"{buckets}{sessions.bucket}"
    folder = f"{bucket}/{sessions.key_prefix}" if sessions.key_prefix else bucket
    own = {"StringEquals": {"aws:ResourceAccount": account}}
    key = sessions.bucket_key_arn
    actions = ["kms:Decrypt", "kms:GenerateDataKey"]
    return [
        allow("KeepExecSessions", "s3:PutObject", f"{folder}/*", own),
        allow("SeeEncryptionOfBucket", "s3:GetEncryptionConfiguration", bucket, own),
        *([allow("EncryptKeptSessions", actions, key)] if key else []),
    ]


def _decrypt_sessions(key_arn: str) -> list[Statement]:
    """Read the data key that the user's side has generated; the agent generates none."""
    return [allow("DecryptExecSessions", "kms:Decrypt", key_arn)]
