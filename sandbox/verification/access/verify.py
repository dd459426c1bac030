"""All that is checked of the roles of people, other accounts and deployers."""

from collections.abc import Iterator, Sequence
from threading import Lock

from sandbox.emulator_process import Emulator
from sandbox.report import Check, RoleReport
from sandbox.verification.access.assumable_role import AssumableRole
from sandbox.verification.access.deployer import check_deployer
from sandbox.verification.access.external_account import check_external_account
from sandbox.verification.access.operator import check_operator
from sandbox.verification.account import Account
from sandbox.verification.assuming import EC2, ECS, ECS_TASKS, SSM, describe_trust
from sandbox.verification.capacity.provider import describe_provider
from sandbox.verification.deployed_stack import DeployedStack
from sandbox.verification.live_role import compare_trust, compare_with_template, read_role
from stacks.config import (
    DeployerConfig,
    EnvironmentConfig,
    ExternalAccountConfig,
    ManagedInstancesConfig,
    OperatorConfig,
)
from stacks.config.access import AccessRoleConfig

_KINDS = {
    OperatorConfig: ("operator role", "aws sts assume-role"),
    ExternalAccountConfig: ("external role", "aws sts assume-role --external-id"),
    DeployerConfig: ("deployer role", "aws sts assume-role-with-web-identity"),
}
# Environments name the same users and roles, of whatever account, who are created for the time of a
# check.
_one_at_a_time = Lock()


def verify_access(
    emulator: Emulator,
    account: Account,
    environment: EnvironmentConfig,
    stack: DeployedStack,
    others: Sequence[DeployedStack],
) -> list[RoleReport]:
    """Check every role of the stack of people, other accounts and deployers.

    Args:
        emulator: Where it was deployed to.
        account: Of the environment.
        environment: What it was meant to be.
        stack: Of these roles.
        others: The other stacks of the environment, whose roles the deployers hand on.
    """
    passed = list(_passed_roles(account, environment, others))
    with _one_at_a_time:
        return [
            _report(emulator, account, environment, stack, one, passed)
            for one in environment.access.roles()
        ]


def _report(
    emulator: Emulator,
    account: Account,
    environment: EnvironmentConfig,
    stack: DeployedStack,
    config: AccessRoleConfig,
    passed: Sequence[tuple[str, str]],
) -> RoleReport:
    kind, call = _KINDS[type(config)]
    role = read_role(account.root, environment.access_role_name(config))
    assumable = AssumableRole(
        emulator=emulator, account=account, environment=environment, live=role
    )
    return RoleReport(
        environment=environment.name,
        kind=f"{kind} {config.name}",
        name=role.name,
        arn=role.arn,
        assumed_by=describe_trust(role.trust),
        attached_to="",
        taken_with=call,
        checks=(
            compare_trust(role, stack),
            *compare_with_template(role, stack),
            *_checks(assumable, config, passed),
        ),
    )


def _checks(
    role: AssumableRole, config: AccessRoleConfig, passed: Sequence[tuple[str, str]]
) -> Iterator[Check]:
    match config:
        case OperatorConfig():
            return check_operator(role, config)
        case ExternalAccountConfig():
            return check_external_account(role, config)
        case DeployerConfig():
            return check_deployer(role, config, passed)


def _passed_roles(
    account: Account, environment: EnvironmentConfig, stacks: Sequence[DeployedStack]
) -> Iterator[tuple[str, str]]:
    """Yield every role of the environment, with the service that it is for."""
    iam = account.root.client("iam")
    for stack in stacks:
        for output, service in (
            ("ContainerInstanceRoleArn", EC2),
            ("TaskRoleArn", ECS_TASKS),
            ("TaskExecutionRoleArn", ECS_TASKS),
        ):
            if output in stack.outputs:
                yield stack.outputs[output], service
        if outside := stack.outputs.get("ExternalInstanceRoleName"):
            yield iam.get_role(RoleName=outside)["Role"]["Arn"], SSM
    for capacity in environment.capacity:
        if isinstance(capacity, ManagedInstancesConfig):
            provider = describe_provider(account, environment.capacity_provider_name(capacity))
            yield provider["managedInstancesProvider"]["infrastructureRoleArn"], ECS
