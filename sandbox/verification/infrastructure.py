"""The role with which ECS itself launches the hosts of Managed Instances."""

from sandbox.identity import Identity
from sandbox.report import RoleReport
from sandbox.verification.account import Account
from sandbox.verification.assuming import EC2, ECS, ECS_TASKS, check_user_is_denied, describe_trust
from sandbox.verification.calls import ALLOWED, DENIED
from sandbox.verification.capacity.provider import describe_provider
from sandbox.verification.deployed_stack import DeployedStack
from sandbox.verification.live_role import compare_with_template, read_role
from sandbox.verification.simulation import simulated
from stacks.config import EnvironmentConfig, ManagedInstancesConfig


def verify_infrastructure(
    account: Account,
    user: Identity,
    environment: EnvironmentConfig,
    capacity: ManagedInstancesConfig,
    stack: DeployedStack,
) -> RoleReport:
    """Check the infrastructure role that a capacity provider names."""
    name = environment.capacity_provider_name(capacity)
    provider = describe_provider(account, name)
    arn = provider["managedInstancesProvider"]["infrastructureRoleArn"]
    role = read_role(account.root, arn.rpartition("/")[2])
    hosts = stack.outputs["ContainerInstanceRoleArn"]
    return RoleReport(
        environment=environment.name,
        kind=f"infrastructure role of {capacity.name}",
        name=role.name,
        arn=role.arn,
        assumed_by=describe_trust(role.trust),
        attached_to=f"infrastructureRoleArn of capacity provider {name}",
        checks=(
            account.services.check_trust(role, ECS),
            *compare_with_template(role, stack),
            *account.services.check(role, ECS),
            check_user_is_denied(user, role),
            *(
                simulated(
                    *(account, role, "iam:PassRole", passed, expected),
                    context={"iam:PassedToService": service},
                    group="it passes the hosts' role to EC2, and no other",
                )
                for passed, service, expected in (
                    (hosts, EC2, ALLOWED),
                    (hosts, ECS_TASKS, DENIED),
                    (f"{hosts}-of-others", EC2, DENIED),
                    (role.arn, EC2, DENIED),
                )
            ),
        ),
    )
