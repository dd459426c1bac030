import re
from typing import Any

import pytest

from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.iam.mistake import Mistake
from constructs_lib.iam.statement_mistakes import (
    check_action,
    statement_mistakes,
)

_ECS = "arn:aws:ecs:eu-west-1:123456789012"
_CLUSTER = f"{_ECS}:cluster/demo"
_INSTANCES = f"{_ECS}:container-instance/demo/*"
_TASK_SETS = f"{_ECS}:task-set/demo/*"
_ANY_TAG = "aws:RequestTag/${TagKey}, aws:ResourceTag/${TagKey}, aws:TagKeys"
_TABLE = "the table of AWS's service authorization reference"


def _mistakes(
    action: Any, resource: Any = "*", condition: Any = None, **other: Any
) -> list[tuple[str, str]]:
    """What is wrong with an Allow statement: the element, and the sentence of an error."""
    statement = {"Effect": "Allow", "Action": action, "Resource": resource, **other}
    if condition is not None:
        statement["Condition"] = condition
    return [
        (mistake.element, f"expected {mistake.expected}, got {mistake.got!r}")
        for mistake in statement_mistakes(statement)
    ]


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("GetObject", "an action with its service prefix, as in 's3:GetObject', got 'GetObject'"),
        ("s3:", "an action with its service prefix, as in 's3:GetObject', got 's3:'"),
        ("s3:Get Object", "an action with its service prefix, as in 's3:GetObject', got "),
        ("s4:GetObject", f"the prefix of a service in {_TABLE} (did you mean 's3'?), got "),
        ("zzzz:Get", f"the prefix of a service in {_TABLE}, got 'zzzz:Get'"),
        ("s3:GetObjet", "an action of s3 (did you mean 's3:GetObject'?), got 's3:GetObjet'"),
        ("s3:Qqqq", "an action of s3, got 's3:Qqqq'"),
        ("ecs:Pol*Q", "an action of ecs"),
    ],
)
def test_an_action_must_exist(action: str, message: str) -> None:
    ((element, text),) = _mistakes(action)

    assert element == "Action"
    assert text.startswith(f"expected {message}")


def test_each_wrong_action_is_named_once() -> None:
    mistakes = _mistakes(["s3:GetObjet", "s3:GetObject", "s3:PutObjet", "s3:GetObjet"])

    assert [text.rpartition(" ")[2] for _, text in mistakes] == ["'s3:GetObjet'", "'s3:PutObjet'"]


def test_an_action_that_is_not_meant_must_exist_too() -> None:
    statement = {"Effect": "Deny", "NotAction": ["iam:*", "sts:AssumeRol"], "Resource": "*"}

    assert statement_mistakes(statement) == [
        Mistake("NotAction", "an action of sts (did you mean 'sts:AssumeRole'?)", "sts:AssumeRol")
    ]


def test_no_resource_and_no_key_is_wrong_for_an_action_that_is_not_meant() -> None:
    statement = {
        "Effect": "Deny",
        "NotAction": "ecs:Poll",
        "Resource": _CLUSTER,
        "Condition": {"StringEquals": {"s3:prefix": "home"}},
    }

    assert statement_mistakes(statement) == []


@pytest.mark.parametrize("resource", ["my-bucket", "", "arn:aws:s3", "arn:aws:s3:::", "**"])
def test_a_resource_must_be_an_arn(resource: str) -> None:
    assert _mistakes("s3:GetObject", resource) == [
        ("Resource", f"expected an ARN, as in 'arn:aws:s3:::my-bucket/*', or '*', got {resource!r}")
    ]


def test_a_resource_that_is_not_meant_must_be_an_arn_too() -> None:
    statement = {"Effect": "Deny", "Action": "s3:GetObject", "NotResource": ["my-bucket", _CLUSTER]}

    (mistake,) = statement_mistakes(statement)

    assert (mistake.element, mistake.got) == ("NotResource", "my-bucket")


def test_a_resource_with_an_unknown_part_must_be_able_to_become_an_arn() -> None:
    joined = {"Fn::Join": ["", ["my-", {"Ref": "Bucket"}]]}

    ((element, text),) = _mistakes("s3:GetObject", joined)

    assert element == "Resource"
    assert text.endswith("or '*', got 'my-*'")


