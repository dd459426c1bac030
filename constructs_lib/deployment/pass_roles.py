"""The right to hand roles to the services that they are for."""

from collections.abc import Sequence
from typing import Any

from constructs_lib.iam.pass_role import pass_role_statement
from constructs_lib.passed_role import PassedRole


def pass_roles(passed: Sequence[PassedRole], *, partition: str) -> list[dict[str, Any]]:
    """Return one statement for each service, with the roles that it may be handed.

    Where EC2 has two names, as in China, its roles may be handed to both.

    Args:
        passed: The roles; one that is named twice counts once.
        partition: Where they are.
    """
    by_service: dict[str, dict[str, None]] = {}
    for one in passed:
        by_service.setdefault(one.service, {})[one.role.role_arn] = None
    return [
        pass_role_statement(list(arns), service, partition=partition)
        for service, arns in by_service.items()
    ]
