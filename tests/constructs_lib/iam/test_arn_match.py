from itertools import product

import pytest

from constructs_lib.iam.arn_match import fits

_BUCKET = "arn:${Partition}:s3:::${BucketName}"
_OBJECT = "arn:${Partition}:s3:::${BucketName}/${ObjectName}"
_CLUSTER = "arn:${Partition}:ecs:${Region}:${Account}:cluster/${ClusterName}"
_INSTANCE = (
    "arn:${Partition}:ecs:${Region}:${Account}:container-instance/${ClusterName}/${InstanceId}"
)
_TABLE = "arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}"
_INDEX = "arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}/index/${IndexName}"
_LOG_GROUP = "arn:${Partition}:logs:${Region}:${Account}:log-group:${LogGroupName}"
_LOG_STREAM = f"{_LOG_GROUP}:log-stream:${{LogStreamName}}"
_QUEUE = "arn:${Partition}:sqs:${Region}:${Account}:${QueueName}"
_PARAMETER = (
    "arn:${Partition}:ssm:${Region}:${Account}:parameter/${ParameterNameWithoutLeadingSlash}"
)
_API = "arn:${Partition}:execute-api:${Region}:${Account}:${ApiId}/${Stage}/${Method}/"
_API += "${ApiSpecificResourcePath}"
_ROLE = "arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}"


@pytest.mark.parametrize(
    ("resource", "arn_format"),
    [
        ("arn:aws:s3:::b", _BUCKET),
        ("arn:aws-cn:s3:::b", _BUCKET),
        ("arn:aws-us-gov:s3:::b", _BUCKET),
        ("arn:aws:s3:::b*", _BUCKET),
        ("arn:aws:s3:::b*", _OBJECT),
        ("arn:aws:s3:::b/*", _OBJECT),
        ("arn:aws:s3:::b/a/?", _OBJECT),
        ("*", _OBJECT),
        ("*/*", _OBJECT),
        ("arn:*:s3:::*", _BUCKET),
        ("arn:aws:ecs:eu-west-1:123456789012:container-instance/demo/*", _INSTANCE),
        ("arn:aws:ecs:eu-west-1:123456789012:*", _INSTANCE),
        ("arn:aws:ecs:*:*:*/demo", _CLUSTER),
        ("arn:aws:ecs:*:*:cl?ster/demo", _CLUSTER),
        ("arn:aws:dynamodb:eu-west-1:123456789012:table/t/index/*", _INDEX),
        ("arn:aws:dynamodb:eu-west-1:123456789012:table/t*", _INDEX),
        ("arn:aws:logs:eu-west-1:123456789012:log-group:/a/b", _LOG_GROUP),
        ("arn:aws:logs:eu-west-1:123456789012:log-group:/a/b:*", _LOG_GROUP),
        ("arn:aws:logs:eu-west-1:123456789012:log-group:/a/b:*", _LOG_STREAM),
        ("arn:aws:logs:eu-west-1:123456789012:log-group:/a/b:log-stream:*", _LOG_GROUP),
        ("arn:aws:sqs:eu-west-1:123456789012:q.fifo", _QUEUE),
        ("arn:aws:ssm:eu-west-1:123456789012:parameter/a/b", _PARAMETER),
        ("arn:aws:ssm:eu-west-1::parameter/aws/service/ecs/optimized-ami/*", _PARAMETER),
        ("arn:aws:execute-api:eu-west-1:123456789012:a/prod/GET/", _API),
        ("arn:aws:iam::123456789012:role/path/name", _ROLE),
        ("arn:aws:s3:::*", "arn:${Partition}:s3:::${*}"),
        ("arn:aws:health:*::event/EC2/x/y", "arn:${Partition}:health:*::event/${S}/${C}/*"),
    ],
)
def test_a_resource_fits(resource: str, arn_format: str) -> None:
    assert fits(resource, arn_format)


@pytest.mark.parametrize(
    ("resource", "arn_format"),
    [
        ("arn:aws:s3:::b/*", _BUCKET),
        ("arn:aws:s3:::b/", _BUCKET),
        ("arn:aws:s3:::", _BUCKET),
        ("arn:aws:s3:::b", _OBJECT),
        ("arn:aws:s3:::b/", _OBJECT),
        ("arn:aws:ecs:eu-west-1:123456789012:cluster/demo", _INSTANCE),
        ("arn:aws:ecs:eu-west-1:123456789012:cluster/demo/*", _CLUSTER),
        ("arn:aws:ecs:eu-west-1:123456789012:container-instance/demo", _INSTANCE),
        ("arn:aws:ecs:eu-west-1:123456789012:clusters/demo", _CLUSTER),
        ("arn:aws:eks:eu-west-1:123456789012:cluster/demo", _CLUSTER),
        ("arn:aws:ecs:eu-west-1:123456789012:cluster/", _CLUSTER),
        ("arn:aws:ecs:eu-west-1:cluster/demo", _CLUSTER),
        ("arn:aws:dynamodb:eu-west-1:123456789012:table/t/index/*", _TABLE),
        ("arn:aws:logs:eu-west-1:123456789012:log-group:/a/b", _LOG_STREAM),
        ("arn:aws:sqs:eu-west-1:123456789012:queue/q", _QUEUE),
        ("arn:aws:ssm:eu-west-1:123456789012:parameter//a/b", _PARAMETER),
        ("arn:aws:s3:::b*", "arn:${Partition}:s3:::${*}"),
    ],
)
def test_a_resource_does_not_fit(resource: str, arn_format: str) -> None:
    assert not fits(resource, arn_format)


def test_wildcards_mean_what_trying_every_short_arn_tells() -> None:
    # A format "a:b:x${V}c" covers xVc for one or more characters V; the alphabet suffices.
    prefix = "a:b:c:"
    names = {"x" + "".join(v) + "c" for n in (1, 2, 3) for v in product("xcq", repeat=n)}
    globs = ["".join(glob) for n in (1, 2, 3, 4) for glob in product("xcq*?", repeat=n)]

    wrong = [
        glob
        for glob in globs
        if fits(prefix + glob, prefix + "x${V}c") != any(_covers(glob, name) for name in names)
    ]

    assert wrong == []


def _covers(glob: str, name: str) -> bool:
    if not glob:
        return not name
    if glob[0] == "*":
        return any(_covers(glob[1:], name[start:]) for start in range(len(name) + 1))
    return bool(name) and glob[0] in ("?", name[0]) and _covers(glob[1:], name[1:])


def test_the_longest_arn_is_no_burden() -> None:
    # A search that tries every place of every wildcard would not end.
    resource = "arn:aws:s3:::" + "a*?" * 678 + "b"

    assert fits(resource, _OBJECT)
    assert not fits(f"{resource}/", f"{_OBJECT}/end")