@pytest.mark.parametrize(
    ("action", "resource", "message"),
    [
        (
            "ecs:DiscoverPollEndpoint",
            _CLUSTER,
            f"'*' for ecs:DiscoverPollEndpoint, which takes no resource, got '{_CLUSTER}'",
        ),
        (
            "ecs:Poll",
            _CLUSTER,
            "a container-instance or task-set of ecs, as in 'arn:aws:ecs:REGION:ACCOUNT:"
            "container-instance/CLUSTER_NAME/CONTAINER_INSTANCE_ID', for ecs:Poll, got "
            f"'{_CLUSTER}'",
        ),
        (
            "s3:ListBucket",
            "arn:aws:s3:::b/*",
            "a bucket or accesspoint of s3, as in 'arn:aws:s3:::BUCKET_NAME', for s3:ListBucket, "
            "got 'arn:aws:s3:::b/*'",
        ),
        (
            "s3:GetObject",
            "arn:aws:s3:::b",
            "an object or accesspointobject of s3, as in 'arn:aws:s3:::BUCKET_NAME/OBJECT_NAME', "
            "for s3:GetObject, got 'arn:aws:s3:::b'",
        ),
        ("kms:Decrypt", "arn:aws:kms:eu-west-1:123456789012:alias/a", "a key of kms, as in "),
        ("ecs:Submit*", _INSTANCES, "a cluster of ecs, as in "),
        ("ecr:GetAuthorizationToken", "arn:aws:ecr:eu-west-1:123456789012:repository/*", "'*' for"),
        ("logs:PutLogEvents", "arn:aws:logs:eu-west-1:123456789012:log-group:/a", "a log-stream"),
        ("s3:ListAllMyBuckets", "arn:aws:s3:::b", "a set of all buckets of s3, as in "),
        ("ssm:GetParameter", "arn:aws:ssm:eu-west-1:123456789012:parameter//a", "a parameter"),
        ("sqs:SendMessage", "arn:aws:sqs:eu-west-1:123456789012:queue/q", "a queue of sqs"),
        ("dynamodb:GetItem", "arn:aws:dynamodb:eu-west-1:123456789012:table/t/index/i", "a table"),
    ],
)
def test_an_action_must_take_the_resource(action: str, resource: str, message: str) -> None:
    ((element, text),) = _mistakes(action, resource)

    assert element == "Resource"
    assert text.startswith(f"expected {message}")


def test_an_action_needs_one_of_the_resources() -> None:
    ((element, text),) = _mistakes(["ecs:Poll", "ecs:DiscoverPollEndpoint"], [_INSTANCES])

    assert element == "Resource"
    assert text.startswith("expected '*' for ecs:DiscoverPollEndpoint, which takes no resource")


def test_a_resource_needs_one_of_the_actions() -> None:
    resources = [_INSTANCES, _CLUSTER, "arn:aws:iam::123456789012:role/r"]

    ((element, text),) = _mistakes(["ecs:Poll", "ecs:SubmitTaskStateChange"], resources)

    assert element == "Resource"
    assert text == (
        "expected a container-instance, task-set or cluster of ecs, as in 'arn:aws:ecs:REGION:"
        "ACCOUNT:container-instance/CLUSTER_NAME/CONTAINER_INSTANCE_ID', for ecs:Poll and "
        "ecs:SubmitTaskStateChange, got 'arn:aws:iam::123456789012:role/r'"
    )


def test_resource_types_of_several_services_are_told_apart() -> None:
    resources = [_INSTANCES, "arn:aws:s3:::b/*", "arn:aws:iam::123456789012:role/r"]

    ((_, text),) = _mistakes(["ecs:Poll", "s3:GetObject"], resources)

    assert text.startswith("expected a container-instance of ecs, task-set of ecs, ")


def test_of_many_resource_types_the_message_names_a_few() -> None:
    ((_, text),) = _mistakes("ec2:*", "arn:aws:ec2:eu-west-1:123456789012:vcp/v")

    assert re.search(r"^expected an? \S+, \S+, \S+, \S+ or \d+ others of ec2, as in 'arn:", text)


def test_what_else_is_wrong_is_not_told_beside_a_mistyped_action() -> None:
    ((element, _),) = _mistakes(["s3:GetObjet", "s3:ListBucket"], "arn:aws:s3:::b/*")

    assert element == "Action"


