"""What a container of a service can say about itself."""

import re
from dataclasses import dataclass

from aws_cdk.region_info import RegionInfo

from constructs_lib import ConfigurationError
from stacks.config.ecr_image import parse_ecr_image

_NAME = re.compile(r"[A-Za-z0-9_-]{1,255}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SECRET_NAME = re.compile(r"[A-Za-z0-9/_+=.@-]{1,512}")
_KEY_ARN = re.compile(r"arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+")
_PARAMETER_NAME = re.compile(r"[A-Za-z0-9_.-]+|(/[A-Za-z0-9_.-]+)+")

# Source: "memory" and "cpu" of ContainerDefinition in the Amazon ECS API reference.
_LEAST_MEMORY_MIB = 6
_LEAST_CPU_UNITS = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class SecretVariable:
    """An environment variable that ECS fills from AWS Secrets Manager."""

    name: str
    """Of the environment variable."""

    secret_name: str
    """Of the secret, in the account and region of the environment."""

    json_key: str | None = None
    """Which value of a JSON secret; all of its text if left out."""

    def check(self, where: str) -> None:
        """Refuse what is no variable, or no name of a secret."""
        _check_variable(where, self.name)
        if not _SECRET_NAME.fullmatch(self.secret_name):
            raise ConfigurationError(
                f"{where}.secret_name",
                expected="the name of a secret (not its ARN), as in 'orders/database'",
                got=self.secret_name,
            )
        if self.json_key is not None and (not self.json_key or ":" in self.json_key):
            raise ConfigurationError(
                f"{where}.json_key", expected="a key without ':'", got=self.json_key
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class ParameterVariable:
    """An environment variable that ECS fills from the SSM parameter store."""

    name: str
    """Of the environment variable."""

    parameter_name: str
    """Of the parameter, in the account and region of the environment."""

    def check(self, where: str) -> None:
        """Refuse what is no variable, or no name of a parameter."""
        _check_variable(where, self.name)
        if not _PARAMETER_NAME.fullmatch(self.parameter_name):
            raise ConfigurationError(
                f"{where}.parameter_name",
                expected="the name of a parameter, as in '/orders/feature-flags'",
                got=self.parameter_name,
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class ContainerConfig:
    """The one container of a service."""

    name: str

    image: str
    """As ``docker pull`` takes it; the URI of an ECR image brings the permission to pull it."""

    memory_reservation_mib: int
    """Memory kept free for the container, in MiB; 6 or more."""

    memory_limit_mib: int | None = None
    """Memory at which the container is stopped, in MiB; no limit if left out."""

    cpu_units: int | None = None
    """Share of CPU, 1,024 to a vCPU; what is left over if left out."""

    secrets: tuple[SecretVariable, ...] = ()
    parameters: tuple[ParameterVariable, ...] = ()

    key_arns: tuple[str, ...] = ()
    """KMS keys of one's own that its secrets and parameters are encrypted with; none if left out.

    What is encrypted with the keys that AWS keeps for Secrets Manager and for SSM needs none.
    """

    def check(self, where: str) -> None:
        """Refuse what ECS would refuse when the task definition is registered."""
        if not _NAME.fullmatch(self.name):
            raise ConfigurationError(
                f"{where}.name", expected="1 to 255 letters, digits, '-' or '_'", got=self.name
            )
        if not self.image or re.search(r"\s", self.image):
            raise ConfigurationError(
                f"{where}.image", expected="an image, as in 'nginx:latest'", got=self.image
            )
        in_ecr = parse_ecr_image(self.image)
        if re.search(r"\.dkr[.-]ecr", self.image) and (
            in_ecr is None or RegionInfo.get(in_ecr.region).partition is None
        ):
            # Taken for an image from elsewhere, it would get no permission to be pulled.
            raise ConfigurationError(
                f"{where}.image",
                expected="the URI of an image in ECR, as in "
                "'111111111111.dkr.ecr.eu-west-1.amazonaws.com/orders:1.4.2'",
                got=self.image,
            )
        for arn in self.key_arns:
            if not _KEY_ARN.fullmatch(arn):
                raise ConfigurationError(
                    f"{where}.key_arns",
                    expected="the ARN of a KMS key (not of an alias), as in 'arn:aws:kms:eu-west-1:"
                    "111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab'",
                    got=arn,
                )
        self._check_size(where)
        self._check_variables(where)

    def _check_size(self, where: str) -> None:
        if self.memory_reservation_mib < _LEAST_MEMORY_MIB:
            raise ConfigurationError(
                f"{where}.memory_reservation_mib",
                expected=f"{_LEAST_MEMORY_MIB} MiB or more",
                got=self.memory_reservation_mib,
            )
        if self.memory_limit_mib is not None and (
            self.memory_limit_mib <= self.memory_reservation_mib
        ):
            raise ConfigurationError(
                f"{where}.memory_limit_mib",
                expected=f"more than memory_reservation_mib ({self.memory_reservation_mib} MiB)",
                got=self.memory_limit_mib,
            )
        if self.cpu_units is not None and self.cpu_units < _LEAST_CPU_UNITS:
            raise ConfigurationError(
                f"{where}.cpu_units",
                expected=f"{_LEAST_CPU_UNITS} CPU units or more",
                got=self.cpu_units,
            )

    def _check_variables(self, where: str) -> None:
        taken: set[str] = set()
        for secret in self.secrets:
            secret.check(f"{where}.secrets.{secret.name}")
        for parameter in self.parameters:
            parameter.check(f"{where}.parameters.{parameter.name}")
        names = [secret.name for secret in self.secrets]
        for name in (*names, *(parameter.name for parameter in self.parameters)):
            if name in taken:
                raise ConfigurationError(
                    f"{where}.secrets and .parameters", expected="each variable once", got=name
                )
            taken.add(name)


def _check_variable(where: str, name: str) -> None:
    if not _VARIABLE.fullmatch(name):
        raise ConfigurationError(
            f"{where}.name",
            expected="the name of an environment variable, as in 'DATABASE_PASSWORD'",
            got=name,
        )
