"""What an environment names and an account has before the first deployment."""

from collections.abc import Sequence

from sandbox.emulator_process import Emulator
from sandbox.identity import account_root
from sandbox.sandbox_error import SandboxError
from stacks.config import EnvironmentConfig, ServiceConfig
from stacks.config.ecr_image import parse_ecr_image


def create_prerequisites(emulator: Emulator, sharing: Sequence[EnvironmentConfig]) -> None:
    """Create existing networks, image repositories, secrets and parameters.

    Args:
        emulator: Where to create them.
        sharing: All environments of one account and region, which may name the same things.
    """
    for environment in sharing:
        _create_network(emulator, environment)

    root = account_root(emulator, account=sharing[0].account, region=sharing[0].region)
    ecr, secretsmanager, ssm = (root.client(name) for name in ("ecr", "secretsmanager", "ssm"))
    services = [service for environment in sharing for service in environment.services]
    for repository in sorted({r for s in services for r in own_repositories(s, sharing[0])}):
        ecr.create_repository(repositoryName=repository)
    for name in sorted({secret.secret_name for s in services for secret in s.container.secrets}):
        secretsmanager.create_secret(Name=name, SecretString='{"password": "of the sandbox"}')
    for name in sorted({p.parameter_name for s in services for p in s.container.parameters}):
        ssm.put_parameter(Name=name, Value="of the sandbox", Type="SecureString")


def _create_network(emulator: Emulator, environment: EnvironmentConfig) -> None:
    network = environment.network
    if network.vpc_id is not None:
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