@pytest.mark.parametrize(
    ("operator", "hint"),
    [
        ("StringEqual", " (did you mean 'StringEquals'?)"),
        ("stringequals", " (did you mean 'StringEquals'?)"),
        ("ForAnyValues:StringLike", " (did you mean 'ForAnyValue:StringLike'?)"),
        ("NullIfExists", ""),
        ("Xyz", ""),
    ],
)
def test_a_condition_operator_must_exist(operator: str, hint: str) -> None:
    ((element, text),) = _mistakes("s3:GetObject", "*", {operator: {"aws:SourceIp": "1.2.3.4"}})

    assert element == "Condition"
    assert text.startswith(f"expected a condition operator of IAM{hint}")
    assert text.endswith(f"got {operator!r}")


def test_a_condition_key_must_exist() -> None:
    assert _mistakes("ecs:Poll", "*", {"ArnEquals": {"ecs:clutser": _CLUSTER}}) == [
        (
            "Condition",
            f"expected a condition key in {_TABLE} (did you mean 'ecs:cluster'?), "
            "got 'ecs:clutser'",
        )
    ]


def test_a_condition_key_must_apply_to_the_action() -> None:
    condition = {"ArnEquals": {"ecs:cluster": _CLUSTER}}

    assert _mistakes("ecs:RegisterContainerInstance", _CLUSTER, condition) == [
        (
            "Condition",
            "expected a condition key that applies to ecs:RegisterContainerInstance (it has "
            f"{_ANY_TAG}, ecs:ResourceTag/${{TagKey}} and the keys of every request), "
            "got 'ecs:cluster'",
        )
    ]


def test_a_condition_key_must_apply_to_every_action() -> None:
    condition = {"ArnEquals": {"ecs:cluster": _CLUSTER}}

    mistakes = _mistakes(["ecs:Poll", "ecs:DiscoverPollEndpoint"], "*", condition)

    assert mistakes == [
        (
            "Condition",
            "expected a condition key that applies to ecs:DiscoverPollEndpoint (it has only the "
            "keys of every request), got 'ecs:cluster'",
        )
    ]


@pytest.mark.parametrize(
    "operator",
    ["ArnEqualsIfExists", "Null", "ForAllValues:ArnEquals", "ArnNotEquals", "StringNotLike"],
)
def test_one_action_with_the_key_suffices_if_its_absence_lets_pass(operator: str) -> None:
    condition = {operator: {"ecs:cluster": _CLUSTER}}

    assert _mistakes(["ecs:Poll", "ecs:DiscoverPollEndpoint"], "*", condition) == []


def test_an_optional_condition_key_must_apply_to_one_action() -> None:
    condition = {"StringEqualsIfExists": {"s3:prefix": "home"}}

    ((_, text),) = _mistakes(["ecs:Poll", "ecs:DiscoverPollEndpoint"], "*", condition)

    assert text.startswith(
        "expected a condition key that applies to ecs:Poll and ecs:DiscoverPollEndpoint (they have "
    )


def test_a_condition_key_must_apply_to_one_of_the_actions_that_a_pattern_stands_for() -> None:
    condition = {"ArnEquals": {"ecs:cluster": _CLUSTER}}

    assert _mistakes("ecs:*", "*", condition) == []
    assert [element for element, _ in _mistakes("ecs:Discover*", "*", condition)] == ["Condition"]


@pytest.mark.parametrize("key", ["aws:RequestTag/team", "aws:ResourceTag/team", "aws:TagKeys"])
def test_keys_of_tags_apply_only_where_they_are_listed(key: str) -> None:
    condition = {"StringEquals": {key: "a"}}

    assert _mistakes("ecs:TagResource", f"{_ECS}:task/demo/*", condition) == []
    assert [element for element, _ in _mistakes("ecs:DiscoverPollEndpoint", "*", condition)] == [
        "Condition"
    ]


def test_a_resembling_key_of_the_action_is_named() -> None:
    condition = {"StringEquals": {"iam:PassedToServices": "ecs-tasks.amazonaws.com"}}

    ((_, text),) = _mistakes("iam:PassRole", "arn:aws:iam::123456789012:role/r", condition)

    assert "(did you mean 'iam:PassedToService'?)" in text


