"""What grant methods of the CDK write although it does nothing.

No one who calls them could mend it. Source: aws-cdk-lib 2.275.0, by the statements that its grant
methods give.
"""

from collections.abc import Sequence

# An action that takes none of the resources, to an action that the same grant has beside it.
_IDLE_BESIDE = {
    # StringParameter.grant_read
    "ssm:DescribeParameters": "ssm:GetParameterHistory",
    # Table.grant_read_data
    "dynamodb:GetRecords": "dynamodb:GetShardIterator",
    "dynamodb:GetShardIterator": "dynamodb:GetRecords",
    # Table.grant_table_list_streams has it alone.
    "dynamodb:ListStreams": "dynamodb:ListStreams",
    # Stream.grant_read
    "kinesis:DescribeStreamConsumer": "kinesis:DescribeStreamSummary",
    "kinesis:ListStreams": "kinesis:DescribeStreamSummary",
    "kinesis:SubscribeToShard": "kinesis:DescribeStreamSummary",
    # AthenaStartQueryExecution of Step Functions
    "s3:ListBucketMultipartUploads": "s3:ListMultipartUploadParts",
    # StateMachine.grant_read and grant_task_response
    "states:ListStateMachines": "states:ListExecutions",
    "states:SendTaskFailure": "states:SendTaskSuccess",
    "states:SendTaskHeartbeat": "states:SendTaskSuccess",
    "states:SendTaskSuccess": "states:SendTaskFailure",
}

# A condition key that requests for the action lack, to the action.
_IDLE_KEYS = {
    # Secret.grant_read with version stages
    ("secretsmanager:DescribeSecret", "secretsmanager:versionstage"),
}

UNKNOWN_ACTIONS = frozenset({"s3:getobjectmetadata"})
"""In lower case: of SourcedConfiguration of AWS AppConfig, from a bucket."""


def is_idle_key_in_a_grant(action: str, key: str) -> bool:
    """Whether a grant of the CDK puts the condition key on the action, which lacks it."""
    return (action, key.lower()) in _IDLE_KEYS


def is_idle_in_a_grant(action: str, actions: Sequence[str]) -> bool:
    """Whether a grant of the CDK writes the action beside these, whatever the resources are."""
    return _IDLE_BESIDE.get(action) in actions


def is_part_of_a_pair(resource: str, resources: Sequence[str]) -> bool:
    """Whether the resource is in another one, as ``bucket/*`` is in ``bucket``, or the reverse.

    Grants name both, even where the actions need only one of them.
    """
    return any(
        resource.startswith(f"{other}/") or other.startswith(f"{resource}/") for other in resources
    )
