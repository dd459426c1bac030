"""What the roles of this library are for."""

from enum import StrEnum

KIND_METADATA = "ecs-iam-roles:kind"
"""Type of the metadata entry with which a role in the assembly says what it is for."""


class RoleKind(StrEnum):
    """What a role is for, in the words of contracts, reports and metadata."""

    CONTAINER_INSTANCE = "container-instance role"
    EXTERNAL_INSTANCE = "external-instance role"
    TASK = "task role"
    TASK_EXECUTION = "task execution role"
    INFRASTRUCTURE = "infrastructure role"
    OPERATOR = "operator role"
    EXTERNAL_ACCOUNT = "external role"
    DEPLOYER = "deployer role"
