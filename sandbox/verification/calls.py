"""The calls that the sandbox can make to find out what an identity may do."""

from collections.abc import Callable, Sequence

from botocore.exceptions import ClientError

from constructs_lib import ConfigurationError
from sandbox.identity import Identity, error_code
from sandbox.report import Check
from stacks.config import EnvironmentConfig, Expectation

ALLOWED, DENIED = "allowed", "denied"

_DENIALS = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation")
# IAM let the call through; the service then found nothing, or something, under that name.
_PAST_IAM = ("NoSuchKey", "NotFound", "AlreadyExists")


def _name(arn: str) -> str:
    """``arn:aws:dynamodb:eu-west-1:111111111111:table/orders`` -> ``orders``."""
    return arn.split(":", 5)[5].split("/", 1)[-1]


def _bucket_and_key(arn: str) -> dict[str, str]:
    bucket, _, key = arn.split(":", 5)[5].partition("/")
    return {"Bucket": bucket, "Key": key}


def _log_stream(arn: str) -> dict[str, str]:
    group, _, stream = arn.split(":", 6)[6].partition(":log-stream:")
    return {"logGroupName": group, "logStreamName": stream}


_WITHOUT_RESOURCE = ("iam:CreateUser", "s3:ListAllMyBuckets")

_CALLS: dict[str, Callable[[Identity, str], object]] = {
    "dynamodb:GetItem": lambda who, arn: who.client("dynamodb").get_item(
        TableName=_name(arn), Key={"id": {"S": "sandbox"}}
    ),
    "dynamodb:PutItem": lambda who, arn: who.client("dynamodb").put_item(
        TableName=_name(arn), Item={"id": {"S": "sandbox"}}
    ),
    "ecr:BatchGetImage": lambda who, arn: who.client("ecr").batch_get_image(
        repositoryName=_name(arn), imageIds=[{"imageTag": "latest"}]
    ),
    "ecs:DescribeClusters": lambda who, arn: who.client("ecs").describe_clusters(clusters=[arn]),
    "ecs:RegisterContainerInstance": lambda who, arn: who.client("ecs").register_container_instance(
        cluster=_name(arn), instanceIdentityDocument='{"instanceId": "i-00000000000000000"}'
    ),
    "iam:CreateUser": lambda who, arn: who.client("iam").create_user(UserName="sandbox-probe"),
    "logs:CreateLogStream": lambda who, arn: who.client("logs").create_log_stream(
        **_log_stream(arn)
    ),
    "s3:GetObject": lambda who, arn: who.client("s3").get_object(**_bucket_and_key(arn)),
    "s3:ListAllMyBuckets": lambda who, arn: who.client("s3").list_buckets(),
    "s3:PutObject": lambda who, arn: who.client("s3").put_object(**_bucket_and_key(arn)),
    "secretsmanager:GetSecretValue": lambda who, arn: who.client("secretsmanager").get_secret_value(
        SecretId=arn
    ),
    "ssm:GetParameters": lambda who, arn: who.client("ssm").get_parameters(
        Names=["/" + _name(arn)]
    ),
}

CALLABLE = tuple(_CALLS)
"""The actions that ``must_allow`` and ``must_deny`` can name."""


def made(expectations: Sequence[Expectation]) -> list[Expectation]:
    """Return those that are called: nobody can choose the context of a real call."""
    return [one for one in expectations if not one.context]


def check_callable(where: str, expectation: Expectation, environment: EnvironmentConfig) -> None:
    """Refuse what the sandbox cannot call; what has a context passes, see ``made``.

    Args:
        where: Environment, service, field and position.
        expectation: What its role has to allow or deny.
        environment: Where the call is made.

    Raises:
        ConfigurationError: An action that the sandbox has no call for; a resource where the call
            takes none, or none where it takes one; a resource of another account or region.
    """
    if expectation.context:
        return
    action, resource = expectation.action, expectation.resource
    if action not in _CALLS:
        raise ConfigurationError(
            where, expected=f"an action that the sandbox can call ({', '.join(_CALLS)})", got=action
        )
    if (resource == "*") != (action in _WITHOUT_RESOURCE):
        kind = "no resource" if action in _WITHOUT_RESOURCE else "the ARN of a resource"
        raise ConfigurationError(where, expected=f"{kind} for {action}", got=resource)
    if resource != "*":
        region, account = resource.split(":")[3:5]
        if region not in ("", environment.region) or account not in ("", environment.account):
            raise ConfigurationError(
                where,
                expected=f"a resource of {environment.account} in {environment.region}",
                got=resource,
            )


def probe(who: Identity, action: str, resource: str, expected: str) -> Check:
    """Make the call, and say whether IAM allowed or denied it as expected."""
    return Check(
        what=action,
        expected=expected,
        observed=outcome(lambda: _CALLS[action](who, resource)),
        resource=None if resource == "*" else resource,
    )


def outcome(attempt: Callable[[], object]) -> str:
    """Return what IAM said of an attempt: ``allowed``, ``denied``, or the error otherwise."""
    try:
        attempt()
    except ClientError as error:
        code = error_code(error)
        if code in _DENIALS:
            return DENIED
        return ALLOWED if any(mark in code for mark in _PAST_IAM) else f"error {code}"
    return ALLOWED
