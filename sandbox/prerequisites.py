"""What an environment names and an account has before the first deployment."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from botocore.exceptions import ClientError

from sandbox.contracts import read_contracts
from sandbox.emulator_process import PARTITION, Emulator
from sandbox.identity import Identity, account_root, error_code
from sandbox.outside_roles import create_outside_roles
from sandbox.sandbox_error import SandboxError
from stacks.config import (
    EnvironmentConfig,
    ExistingBoundary,
    ExternalAccountConfig,
    OperatorConfig,
    ServiceConfig,
)
from stacks.config.ecr_image import parse_ecr_image

_Expecting = ServiceConfig | OperatorConfig | ExternalAccountConfig


def create_prerequisites(
    emulator: Emulator, sharing: Sequence[EnvironmentConfig], assembly: Path
) -> None:
    """Create what exists already: networks, policies, roles, images, secrets, buckets and the like.

    Args:
        emulator: Where to create them.
        sharing: All environments of one account and region, which may name the same things.
        assembly: Folder of their templates, and of the contracts of roles from outside.
    """
    for environment in sharing:
        _create_network(emulator, environment)

    root = account_root(emulator, account=sharing[0].account, region=sharing[0].region)
    for environment in sharing:
        _create_policies(root, environment)
        for stack in environment.stack_names:
            create_outside_roles(root, read_contracts(assembly, stack))
    _create_log_groups(root, sharing)
    services = [service for environment in sharing for service in environment.services]
    ecr, secretsmanager, ssm, s3 = (
        root.client(name) for name in ("ecr", "secretsmanager", "ssm", "s3")
    )
    for repository in _each(own_repositories(service, sharing[0]) for service in services):
        ecr.create_repository(repositoryName=repository)
    for name in _each(_secrets(service) for service in services):
        secretsmanager.create_secret(Name=name, SecretString='{"password": "of the sandbox"}')
    for name in _each(_parameters(service) for service in services):
        ssm.put_parameter(Name=name, Value="of the sandbox", Type="SecureString")
    for bucket in _each([*map(_buckets, _expecting(sharing)), *map(_buckets_of_sessions, sharing)]):
        # Other than all others, S3's first region takes no constraint.
        elsewhere = {"CreateBucketConfiguration": {"LocationConstraint": sharing[0].region}}
        s3.create_bucket(Bucket=bucket, **({} if sharing[0].region == "us-east-1" else elsewhere))


def _each(names: Iterable[Iterable[str]]) -> list[str]:
    """Return every name once, however many services share it."""
    return sorted({name for of_service in names for name in of_service})


def _secrets(service: ServiceConfig) -> list[str]:
    return [secret.secret_name for secret in service.container.secrets]


def _parameters(service: ServiceConfig) -> list[str]:
    return [parameter.parameter_name for parameter in service.container.parameters]


def _expecting(sharing: Sequence[EnvironmentConfig]) -> Iterator[_Expecting]:
    """Yield all that says which calls its role has to allow and deny."""
    for environment in sharing:
        yield from environment.services
        yield from environment.access.operators
        yield from environment.access.external_accounts


def _buckets(one: _Expecting) -> Iterator[str]:
    """Yield the buckets in which a call looks for an object, before IAM is asked."""
    for expectation in (*one.must_allow, *one.must_deny):
        if expectation.resource.startswith(f"arn:{PARTITION}:s3:::"):
            yield expectation.resource.split(":")[5].split("/")[0]


def _buckets_of_sessions(environment: EnvironmentConfig) -> list[str]:
    bucket = environment.exec_sessions.bucket if environment.has_ecs_exec else None
    return [] if bucket is None else [bucket]


def _create_log_groups(root: Identity, sharing: Sequence[EnvironmentConfig]) -> None:
    """Create the log groups that sessions in containers are kept in."""
    for name in sorted(
        {
            str(environment.exec_sessions.log_group)
            for environment in sharing
            if environment.has_ecs_exec and environment.exec_sessions.log_group
        }
    ):
        root.client("logs").create_log_group(logGroupName=name)


def _create_policies(root: Identity, environment: EnvironmentConfig) -> None:
    """Create the policies that an environment names, whose contents it does not know."""
    for boundary in environment.permissions_boundaries:
        if isinstance(boundary, ExistingBoundary):
            _create_policy(root, boundary.name, {"Action": "*", "Resource": "*"})
    prefix = f"arn:{PARTITION}:iam::{environment.account}:policy/"
    for arn in _each(service.managed_policies for service in environment.services):
        if arn.startswith(prefix):
            harmless = {"Action": "sts:GetCallerIdentity", "Resource": "*"}
            _create_policy(root, arn.removeprefix(prefix), harmless)


def _create_policy(root: Identity, name: str, allowed: dict[str, str]) -> None:
    path, _, last = f"/{name}".rpartition("/")
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **allowed}]}
    try:
        root.client("iam").create_policy(
            PolicyName=last, Path=f"{path}/", PolicyDocument=json.dumps(document)
        )
    except ClientError as error:
        # IAM is one for all regions of the account.
        if error_code(error) != "EntityAlreadyExists":
            raise


def _create_network(emulator: Emulator, environment: EnvironmentConfig) -> None:
    network = environment.network
    if network is not None and network.vpc_id is not None:
        status, answer = emulator.ask(
            "/_sandbox/network",
            {
                "account": environment.account,
                "region": environment.region,
                "vpc_id": network.vpc_id,
                "subnets": dict(zip(network.subnet_ids, network.availability_zones, strict=True)),
            },
        )
        if status != 200:
            raise SandboxError(f"{environment.name}: no network {network.vpc_id}: {answer}")


def own_repositories(service: ServiceConfig, environment: EnvironmentConfig) -> list[str]:
    """Return the ECR repositories of a service that are in the environment's own account."""
    image = parse_ecr_image(service.container.image)
    here = (environment.account, environment.region)
    return [] if image is None or (image.account, image.region) != here else [image.repository]
