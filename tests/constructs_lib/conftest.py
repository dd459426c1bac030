from typing import Any

import pytest


@pytest.fixture
def ecs_tasks_trust() -> dict[str, Any]:
    """The whole trust policy of a role for ECS tasks, in the account and region of ``stack``."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "ecs-tasks.amazonaws.com"},
                "Action": "sts:AssumeRole",
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": "123456789012"},
                    "ArnLike": {"aws:SourceArn": "arn:aws:ecs:eu-west-1:123456789012:*"},
                },
            }
        ],
    }
