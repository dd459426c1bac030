"""Where the ARNs of a service have to be."""

from aws_cdk.region_info import RegionInfo

from constructs_lib import ConfigurationError
from constructs_lib.iam.existing_arn import existing_arn
from stacks.config.service import ServiceConfig


def check_arns(where: str, service: ServiceConfig, *, account: str, region: str) -> None:
    """Refuse what is in another partition, a key elsewhere, and what is in another account.

    Raises:
        ConfigurationError: Names the field and the ARN.
    """
    partition = str(RegionInfo.get(region).partition)
    arns = [
        (f"permissions[{position}].resources", resource)
        for position, permission in enumerate(service.permissions)
        for resource in permission.resources
    ]
    arns += [("managed_policies", arn) for arn in service.managed_policies]
    for name, arn in arns:
        if arn.startswith("arn:") and arn.split(":")[1] != partition:
            raise ConfigurationError(
                f"{where}.{name}", expected=f"an ARN of the partition {partition!r}", got=arn
            )
    for arn in service.container.key_arns:
        check_key(f"{where}.container.key_arns", arn, region=region)
    for arn in service.managed_policies:
        if arn.split(":")[4] not in ("aws", account):
            raise ConfigurationError(
                f"{where}.managed_policies",
                expected=f"a policy of AWS, or of the account {account}",
                got=arn,
            )


def check_existing_role(where: str, role: str | None, *, account: str, region: str) -> None:
    """Refuse a role from outside that could not be used there; none passes.

    Raises:
        ConfigurationError: No name and no ARN of a role, or one elsewhere.
    """
    if role is not None:
        partition = str(RegionInfo.get(region).partition)
        existing_arn(where, role, kind="role", account=account, partition=partition)


def check_key(where: str, arn: str | None, *, region: str) -> None:
    """Refuse a key that is elsewhere; none passes.

    Raises:
        ConfigurationError: Names the key.
    """
    partition = RegionInfo.get(region).partition
    if arn is not None and arn.split(":")[1:4:2] != [partition, region]:
        raise ConfigurationError(
            where, expected=f"a key of {region}, in the partition {partition!r}", got=arn
        )


def check_existing_roles(where: str, service: ServiceConfig, *, account: str, region: str) -> None:
    """Refuse a role from outside that its service could not use.

    Raises:
        ConfigurationError: Names the field: no name and no ARN of a role, or one elsewhere.
    """
    for name, existing in (
        ("existing_task_role", service.existing_task_role),
        ("existing_execution_role", service.existing_execution_role),
    ):
        check_existing_role(f"{where}.{name}", existing, account=account, region=region)