def test_poll_on_a_task_set_has_no_cluster_key() -> None:
    condition = {"ArnEquals": {"ecs:cluster": _CLUSTER}}

    assert _mistakes("ecs:Poll", _TASK_SETS) == []
    assert _mistakes("ecs:Poll", _INSTANCES, condition) == []
    assert _mistakes("ecs:Poll", "*", condition) == []
    assert _mistakes("ecs:Poll", [_INSTANCES, _TASK_SETS], condition) == [
        (
            "Condition",
            "expected no 'ecs:cluster' for ecs:Poll on a task-set, where requests lack it, "
            "got 'ecs:cluster'",
        )
    ]


@pytest.mark.parametrize("effect", ["Allow", "Deny"])
def test_the_effect_makes_no_difference(effect: str) -> None:
    assert len(_mistakes("ecs:Poll", _CLUSTER, Effect=effect)) == 1


def test_a_statement_with_a_principal_has_other_rules() -> None:
    assert _mistakes("sts:AssumeRol", Principal={"Service": "ecs-tasks.amazonaws.com"}) == []


_LOGS = "arn:aws:logs:eu-west-1:123456789012:log-group"
_DYNAMODB = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"
_PARTITION = {"Ref": "AWS::Partition"}


@pytest.mark.parametrize(
    ("action", "resource", "condition"),
    [
        ("*", "*", {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}),
        ("*:*", _CLUSTER, {"StringEquals": {"aws:ResourceTag/team": "orders"}}),
        (
            ["s3:GetObject*", "s3:GetBucket*", "s3:List*"],
            ["arn:aws:s3:::b", "arn:aws:s3:::b/*"],
            None,
        ),
        (["s3:PutObject", "s3:Abort*"], ["arn:aws:s3:::b", "arn:aws:s3:::b/*"], None),
        ("s3:ListBucket", "arn:aws:s3:::b*", {"StringLike": {"s3:prefix": "home/*"}}),
        ("s3:List*", "*", None),
        ("s3:ListAllMyBuckets", "arn:aws:s3:::*", None),
        ("S3:getobject", "arn:aws-cn:s3:::b/${aws:username}/*", None),
        ("s3:GetObject", "arn:aws-us-gov:s3:::b/*", {"Bool": {"AWS:securetransport": "true"}}),
        ("s3:GetObject", "*", {"StringEquals": {"s3:ExistingObjectTag/team": "orders"}}),
        (["dynamodb:Query", "dynamodb:GetItem"], [_DYNAMODB, f"{_DYNAMODB}/index/*"], None),
        (
            ["dynamodb:PutItem", "dynamodb:DescribeTable"],
            [_DYNAMODB, f"{_DYNAMODB}/index/*"],
            {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["${aws:userid}"]}},
        ),
        ("dynamodb:GetRecords", f"{_DYNAMODB}/stream/*", None),
        (
            "secretsmanager:GetSecretValue",
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:app/db-??????",
            {"StringEquals": {"secretsmanager:ResourceTag/team": "orders"}},
        ),
        ("ssm:GetParameters", "arn:aws:ssm:eu-west-1:123456789012:parameter/app/*", None),
        ("ssm:GetParameter", "arn:aws:ssm:eu-west-1::parameter/aws/service/bottlerocket/*", None),
        (
            ["kms:Decrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
            "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
            {
                "StringEquals": {
                    "kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com",
                    "kms:EncryptionContext:SecretARN": "arn:aws:secretsmanager:*",
                }
            },
        ),
        (["logs:CreateLogStream", "logs:PutLogEvents"], f"{_LOGS}:/ecs/orders:*", None),
        ("logs:PutLogEvents", f"{_LOGS}:/ecs/orders:log-stream:*", None),
        ("logs:CreateLogStream", f"{_LOGS}:/ecs/orders:log-stream:*", None),
        ("logs:CreateLogGroup", f"{_LOGS}:/ecs/*", None),
        ("logs:DescribeLogGroups", f"{_LOGS}:*", None),
        (
            ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability"],
            "arn:aws:ecr:eu-west-1:123456789012:repository/team/orders",
            None,
        ),
        ("ecr:GetAuthorizationToken", "*", None),
        (
            ["ecs:Poll", "ecs:StartTelemetrySession"],
            _INSTANCES,
            {"ArnEquals": {"ecs:cluster": _CLUSTER}},
        ),
        ("ecs:Poll", [_INSTANCES, _TASK_SETS], None),
        (
            ["ecs:RegisterContainerInstance", "ecs:DeregisterContainerInstance", "ecs:Submit*"],
            _CLUSTER,
            None,
        ),
        (
            "ecs:TagResource",
            _INSTANCES,
            {"StringEquals": {"ecs:CreateAction": "RegisterContainerInstance"}},
        ),
        (
            "ecs:RunTask",
            f"{_ECS}:task-definition/orders:*",
            {"ArnEquals": {"ecs:cluster": _CLUSTER}},
        ),
        ("ssmmessages:*", "*", None),
        ("ssmmessages:OpenDataChannel", "arn:aws:ssm:*:*:session/*", None),
        ("cloudwatch:PutMetricData", "*", {"StringEquals": {"cloudwatch:namespace": "Orders"}}),
        ("ec2:DescribeTags", "*", {"StringEquals": {"ec2:Region": "eu-west-1"}}),
        (
            "iam:PassRole",
            "arn:aws:iam::123456789012:role/path/task",
            {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
        ),
        ("sqs:SendMessage", "arn:aws:sqs:eu-west-1:123456789012:orders.fifo", None),
        (
            "sns:Publish",
            "arn:aws:sns:eu-west-1:123456789012:orders",
            {"StringEquals": {"aws:PrincipalTag/team": "orders"}},
        ),
        ("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:123456789012:function:f:*", None),
        (
            "elasticfilesystem:ClientMount",
            "arn:aws:elasticfilesystem:eu-west-1:123456789012:file-system/fs-1",
            {"StringEquals": {"elasticfilesystem:AccessPointArn": "arn:aws:elasticfilesystem:*"}},
        ),
        ("sts:AssumeRole", "arn:aws:iam::210987654321:role/other", None),
        ("s3:GetObject", "*", {"StringEquals": {"cognito-identity.amazonaws.com:sub": "a"}}),
        # Grants of the CDK.
        (
            ["ssm:DescribeParameters", "ssm:GetParameter", "ssm:GetParameterHistory"],
            "arn:aws:ssm:eu-west-1:123456789012:parameter/a",
            None,
        ),
        ("states:SendTask*", "*", None),
        (
            ["states:SendTaskFailure", "states:SendTaskSuccess"],
            "arn:aws:states:eu-west-1:123456789012:stateMachine:m",
            None,
        ),
        # What is known only at deployment.
        ("s3:GetObject", {"Fn::GetAtt": ["Bucket", "Arn"]}, None),
        ("s3:GetObject", {"Fn::Join": ["", [{"Fn::GetAtt": ["Bucket", "Arn"]}, "/*"]]}, None),
        ("ecs:DiscoverPollEndpoint", {"Ref": "Resource"}, None),
        (
            "ecs:Poll",
            {"Fn::Join": ["", ["arn:", _PARTITION, ":ecs:eu-west-1:1:container-instance/a/*"]]},
            None,
        ),
        ("sqs:SendMessage", {"Fn::Sub": "arn:${AWS::Partition}:sqs:*:${AWS::AccountId}:q"}, None),
        ("sqs:SendMessage", {"Fn::Sub": ["arn:aws:sqs:*:*:${Q}", {"Q": "q"}]}, None),
        ("ecs:Poll", "arn:${Token[AWS.Partition.3]}:ecs:${Token[AWS.Region.4]}:1:task-set/*", None),
        ("ecs:Poll", "${Token[TOKEN.12]}", {"ArnEquals": {"ecs:${Token[TOKEN.1]}": "a"}}),
        (["#{Token[TOKEN.12]}"], ["#{Token[TOKEN.13]}"], {"Fn::If": ["A", {}, {}]}),
        ("${Token[TOKEN.12]}:Get*", "*", None),
        ({"Ref": "Action"}, {"Fn::Join": [",", {"Ref": "List"}]}, {"Ref": "Condition"}),
    ],
)
def test_a_right_statement_has_no_mistake(action: Any, resource: Any, condition: Any) -> None:
    assert _mistakes(action, resource, condition) == []


def test_check_action_refuses_what_aws_does_not_have() -> None:
    with pytest.raises(ConfigurationError, match=r"^here: expected an action of s3 \(did you mean"):
        check_action("here", "s3:GetObjet")


@pytest.mark.parametrize("action", ["*", "*:*", "GetObject"])
def test_check_action_wants_a_service(action: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^here: expected an action with its service"):
        check_action("here", action)


@pytest.mark.parametrize("action", ["s3:GetObject", "s3:Get*", "S3:getobject"])
def test_check_action_passes_what_aws_has(action: str) -> None:
    check_action("here", action)
