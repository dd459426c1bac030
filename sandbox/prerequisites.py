"""What an environment names and an account has before the first deployment."""

from sandbox.emulator_process import Emulator
from sandbox.identity import Identity
from stacks.config import EnvironmentConfig, ServiceConfig
from stacks.config.ecr_image import parse_ecr_image


def create_prerequisites(
    emulator: Emulator, root: Identity, environment: EnvironmentConfig
) -> None:
    """Create the existing network, the image repositories, the secrets and the parameters."""
    network = environment.network
    if network.vpc_id is not None:
        emulator.ask(
            "/_sandbox/network",
            {
                "account": environment.account,
                "region": environment.region,
                "vpc_id": network.vpc_id,
                "subnets": dict(zip(network.subnet_ids, network.availability_zones, strict=True)),
            },
        )
    ecr, secretsmanager, ssm = (root.client(name) for name in ("ecr", "secretsmanager", "ssm"))
    services = environment.services
    for repository in sorted({r for s in services for r in own_repositories(s, environment)}):
        ecr.create_repository(repositoryName=repository)
    for name in sorted({secret.secret_name for s in services for secret in s.container.secrets}):
        secretsmanager.create_secret(Name=name, SecretString='{"password": "of the sandbox"}')
    for name in sorted({p.parameter_name for s in services for p in s.container.parameters}):
        ssm.put_parameter(Name=name, Value="of the sandbox", Type="SecureString")


def own_repositories(service: ServiceConfig, environment: EnvironmentConfig) -> list[str]:
    """Return the ECR repositories of a service that are in the environment's own account."""
    image = parse_ecr_image(service.container.image)
    here = (environment.account, environment.region)
    return [] if image is None or (image.account, image.region) != here else [image.repository]
