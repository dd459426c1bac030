"""Where AWS's service authorization reference and AWS differ, as far as roles of ECS meet it."""

from collections.abc import Mapping

# What the reference lacks, as action to name and ARN format of the resource types.
ALSO_TAKES: Mapping[str, Mapping[str, str]] = {
    # "Service Connect" in the Amazon ECS developer guide: a container instance must have ecs:Poll
    # for task-set/CLUSTER/*, too; aws/amazon-ecs-service-connect-agent issue 142 has the refusal.
    "ecs:Poll": {
        "task-set": "arn:${Partition}:ecs:${Region}:${Account}"
        ":task-set/${ClusterName}/${ServiceName}/${TaskSetId}"
    },
    # The managed policy AmazonECSServiceRolePolicy names these two with such resources.
    "logs:DescribeLogGroups": {
        "log-group": "arn:${Partition}:logs:${Region}:${Account}:log-group:${LogGroupName}"
    },
    "ssmmessages:OpenDataChannel": {
        "session": "arn:${Partition}:ssm:${Region}:${Account}:session/${SessionId}"
    },
    # The managed policy AWSBackupFullAccess names all buckets so, and no certain bucket.
    "s3:ListAllMyBuckets": {"set of all buckets": "arn:${Partition}:s3:::${*}"},
}

# What the reference lacks, as action to condition keys.
ALSO_HAS: Mapping[str, tuple[str, ...]] = {
    # "Call HTTPS APIs in Step Functions workflows" in the AWS Step Functions developer guide.
    "states:InvokeHTTPEndpoint": ("states:HTTPEndpoint", "states:HTTPMethod"),
}

# What the reference does not tell: requests for a type of resource that carry less than the others.
# aws/aws-cdk issue 28594: with ecs:cluster in its condition, ecs:Poll for a task-set is refused.
KEYS_ABSENT: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("ecs:Poll", "task-set"): ("ecs:cluster",)
}
