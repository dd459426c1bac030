"""What the SSM agent in a container may do for a session, and what near by it may not."""

from collections.abc import Callable

import pytest

from constructs_lib import ExecSessions
from constructs_lib.exec_statements import exec_statements
from constructs_lib.iam.statement_mistakes import statement_mistakes

_KEY = "arn:aws:kms:eu-west-1:123456789012:key/of-sessions"
_BUCKET_KEY = "arn:aws:kms:eu-west-1:123456789012:key/of-bucket"
_LOGS = "arn:aws:logs:eu-west-1:123456789012:log-group"
_ALL = ExecSessions(
    log_group="/ecs/exec",
    bucket="sessions",
    key_prefix="exec/web",
    only_encrypted=True,
    key_arn=_KEY,
    bucket_key_arn=_BUCKET_KEY,
)

Allows = Callable[..., bool]

_SESSION = [
    (f"ssmmessages:{action}", "*")
    for action in (
        "CreateControlChannel",
        "CreateDataChannel",
        "OpenControlChannel",
        "OpenDataChannel",
    )
]
_LOG = [
    # As refusals name it: the request is for no certain group.
    ("logs:DescribeLogGroups", f"{_LOGS}::log-stream:"),
    ("logs:DescribeLogStreams", f"{_LOGS}:/ecs/exec:log-stream:"),
    ("logs:CreateLogStream", f"{_LOGS}:/ecs/exec:log-stream:ecs-execute-command-0a1b"),
    ("logs:PutLogEvents", f"{_LOGS}:/ecs/exec:log-stream:ecs-execute-command-0a1b"),
]
_BUCKET = [
    ("s3:GetEncryptionConfiguration", "arn:aws:s3:::sessions"),
    ("s3:PutObject", "arn:aws:s3:::sessions/exec/web/ecs-execute-command-0a1b.log"),
]
_KEYS = [
    ("kms:Decrypt", _KEY),
    ("kms:GenerateDataKey", _BUCKET_KEY),
    # The end of a log that comes in parts.
    ("kms:Decrypt", _BUCKET_KEY),
]
_NEVER = [
    ("logs:PutLogEvents", f"{_LOGS}:/ecs/executions:log-stream:ecs-execute-command-0a1b"),
    ("logs:PutLogEvents", f"{_LOGS}:/ecs/web:log-stream:app/1"),
    ("logs:CreateLogGroup", f"{_LOGS}:/ecs/exec"),
    ("logs:GetLogEvents", f"{_LOGS}:/ecs/exec:log-stream:ecs-execute-command-0a1b"),
    ("s3:PutObject", "arn:aws:s3:::sessions/exec/orders/ecs-execute-command-0a1b.log"),
    ("s3:PutObject", "arn:aws:s3:::sessions-of-others/exec/web/x.log"),
    ("s3:GetObject", "arn:aws:s3:::sessions/exec/web/ecs-execute-command-0a1b.log"),
    ("s3:GetEncryptionConfiguration", "arn:aws:s3:::sessions-of-others"),
    ("kms:GenerateDataKey", _KEY),
    ("kms:Decrypt", "arn:aws:kms:eu-west-1:123456789012:key/of-secrets"),
    ("ssm:StartSession", "*"),
]


def _may(
    allows: Allows, sessions: ExecSessions, calls: list[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Which of the calls a task with such sessions may make."""
    statements = exec_statements(
        sessions, partition="aws", region="eu-west-1", account="123456789012"
    )
    return [
        (action, resource) for action, resource in calls if allows(statements, action, resource, {})
    ]


@pytest.mark.parametrize(
    ("sessions", "calls"),
    [
        (ExecSessions(), _SESSION),
        (ExecSessions(log_group="/ecs/exec"), _SESSION + _LOG),
        (ExecSessions(bucket="sessions", key_prefix="exec/web"), _SESSION + _BUCKET),
        (ExecSessions(key_arn=_KEY), _SESSION + _KEYS[:1]),
        (_ALL, _SESSION + _LOG + _BUCKET + _KEYS),
    ],
)
def test_a_session_may_make_the_calls_that_it_takes_to_keep_it_and_no_others(
    sessions: ExecSessions, calls: list[tuple[str, str]], allows: Allows
) -> None:
    everything = _SESSION + _LOG + _BUCKET + _KEYS + _NEVER

    assert _may(allows, sessions, everything) == calls


def test_a_bucket_of_another_account_gets_nothing(allows: Allows) -> None:
    # To the evaluator, every bucket is of the account that asks: 123456789012.
    statements = exec_statements(_ALL, partition="aws", region="x-1", account="210987654321")

    assert [call for call in _BUCKET if allows(statements, *call, {})] == []


def test_without_a_folder_the_whole_bucket_is_written_to(allows: Allows) -> None:
    sessions = ExecSessions(bucket="sessions")
    objects = ["arn:aws:s3:::sessions/a.log", "arn:aws:s3:::sessions-2/a.log"]

    assert _may(allows, sessions, [("s3:PutObject", one) for one in objects]) == [
        ("s3:PutObject", objects[0])
    ]


def test_says_nothing_that_iam_would_not_know() -> None:
    statements = exec_statements(_ALL, partition="aws", region="eu-west-1", account="123456789012")

    assert [mistake for one in statements for mistake in statement_mistakes(one)] == []


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
def test_every_arn_is_of_the_partition(partition: str) -> None:
    sessions = ExecSessions(log_group="/ecs/exec", bucket="sessions")

    statements = exec_statements(
        sessions, partition=partition, region="x-1", account="123456789012"
    )

    arns = [one["Resource"] for one in statements if one["Resource"] != "*"]
    assert arns
    assert {arn.split(":")[1] for arn in arns} == {partition}
